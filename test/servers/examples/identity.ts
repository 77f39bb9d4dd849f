import type { Story } from './story.js';

const password = 'correct horse battery staple';

/** Tenants, operators, and who acts for them. */
export async function playIdentity(story: Story): Promise<void> {
  await playOwners(story);
  await playMembers(story);
  await playKeys(story);
  await playProjects(story);
  await playSessions(story);
}

async function playOwners({ play, known }: Story): Promise<void> {
  const { tenant } = await play('administrator', 'createTenant', { body: { name: 'Acme', statementPeriod: 'day' } });
  await play('administrator', 'getTenant', { parameters: { tenantId: tenant.id } });
  await play('administrator', 'changeTenant', { parameters: { tenantId: tenant.id }, body: { name: 'Acme Ltd', statementPeriod: 'month' } });
  await play('administrator', 'createKeyForTenant', { parameters: { tenantId: tenant.id }, body: { name: 'ci', role: 'developer' } });
  await play('administrator', 'listTenants');
  known.newTenantId = tenant.id;
  const { operator } = await play('administrator', 'createOperator', { body: { name: 'Northern Light' } });
  await play('administrator', 'getOperator', { parameters: { operatorId: operator.id } });
  await play('administrator', 'changeOperator', { parameters: { operatorId: operator.id }, body: { groupId: 'northern' } });
  await play('administrator', 'createKeyForOperator', { parameters: { operatorId: operator.id }, body: { name: 'agent', role: 'technician' } });
  await play('administrator', 'listOperators');
}

async function playMembers({ play }: Story): Promise<void> {
  for (const [as, add, list, change, remove, [first, then]] of [
    ['tenant', 'addMember', 'listMembers', 'changeMember', 'removeMember', ['developer', 'admin']],
    ['operator', 'addOperatorMember', 'listOperatorMembers', 'changeOperatorMember', 'removeOperatorMember', ['technician', 'finance-viewer']],
    ['administrator', 'addAdminMember', 'listAdminMembers', 'changeAdminMember', 'removeAdminMember', ['administrator', 'administrator']],
  ] as const) {
    const { id } = await play(as, add, { body: { email: 'ada@example.com', role: first } });
    await play(as, list);
    await play(as, change, { parameters: { memberId: id }, body: { role: then } });
    await play(as, remove, { parameters: { memberId: id } });
  }
}

async function playKeys({ play }: Story): Promise<void> {
  for (const [as, create, list, get, revoke, role, audit] of [
    ['tenant', 'createKey', 'listKeys', 'getKey', 'revokeKey', 'developer', 'listAuditEntries'],
    ['operator', 'createOperatorKey', 'listOperatorKeys', 'getOperatorKey', 'revokeOperatorKey', 'technician', 'listOperatorAuditEntries'],
    ['administrator', 'createAdminKey', 'listAdminKeys', 'getAdminKey', 'revokeAdminKey', 'administrator', 'listAdminAuditEntries'],
  ] as const) {
    const made = await play(as, create, { body: { name: 'ci', role } });
    const keyId = (made.key ?? made).id as string;
    await play(as, list);
    await play(as, get, { parameters: { keyId } });
    await play(as, revoke, { parameters: { keyId } });
    await play(as, audit, { parameters: { limit: 2 } });
  }
}

async function playProjects({ play }: Story): Promise<void> {
  const { id } = await play('tenant', 'createProject', { body: { name: 'production' } });
  await play('tenant', 'getProject', { parameters: { projectId: id } });
  await play('tenant', 'renameProject', { parameters: { projectId: id }, body: { name: 'staging' } });
  await play('tenant', 'listProjects');
  const quota = { projectId: id, resourceClass: 'CPU_MILLI' };
  await play('tenant', 'setQuota', { parameters: quota, body: { limit: 16_000 } });
  await play('tenant', 'listQuotas', { parameters: { projectId: id } });
  await play('tenant', 'removeQuota', { parameters: quota });
}

async function playSessions({ play, ask, session, player }: Story): Promise<void> {
  const { id } = await play('administrator', 'addPerson', { body: { email: 'grace@example.com', name: 'Grace', password } });
  await play('administrator', 'listPeople');
  await ask('administrator', 'addAdminMember', { body: { email: 'grace@example.com', role: 'administrator' } });
  await play('anybody', 'getSignInWays');
  const begun = await play('person', 'signIn', { body: { account: 'grace@example.com', password } });
  session.csrf = begun.csrfToken as string;
  session.cookie = player.cookie;
  await play('person', 'getSession');
  await play('person', 'changePassword', { body: { current: password, password: 'an even better battery staple' } });
  await play('person', 'signOut');
  await play('administrator', 'setPersonPassword', { parameters: { personId: id }, body: { password } });
  await play('administrator', 'removePerson', { parameters: { personId: id } });
}
