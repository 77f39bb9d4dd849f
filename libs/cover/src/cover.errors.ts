import { defineProblems } from '#libs/kernel';

export const coverProblems = defineProblems({
  cover_lacking: { kind: 'conflict', title: 'Not so much can be covered' },
  cover_exists: { kind: 'conflict', title: 'Covered already' },
  cover_too_dear: { kind: 'conflict', title: 'Dearer than you would pay' },
  cover_too_small: { kind: 'impossible', title: 'Too little to be covered' },
  cover_out_of_range: { kind: 'impossible', title: 'Not on offer' },
  cover_halted: { kind: 'conflict', title: 'Insurance that lost all it had' },
  cover_winding_up: { kind: 'conflict', title: 'Insurance that nobody backs' },
  insufficient_cover_funds: { kind: 'conflict', title: 'Insufficient funds' },
  exceeds_cover_shares: { kind: 'conflict', title: 'More shares than held' },
  too_many_cover_exits: { kind: 'conflict', title: 'Too many exits wait' },
  lease_not_covered: { kind: 'conflict', title: 'A lease that is over' },
});
