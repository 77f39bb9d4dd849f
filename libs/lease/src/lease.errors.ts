import { defineProblems } from '#libs/kernel';

export const leaseProblems = defineProblems({
  budget_reached: { kind: 'conflict', title: 'Budget reached' },
  cannot_ever_fit: { kind: 'impossible', title: 'Cannot ever fit' },
  credential_in_use: { kind: 'conflict', title: 'Credential in use' },
  insufficient_funds: { kind: 'conflict', title: 'Insufficient funds' },
  lease_in_auction: { kind: 'conflict', title: 'Lease is in auction' },
  lease_not_open: { kind: 'conflict', title: 'Lease is not open' },
  lease_suspended: { kind: 'conflict', title: 'Lease is suspended' },
  price_above_maximum: { kind: 'conflict', title: 'Price above the maximum' },
  quota_exceeded: { kind: 'conflict', title: 'Quota exceeded' },
  too_many_credentials: { kind: 'conflict', title: 'Too many credentials' },
  reserved_fixed: { kind: 'conflict', title: 'What is reserved stays' },
  term_not_offered: { kind: 'impossible', title: 'Term not offered' },
  volume_cannot_grow: { kind: 'conflict', title: 'Volume cannot grow' },
  volume_cannot_shrink: { kind: 'conflict', title: 'Volume cannot shrink' },
  workload_forbidden: { kind: 'impossible', title: 'Not on offer' },
});
