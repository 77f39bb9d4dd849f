import { defineProblems } from '#libs/kernel';

export const identityProblems = defineProblems({
  scopes_exceeded: { kind: 'forbidden', title: 'More than you may give' },
  key_limited_to_project: { kind: 'forbidden', title: 'Key limited to a project' },
  name_taken: { kind: 'conflict', title: 'Name taken' },
  member_exists: { kind: 'conflict', title: 'Already a member' },
  last_owner: { kind: 'conflict', title: 'Last owner' },
});
