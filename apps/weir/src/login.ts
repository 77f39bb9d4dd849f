import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { apiCall, told } from './api-call.js';
import { CommandFailed } from './command-failed.js';
import { type Config, ConfigurationError } from './config.js';
import { readCredentials } from './credentials.js';
import type { OutputOptions } from './options.js';
import { plainTable } from './plain-table.js';
import { readProfiles, writeProfiles } from './profiles.js';

/** Keys are shorter by far; what is longer is some other file. */
const LONGEST_KEY = 512;

export interface LoginOptions extends OutputOptions {
  url?: string;
}

/** Keeps a key, read from a prompt or standard input, under the profile's name, once the API knows it. @throws CommandFailed, ConfigurationError. */
export async function login(config: Config, { url, json }: LoginOptions, input: NodeJS.ReadStream = process.stdin): Promise<void> {
  const profiles = await readProfiles(config);
  const name = config.profile ?? 'default';
  const apiUrl = checkedUrl(url ?? config.apiUrl ?? profiles.profiles[name]?.apiUrl ?? (await readCredentials(config))?.apiUrl ?? `http://${config.host}:${config.port}`);
  const key = await readKey(input, apiUrl);
  const who = await told(apiCall(apiUrl, key))<{ ownerType: string; ownerName: string; role: string }>('GET', '/v1/whoami');
  const owner = `${who.ownerType} ${who.ownerName} (${who.role})`;
  profiles.profiles[name] = { apiUrl, key, owner };
  await writeProfiles(config, { ...profiles, current: name });
  console.log(json ? JSON.stringify({ profile: name, apiUrl, owner }) : `${name}: logged in at ${apiUrl} as ${owner}; the key is in ${config.profilesFile}`);
}

/** Prints what is kept, without keys. */
export async function listProfiles(config: Config, { json }: OutputOptions): Promise<void> {
  const { current, profiles } = await readProfiles(config);
  const listed = Object.entries(profiles).map(([name, { apiUrl, owner }]) => ({ name, apiUrl, owner, isCurrent: name === current }));
  if (json) return console.log(JSON.stringify(listed));
  const table = plainTable(['profile', 'API', 'logged in as', '']);
  for (const { name, apiUrl, owner, isCurrent } of listed) table.push([name, apiUrl, owner, isCurrent ? 'latest' : '']);
  console.log(listed.length === 0 ? 'none yet: weir login keeps one' : table.toString());
}

/** Forgets a key. It stays good for whoever else has it: revoking is for `DELETE /v1/keys/{id}`. @throws CommandFailed when there is none. */
export async function removeProfile(config: Config, name: string, { json }: OutputOptions): Promise<void> {
  const { current, profiles } = await readProfiles(config);
  if (profiles[name] === undefined) throw new CommandFailed(`there is no profile ${JSON.stringify(name)}; weir login --list shows those that there are`);
  const { [name]: removed, ...rest } = profiles;
  await writeProfiles(config, { current: current === name ? Object.keys(rest)[0] : current, profiles: rest });
  console.log(json ? JSON.stringify({ removed: name, apiUrl: removed!.apiUrl }) : `${name}: forgotten here; the key itself is good until it is revoked`);
}

/** The origin alone: commands add paths. Keys travel in a header of every request, so elsewhere than on this machine http is warned of. */
function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.pathname !== '/' || url.search !== '') throw new ConfigurationError('--url takes https://host or http://host:port, with nothing behind');
  if (url.protocol === 'http:' && !/^(localhost|127\.|\[::1\])/.test(url.hostname)) console.error(`weir: ${url.origin} is not https: whoever is between can read the key`);
  return url.origin;
}

async function readKey(input: NodeJS.ReadStream, apiUrl: string): Promise<string> {
  const key = (input.isTTY ? await ask(input, `API key for ${apiUrl}: `) : await text(input)).trim();
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= LONGEST_KEY) return key;
  throw new CommandFailed(key === '' ? 'no key was given; paste one at the prompt, or pipe it in: weir login < key' : 'what was given is no API key: one word, of at most 512 characters');
}

/** What is typed is not shown. */
async function ask(input: NodeJS.ReadStream, question: string): Promise<string> {
  process.stderr.write(question);
  const reader = createInterface({ input, output: new Writable({ write: (_part, _encoding, done) => done() }), terminal: true });
  try {
    return await reader.question('');
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
