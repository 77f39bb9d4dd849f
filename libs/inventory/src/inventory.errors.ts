import { identityProblems } from '#libs/identity';
import { defineProblems } from '#libs/kernel';

export const inventoryProblems = {
  /** The same refusal as for people's and projects' names: a code means one thing. */
  name_taken: identityProblems.name_taken,
  ...defineProblems({
    stale_generation: { kind: 'conflict', title: 'Stale generation' },
    capacity_in_use: { kind: 'conflict', title: 'Capacity in use' },
    too_many_hosts: { kind: 'conflict', title: 'Too many hosts' },
    invalid_inventory: { kind: 'invalid', title: 'Invalid inventory' },
    invalid_jurisdiction: { kind: 'invalid', title: 'Invalid jurisdiction' },
    invalid_service_level: { kind: 'invalid', title: 'Invalid service level' },
  invalid_shares: { kind: 'invalid', title: 'Invalid shares' },
    invalid_window: { kind: 'invalid', title: 'Invalid maintenance window' },
  }),
};
