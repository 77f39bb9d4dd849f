import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type LocalCluster, type LocalClusterOptions, startLocalCluster } from '../../deploy/local-cluster/local-cluster.js';
import { nodeHindrance } from '../../deploy/local-cluster/node.js';

export type { LocalCluster };

/** Runs the program below test/cluster/program: answers on 8080. */
export const PROGRAM_IMAGE = 'weir.local/program:1';

const hindrance = await nodeHindrance();
if (hindrance) console.log(`suites on a real kubelet are skipped: ${hindrance}`);
/** Whether this machine can have a real node; why not is printed. */
export const canHaveNodes = hindrance === undefined;

/** A cluster of a test's own in a temporary folder, gone with `down()`. */
export async function testCluster(options: Omit<LocalClusterOptions, 'folder'>): Promise<LocalCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-cluster-'));
  const cluster = await startLocalCluster({ ...options, folder, tell: (text) => console.log(text) });
  const down = async () => {
    await cluster.down();
    await rm(folder, { recursive: true, force: true });
  };
  if (options.kubelet !== undefined) await cluster.addImage(PROGRAM_IMAGE, await readFile(join(import.meta.dirname, '../cluster/program/main.go'), 'utf8'));
  return { ...cluster, down };
}
