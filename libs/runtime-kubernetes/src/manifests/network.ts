import type { LeaseId } from '#libs/kernel';

import { LEASE_LABEL, leaseLabels, MANAGED_BY } from './labels.js';
import type { Manifest } from './manifest.js';

export const ISOLATION_NAME = 'isolation';

/** Where no pod has business: the cluster's inside, the operator's machines and networks, metadata services. */
const withheldIpv4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4',
];
/** What is routed on the internet, less what carries IPv4 addresses inside: those would get round the above. */
const INTERNET_IPV6 = '2000::/3';
const withheldIpv6 = ['2001::/32', '2002::/16'];

/** Names are resolved by the cluster's own resolver. */
const clusterDns = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
  podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
};

/** Every pod of a namespace: nothing in, and out only to the internet and to resolve names. */
export function isolationOf(namespace: string): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace, name: ISOLATION_NAME, labels: { ...MANAGED_BY } },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [
        { to: [clusterDns], ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }] },
        { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: withheldIpv4 } }, { ipBlock: { cidr: INTERNET_IPV6, except: withheldIpv6 } }] },
      ],
    },
  };
}

/** A lease's replicas in one cluster may talk with each other, and with nobody else's. */
export function leaseTrafficOf(namespace: string, name: string, leaseId: LeaseId): Manifest {
  const own = { podSelector: { matchLabels: { [LEASE_LABEL]: leaseId } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace, name, labels: leaseLabels(leaseId) },
    spec: { podSelector: { matchLabels: { [LEASE_LABEL]: leaseId } }, policyTypes: ['Ingress', 'Egress'], ingress: [{ from: [own] }], egress: [{ to: [own] }] },
  };
}
