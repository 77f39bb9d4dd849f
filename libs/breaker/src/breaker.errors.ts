import { defineProblems } from '#libs/kernel';

export const breakerProblems = defineProblems({
  breaker_open: { kind: 'conflict', title: 'Stopped already' },
});
