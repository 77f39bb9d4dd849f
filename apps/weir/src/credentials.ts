import { chmod, readFile, rename, writeFile } from 'node:fs/promises';

import { type Config, credentialsPath } from './config.js';

/** The first keys, for scripts and people to go on from. */
export interface Credentials {
  apiUrl: string;
  adminKey: string;
  /** By operator's name. */
  operatorKeys: Record<string, string>;
  /** Of the sample tenant; absent after `up --empty`. */
  tenantKey?: string;
  /** To sign in with at the console. */
  account?: { email: string; password: string };
}

/** The first keys of an installation, if `weir up` made them. */
export async function readCredentials(config: Config): Promise<Credentials | undefined> {
  const text = await readFile(credentialsPath(config), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Credentials);
}

/** Whole or not at all, and for its owner alone. */
export async function writeCredentials(config: Config, credentials: Credentials): Promise<void> {
  await writeSecretFile(credentialsPath(config), credentials);
}

/** JSON, whole or not at all, and for its owner alone. */
export async function writeSecretFile(path: string, content: unknown): Promise<void> {
  const draft = `${path}.new`;
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
}
