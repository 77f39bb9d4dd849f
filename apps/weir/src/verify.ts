import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

import { checkFile, type CheckFileOptions, type VerifyExit } from '#libs/verify';

/** Checks a statement's file (`-` for standard input) and prints the verdict. Needs no network, no database and no configuration. */
export function verify(file: string, options: CheckFileOptions, print: (line: string) => void = console.log): Promise<VerifyExit> {
  return checkFile(() => (file === '-' ? text(process.stdin) : readFile(file, 'utf8')), options, print);
}
