import { parseDocument } from 'yaml';

import { CommandFailed } from './command-failed.js';
import { readInput } from './read-input.js';

/** As much of a body as is read: the API takes no more. */
const MOST_CHARACTERS = 1_000_000;

/** What a file of YAML or JSON says; `-` is standard input. @throws CommandFailed */
export async function readDocument(file: string): Promise<unknown> {
  const source = await readInput(file).catch((error: unknown) => {
    throw new CommandFailed(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  });
  return documentOf(source, file);
}

/** @param name what to call it where it is at fault. @throws CommandFailed */
export function documentOf(source: string, name: string): unknown {
  if (source.length > MOST_CHARACTERS) throw new CommandFailed(`${name}: a body has ${MOST_CHARACTERS} characters at most`);
  const document = parseDocument(source, { version: '1.2' });
  const [error] = document.errors;
  if (error) throw new CommandFailed(`${name}: ${error.message}`);
  return document.toJS({ maxAliasCount: 100 });
}
