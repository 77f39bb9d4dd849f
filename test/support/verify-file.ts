import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { verify } from '../../apps/weir/src/verify.js';
import { runCommand } from './command-line.js';

/** What `weir verify` exits with and prints of a document in a file. */
export async function verifyFile(document: unknown, key?: string): Promise<{ exit: number; lines: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-verify-'));
  try {
    const file = join(folder, 'document.json');
    await writeFile(file, JSON.stringify(document));
    const lines: string[] = [];
    return { exit: await verify(file, { key }, (line) => lines.push(line)), lines };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What `weir proof` exits with and prints, by line, with somebody's key. */
export async function proofCommand(api: { url: string }, { secret }: { secret: string }, ...words: string[]): Promise<{ exit: unknown; lines: string[] }> {
  const before = process.exitCode;
  try {
    const printed = await runCommand({ WEIR_API_URL: api.url, WEIR_API_KEY: secret, WEIR_HOME: '/nonexistent' }, ['proof', ...words]);
    return { exit: process.exitCode, lines: printed.split('\n') };
  } finally {
    process.exitCode = before;
  }
}
