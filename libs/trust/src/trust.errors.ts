import { defineProblems } from '#libs/kernel';

export const trustProblems = defineProblems({
  slash_not_pending: { kind: 'conflict', title: 'The slash waits for nothing any more' },
  slash_not_appealed: { kind: 'conflict', title: 'Nobody appealed yet' },
});
