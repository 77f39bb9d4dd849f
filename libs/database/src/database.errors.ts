import { defineProblems } from '#libs/kernel';

export const databaseProblems = defineProblems({
  database_unavailable: { kind: 'unavailable', title: 'Database unavailable' },
});
