import { parseDocument } from 'yaml';

import { adminApi, type ApiAccess, operatorAccess, tenantApi } from './api-access.js';
import { CommandFailed } from './command-failed.js';
import { type Config, ConfigurationError } from './config.js';
import type { OperatorOptions } from './options.js';
import { readInput } from './read-input.js';

export interface CallOptions extends OperatorOptions {
  as: 'tenant' | 'operator' | 'administrator';
  data?: string;
  file?: string;
  header?: string[];
  pick?: string;
}

/** As much of a body as is read: the API takes no more. */
const MOST_CHARACTERS = 1_000_000;

/** Makes one request and prints its answer. @throws CommandFailed, ConfigurationError. */
export async function call(config: Config, method: string, path: string, options: CallOptions): Promise<void> {
  const headers = Object.fromEntries((options.header ?? []).map(headerOf));
  const body = await bodyOf(options);
  const access = await accessAs(config, options);
  const answer = await access.text(method, path, body, { headers });
  console.log(options.pick === undefined ? shown(answer, options.json) : picked(answer, options.pick));
}

function accessAs(config: Config, { as, operator }: CallOptions): Promise<ApiAccess> {
  if (as === 'operator' || operator !== undefined) return operatorAccess(config, operator);
  return as === 'administrator' ? adminApi(config) : tenantApi(config);
}

async function bodyOf({ data, file }: CallOptions): Promise<unknown> {
  if (data === undefined && file === undefined) return undefined;
  const source = data ?? (await readInput(file!).catch((error: unknown) => {
    throw new CommandFailed(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }));
  if (source.length > MOST_CHARACTERS) throw new CommandFailed(`a body has ${MOST_CHARACTERS} characters at most`);
  const document = parseDocument(source, { version: '1.2' });
  const [error] = document.errors;
  if (error) throw new CommandFailed(`${file ?? '--data'}: ${error.message}`);
  return document.toJS({ maxAliasCount: 100 });
}

function headerOf(text: string): [string, string] {
  const [, name, value] = /^([A-Za-z0-9-]+):\s*(\S.*)$/.exec(text) ?? [];
  if (name === undefined) throw new ConfigurationError(`--header takes "name: value"; it is ${JSON.stringify(text)}`);
  return [name.toLowerCase(), value!];
}

/** JSON for people to read, or in a line; what is something else, such as metrics, as it came. */
function shown(answer: string, inLine: boolean | undefined): string {
  const value = parsed(answer);
  if (value === undefined) return answer.replace(/\n$/, '');
  return inLine ? JSON.stringify(value) : JSON.stringify(value, null, 2);
}

/** Text without quotes, so that a shell can go on with it. @throws CommandFailed when there is no such field. */
function picked(answer: string, pick: string): string {
  let value = parsed(answer);
  for (const part of pick.split('.')) {
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined;
  }
  if (value === undefined) throw new CommandFailed(`the answer has no ${pick}: ${answer.slice(0, 500)}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}
