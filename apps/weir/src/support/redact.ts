import { readFile } from 'node:fs/promises';

import type { Config } from '../config.js';
import { credentialsPath, logKeyPath, secretKeyPath } from '../config.js';

/** What looks like a secret wherever it stands, whoever it belongs to. The first group, if any, is kept. */
const shapes: readonly RegExp[] = [
  /weir_[a-z]{2,8}_[\w-]{8,}/g,
  /whsec_[\w+/=-]{8,}/g,
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@"']{1,512}@/gi,
  /((?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /((?:set-)?cookie["']?\s*[:=]\s*["']?)[^\r\n"']+/gi,
  /((?:^|[^a-z0-9])(?:[a-z0-9]{1,32}[-_]){0,6}(?:password|passwd|secret|token|api[-_]?key)["']?\s*[:=]\s*["']?)[^\s"',}&]{4,}/gi,
];

/** Shorter ones would blot out ordinary words; keys that we make are longer by far. */
const SHORTEST = 6;
const BLOT = '[redacted]';

/** Takes secrets out of texts: those that are known, in each way of writing them, and whatever looks like one. */
export class Redactor {
  private readonly known: readonly string[];

  constructor(secrets: readonly string[]) {
    const all = secrets.filter((secret) => secret.length >= SHORTEST).flatMap(waysOfWriting);
    // The longest first: one may be part of another.
    this.known = [...new Set(all)].toSorted((a, b) => b.length - a.length);
  }

  clean(text: string): string {
    let cleaned = text;
    for (const secret of this.known) cleaned = cleaned.replaceAll(secret, BLOT);
    for (const shape of shapes) cleaned = cleaned.replace(shape, (_match, kept: unknown) => (typeof kept === 'string' ? kept : '') + BLOT);
    return cleaned;
  }

  /** Whether a known secret is left. */
  finds(text: string): boolean {
    return this.known.some((secret) => text.includes(secret));
  }
}

function waysOfWriting(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const ways = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), bytes.toString('base64'), bytes.toString('base64').replaceAll('=', ''), bytes.toString('base64url'), bytes.toString('hex')];
  return ways.filter((way) => way.length >= SHORTEST);
}

/** Every secret that this machine's configuration holds, or leads to: variables, passwords in addresses, and the files of keys. */
export async function knownSecrets(environment: Readonly<Record<string, string | undefined>>, config: Config | undefined): Promise<string[]> {
  const secrets: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (!value) continue;
    if (/(SECRET|KEY|TOKEN|PASSWORD|PASSWD|PWD|_HEADERS)$/.test(name)) secrets.push(value, ...words(value));
    if (/(SECRET|KEY)(_FILE)?$/.test(name) || name === 'WEIR_GATEWAY_TLS_KEY') secrets.push(...(await wordsOf(value)));
    const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? URL.parse(value) : null;
    if (url) secrets.push(url.password, decoded(url.password), ...[...url.searchParams].filter(([key]) => /password|secret|token|key/i.test(key)).map(([, text]) => text));
  }
  if (config === undefined) return secrets;
  for (const path of [secretKeyPath(config), logKeyPath(config)]) secrets.push(...(await wordsOf(path)));
  for (const path of [credentialsPath(config), config.profilesFile]) secrets.push(...keysIn(await readFile(path, 'utf8').catch(() => '')));
  for (const key of [...config.secretKeys, ...(config.logKey ? [config.logKey] : [])]) secrets.push(key.toString('base64'), key.toString('hex'));
  return secrets;
}

/** Keys and passwords in a file of JSON, wherever they stand. */
function keysIn(text: string): string[] {
  const found: string[] = [];
  try {
    JSON.parse(text, (name, value: unknown) => {
      if (typeof value === 'string' && (/key|password|secret/i.test(name) || value.startsWith('weir_'))) found.push(value);
      return value;
    });
  } catch {
    found.push(...words(text));
  }
  return found;
}

async function wordsOf(path: string): Promise<string[]> {
  return words(await readFile(path, 'utf8').catch(() => ''));
}

/** Of a file with several, one a line or between commas. */
function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word.length >= SHORTEST);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
