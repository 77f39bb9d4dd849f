import { canHaveNodes, type LocalCluster, PROGRAM_IMAGE, testCluster } from '../support/local-cluster.js';

/**
 * Clusters that the suites share: one of fake machines, and one with a real kubelet where this machine can have one. A
 * suite finds them by the variables that are set here; one that is set already names a cluster of somebody else's.
 */
export default async function startClusters(): Promise<() => Promise<void>> {
  const started: LocalCluster[] = [];
  const share = async (variable: string, start: () => Promise<LocalCluster>) => {
    if (process.env[variable]) return;
    const cluster = await start();
    started.push(cluster);
    process.env[variable] = cluster.kubeconfig;
  };
  const stop = async () => {
    for (const cluster of started) await cluster.down();
  };
  try {
    await share('WEIR_TEST_KWOK_KUBECONFIG', () => testCluster({ kwok: 3 }));
    if (canHaveNodes) await share('WEIR_TEST_KUBELET_KUBECONFIG', () => testCluster({ kubelet: 'node-0' }));
    process.env.WEIR_TEST_IMAGE ??= PROGRAM_IMAGE;
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
