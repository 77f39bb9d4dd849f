import { defineProblems } from '#libs/kernel';

export const transparencyProblems = defineProblems({
  log_size_unknown: { kind: 'not_found', title: 'The log never had that size' },
  round_not_logged: { kind: 'conflict', title: 'Round not in the log yet' },
  settlement_not_logged: { kind: 'conflict', title: 'Not in the log yet' },
  settlement_too_large: { kind: 'conflict', title: 'Too large to prove at once' },
  statement_not_logged: { kind: 'conflict', title: 'Statement not in the log yet' },
  statement_too_large: { kind: 'conflict', title: 'Statement too large to prove at once' },
});
