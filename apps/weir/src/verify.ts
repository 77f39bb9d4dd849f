import { writeFile } from 'node:fs/promises';

import { checkFile, type CheckFileOptions, type VerifyExit } from '#libs/verify';

import type { ApiAccess } from './api-access.js';
import { readInput } from './read-input.js';

/** Checks a statement's file (`-` for standard input) and prints the verdict. Needs no network, no database and no configuration. */
export function verify(file: string, options: CheckFileOptions, print: (line: string) => void = console.log): Promise<VerifyExit> {
  return checkFile(() => readInput(file), options, print);
}

/** Downloads what can be proven, keeps it in a file where that is wanted, and checks it in the same way. @throws CommandFailed. */
export async function checkDownload(open: ApiAccess['open'], path: string, { save, ...options }: CheckFileOptions & { save?: string }): Promise<VerifyExit> {
  const document = await (await open(path)).text();
  if (save !== undefined) await writeFile(save, document);
  return checkFile(() => Promise.resolve(document), options, console.log);
}
