import { defineProblems } from '#libs/kernel';

export const transparencyProblems = defineProblems({
  log_size_unknown: { kind: 'not_found', title: 'The log never had that size' },
});
