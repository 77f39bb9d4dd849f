import { accessAs, type RoleOptions } from './api-access.js';
import { CommandFailed } from './command-failed.js';
import { type Config, ConfigurationError } from './config.js';
import type { OutputOptions } from './options.js';
import { documentOf, readDocument } from './read-document.js';

export interface CallOptions extends OutputOptions, RoleOptions {
  data?: string;
  file?: string;
  header?: string[];
  pick?: string;
}

/** Makes one request and prints its answer. @throws CommandFailed, ConfigurationError. */
export async function call(config: Config, method: string, path: string, options: CallOptions): Promise<void> {
  const headers = Object.fromEntries((options.header ?? []).map(headerOf));
  const body = await bodyOf(options);
  const access = await accessAs(config, options);
  const answer = await access.text(method, path, body, { headers });
  console.log(options.pick === undefined ? shown(answer, options.json) : picked(answer, options.pick));
}

async function bodyOf({ data, file }: CallOptions): Promise<unknown> {
  if (data !== undefined) return documentOf(data, '--data');
  return file === undefined ? undefined : readDocument(file);
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
