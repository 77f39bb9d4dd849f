import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

import { CommandFailed } from './command-failed.js';
import type { Config } from './config.js';
import { writeSecretFile } from './credentials.js';

/** Where an API is, and a key of somebody there. */
export interface Profile {
  apiUrl: string;
  key: string;
  /** Whose key it is, as the API said at login: for people to tell profiles apart. */
  owner: string;
}

export interface Profiles {
  /** The latest login. */
  current: string | undefined;
  profiles: Record<string, Profile>;
}

const schema = z.object({ current: z.string().optional(), profiles: z.record(z.string(), z.object({ apiUrl: z.string(), key: z.string(), owner: z.string() })) });

/** What `weir login` kept. @throws CommandFailed for a file that is not ours. */
export async function readProfiles({ profilesFile }: Pick<Config, 'profilesFile'>): Promise<Profiles> {
  const text = await readFile(profilesFile, 'utf8').catch(() => undefined);
  if (text === undefined) return { current: undefined, profiles: {} };
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    // Told below, as anything else that is no such file.
  }
  const { success, data } = schema.safeParse(read);
  if (!success) throw new CommandFailed(`${profilesFile} is not what weir login writes; mend it or remove it, and log in again`);
  return { current: data.current, profiles: data.profiles };
}

/** For its owner alone, as the folder is if we make it. */
export async function writeProfiles({ profilesFile }: Pick<Config, 'profilesFile'>, profiles: Profiles): Promise<void> {
  await mkdir(dirname(profilesFile), { recursive: true, mode: 0o700 });
  await writeSecretFile(profilesFile, profiles);
}
