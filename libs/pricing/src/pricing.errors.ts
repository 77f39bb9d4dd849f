import { defineProblems } from '#libs/kernel';

export const pricingProblems = defineProblems({
  price_missing: { kind: 'conflict', title: 'No price' },
  rate_in_the_past: { kind: 'impossible', title: 'Rate in the past' },
  invalid_curve: { kind: 'impossible', title: 'Invalid price curve' },
  ask_not_standing: { kind: 'conflict', title: 'Ask does not stand' },
  invalid_ask: { kind: 'impossible', title: 'Invalid ask' },
  too_many_asks: { kind: 'conflict', title: 'Too many asks' },
  curves_stack: { kind: 'conflict', title: 'Two curves in one class' },
  cost_out_of_range: { kind: 'impossible', title: 'Cost out of range' },
  quote_expired: { kind: 'conflict', title: 'Quote expired' },
  quote_mismatch: { kind: 'conflict', title: 'Quote was made for something else' },
});
