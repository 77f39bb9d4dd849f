import { defineProblems } from '#libs/kernel';

export const rulesProblems = defineProblems({
  invalid_rules: { kind: 'impossible', title: 'Rules that contradict themselves' },
  rules_too_soon: { kind: 'impossible', title: 'Rules hold only after a delay' },
  rules_out_of_order: { kind: 'conflict', title: 'Versions hold in their order' },
  rules_in_force: { kind: 'conflict', title: 'Rules that hold, or held' },
  too_many_proposals: { kind: 'conflict', title: 'Too many versions are pending' },
});
