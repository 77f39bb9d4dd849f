import { call } from '../../deploy/local-cluster/control-plane.js';
import { testClusterFrom } from './kubernetes-under-test.js';

export interface Pod {
  metadata: { namespace: string; name: string; uid: string };
  spec: { nodeName: string };
  status: { podIP: string; hostIP: string; containerStatuses: { restartCount: number }[] };
}

/** What a test looks at in a cluster past the product. */
export interface ClusterAdmin {
  server: string;
  podsOf(leaseId: string): Promise<Pod[]>;
  namespaceExists(name: string): Promise<boolean>;
  /** Declares on every node what bandwidth it has to offer. */
  offerEgress(mbps: number): Promise<void>;
}

export async function clusterAdmin(kubeconfig: string): Promise<ClusterAdmin> {
  const admin = await testClusterFrom(kubeconfig);
  const list = async <T>(path: string) => (JSON.parse((await call(admin, 'GET', path)).body) as { items: T[] }).items;
  return {
    server: admin.server,
    podsOf: (leaseId) => list<Pod>(`/api/v1/pods?labelSelector=weir.dev/lease=${leaseId}`),
    namespaceExists: async (name) => (await call(admin, 'GET', `/api/v1/namespaces/${name}`)).status !== 404,
    offerEgress: async (mbps) => {
      for (const { metadata } of await list<{ metadata: { name: string } }>('/api/v1/nodes')) {
        await call(admin, 'PATCH', `/api/v1/nodes/${metadata.name}`, { metadata: { labels: { 'weir.dev/egress-mbps': `${mbps}` } } }, 'application/merge-patch+json');
      }
    },
  };
}
