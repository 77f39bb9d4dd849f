import { defineProblems } from '#libs/kernel';

export const runtimeProblems = defineProblems({
  not_simulated: { kind: 'conflict', title: 'Not a simulated cluster' },
  invalid_fault: { kind: 'invalid', title: 'Invalid fault' },
  too_many_faults: { kind: 'conflict', title: 'Too many faults' },
});
