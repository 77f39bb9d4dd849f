import { defineProblems } from '#libs/kernel';

export const identityProblems = defineProblems({
  scopes_exceeded: { kind: 'forbidden', title: 'More than you may give' },
  key_limited_to_project: { kind: 'forbidden', title: 'Key limited to a project' },
  name_taken: { kind: 'conflict', title: 'Name taken' },
  member_exists: { kind: 'conflict', title: 'Already a member' },
  person_exists: { kind: 'conflict', title: 'Address taken' },
  identity_differs: { kind: 'conflict', title: 'Another identity' },
  identity_refused: { kind: 'unauthenticated', title: 'Identity refused' },
  cross_site_request: { kind: 'forbidden', title: 'Cross-site request' },
  role_needed: { kind: 'invalid', title: 'Role needed' },
  role_not_held: { kind: 'forbidden', title: 'Role not held' },
  sign_in_refused: { kind: 'unauthenticated', title: 'Sign-in refused' },
  last_owner: { kind: 'conflict', title: 'Last owner' },
});
