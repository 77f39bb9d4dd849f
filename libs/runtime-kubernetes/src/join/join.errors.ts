import { defineProblems } from '#libs/kernel';

export const joinProblems = defineProblems({
  invalid_connection: { kind: 'invalid', title: 'Invalid connection' },
  invalid_discovery: { kind: 'invalid', title: 'Invalid discovery settings' },
  not_kubernetes: { kind: 'conflict', title: 'Not a Kubernetes cluster' },
  cluster_unreachable: { kind: 'conflict', title: 'Cluster cannot be reached' },
  cluster_overprivileged: { kind: 'impossible', title: 'The account may do too much' },
  cluster_underprivileged: { kind: 'impossible', title: 'The account may do too little' },
  cluster_unconfined: { kind: 'impossible', title: 'The account is not confined' },
  sealing_unavailable: { kind: 'unavailable', title: 'No key to seal secrets with' },
});
