import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/** A file's text; `-` is standard input. @throws what reading it throws. */
export function readInput(file: string): Promise<string> {
  return file === '-' ? text(process.stdin) : readFile(file, 'utf8');
}
