import { defineProblems } from '#libs/kernel';

export const paymentProblems = defineProblems({
  payout_resolved: { kind: 'conflict', title: 'Payout resolved otherwise' },
  payout_amount_differs: { kind: 'impossible', title: 'Not the payout\'s amount' },
  deposit_above_limit: { kind: 'impossible', title: 'Deposit above the limit' },
  deposit_day_limit: { kind: 'conflict', title: 'Deposits above the limit of a day' },
  deposit_not_held: { kind: 'conflict', title: 'Deposit not held' },
  no_payment_service: { kind: 'conflict', title: 'No payment service' },
  top_up_outstanding: { kind: 'conflict', title: 'Funds asked for already' },
  top_up_resolved: { kind: 'conflict', title: 'Request for funds resolved otherwise' },
  message_not_failed: { kind: 'conflict', title: 'Message not given up' },
});
