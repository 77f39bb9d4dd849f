import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { verify } from '../../apps/weir/src/verify.js';

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
