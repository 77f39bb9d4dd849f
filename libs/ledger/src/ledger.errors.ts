import { defineProblems } from '#libs/kernel';

export const ledgerProblems = defineProblems({
  key_reused: { kind: 'impossible', title: 'Transfer key reused' },
  pending_not_found: { kind: 'conflict', title: 'No such pending transfer' },
  pending_resolved: { kind: 'conflict', title: 'Pending transfer already resolved' },
  pending_expired: { kind: 'conflict', title: 'Pending transfer expired' },
  exceeds_pending: { kind: 'impossible', title: 'More than was reserved' },
  account_frozen: { kind: 'conflict', title: 'Account frozen' },
  above_cap: { kind: 'conflict', title: 'More than the account may hold' },
  amount_out_of_range: { kind: 'impossible', title: 'Amount out of range' },
  not_reversible: { kind: 'conflict', title: 'Cannot be taken back' },
  already_reversed: { kind: 'conflict', title: 'Taken back before' },
  reversal_exceeds_balance: { kind: 'conflict', title: 'Not there any more' },
  difference_ended: { kind: 'conflict', title: 'Difference ended' },
  ledger_busy: { kind: 'unavailable', title: 'Too many transfers wait' },
});
