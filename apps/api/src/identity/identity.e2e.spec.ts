import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { newId } from '#libs/kernel';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { identityControllers } from './controllers.js';

let api: TestApi;
let tenant: Caller & { projectId: string };
let operator: Caller;
let admin: Caller;

beforeAll(async () => {
  api = await startTestApi({ controllers: identityControllers });
  [tenant, operator, admin] = await Promise.all([api.tenant(), api.operator(), api.admin()]);
});
afterAll(() => api.close());

/** A caller for a key that the API itself made. */
function using({ id, secret }: { id: string; secret: string }, ownerId = tenant.ownerId): Caller {
  return api.as({ ...tenant, keyId: id, secret, ownerId });
}

/** What is found in pages of two, in order of the alphabet. */
async function namesFound(caller: Caller, path: string, search: string, by = 'name'): Promise<string[]> {
  const names: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body }: { body: { items: Record<string, string>[]; nextCursor: string | null } } = await caller.get(`${path}?limit=2&search=${encodeURIComponent(search)}${cursor && `&cursor=${cursor}`}`).expect(200);
    names.push(...body.items.map((item) => item[by]!));
    cursor = body.nextCursor;
  }
  return names.toSorted();
}

describe('keys', () => {
  test('are searched by name and by what they begin with', async () => {
    const [asked, other] = await Promise.all([api.tenant(), api.tenant()]);
    const made = (await asked.post('/v1/keys', { name: 'build server', role: 'developer' })).body;
    await asked.post('/v1/keys', { name: 'Build nightly', role: 'developer' });
    await other.post('/v1/keys', { name: 'build of others', role: 'developer' });
    expect(await namesFound(asked, '/v1/keys', 'BUILD')).toEqual(['Build nightly', 'build server']);
    expect(await namesFound(asked, '/v1/keys', made.prefix)).toEqual(['build server']);
    expect(await namesFound(asked, '/v1/keys', made.prefix.slice(5))).toEqual([]);
    expect(await namesFound(asked, '/v1/keys', made.id)).toEqual(['build server']);
  });

  test('are shown once, stored hashed, and work', async () => {
    const made = await tenant.post('/v1/keys', { name: 'ci', role: 'developer', expiresAt: api.clock.now() + 60_000 });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'ci', role: 'developer', projectId: null, revokedAt: null, lastUsedAt: null, createdBy: tenant.keyId });
    expect(made.body.secret).toMatch(/^weir_ten_[\w-]{43}$/);
    expect(made.body.prefix).toBe(made.body.secret.slice(0, 13));
    const read = await tenant.get(`/v1/keys/${made.body.id}`);
    expect(read.body).not.toHaveProperty('secret');
    const everywhere = await api.database.client.$queryRawUnsafe<{ row: string }[]>('select row_to_json(k)::text as row from api_keys k union all select row_to_json(r)::text from idempotency_records r union all select row_to_json(a)::text from audit_entries a');
    expect(everywhere.filter(({ row }) => row.includes(made.body.secret))).toEqual([]);
    expect((await using(made.body).get('/v1/whoami')).body).toMatchObject({ keyId: made.body.id, keyName: 'ci', ownerType: 'tenant', role: 'developer', expiresAt: api.clock.now() + 60_000 });
  });

  test('repeated with the same Idempotency-Key are one key, whose secret is not shown again', async () => {
    const ask = () => tenant.post('/v1/keys', { name: 'once', role: 'developer' }).set('idempotency-key', 'make-once');
    const [first, again] = [await ask(), await ask()];
    expect(again.body.id).toBe(first.body.id);
    expect([first.body.secret === undefined, again.body.secret]).toEqual([false, undefined]);
    const other = await tenant.post('/v1/keys', { name: 'other', role: 'developer' }).set('idempotency-key', 'make-once');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  test('may do no more than their role and their maker', async () => {
    const beyondRole = await tenant.post('/v1/keys', { name: 'x', role: 'developer', scopes: ['identity:write'] });
    expect(beyondRole.body).toMatchObject({ status: 403, code: 'scopes_exceeded', pointer: '/scopes', scopes: ['identity:write'] });
    const limited = await api.key('tenant', tenant.ownerId, { scopes: ['identity:read', 'identity:write'] });
    expect((await limited.post('/v1/keys', { name: 'x', role: 'admin' })).body).toMatchObject({ status: 403, code: 'scopes_exceeded' });
    expect((await limited.post('/v1/keys', { name: 'x', role: 'admin', scopes: ['identity:read'] })).status).toBe(201);
    const viewer = await api.key('tenant', tenant.ownerId, { role: 'billing-viewer' });
    expect((await viewer.post('/v1/keys', { name: 'x', role: 'billing-viewer' })).status).toBe(403);
  });

  test.each([
    [{ name: 'x', role: 'technician' }, '/role'],
    [{ name: 'x', role: 'god' }, '/role'],
    [{ name: 'x', role: 'owner', scopes: [] }, '/scopes'],
    [{ name: 'x', role: 'owner', scopes: ['all'] }, '/scopes/0'],
    [{ name: '', role: 'owner' }, '/name'],
    [{ name: 'two\nlines', role: 'owner' }, '/name'],
    [{ name: 'x', role: 'owner', expiresAt: -1 }, '/expiresAt'],
    [{ name: 'x', role: 'owner', expiresAt: 1 }, '/expiresAt'],
    [{ name: 'x', role: 'owner', projectId: 'prj_1' }, '/projectId'],
    [{ name: 'x', role: 'owner', ownerId: 'ten_other' }, '/ownerId'],
  ])('%j is refused', async (body, pointer) => {
    const answer = await tenant.post('/v1/keys', body);
    expect([answer.status, answer.body.pointer]).toEqual([400, pointer]);
  });

  test('revoked in one process are refused in another within a second', async () => {
    const second = await startTestApi({ controllers: identityControllers, beside: api });
    const key = await api.key('tenant', tenant.ownerId);
    const there = second.as(key);
    expect((await there.get('/v1/whoami')).status).toBe(200);
    const revoked = await tenant.delete(`/v1/keys/${key.keyId}`);
    expect(revoked.body.revokedAt).toBe(api.clock.now());
    await vi.waitFor(async () => {
      expect((await key.get('/v1/whoami')).status).toBe(401);
      expect((await there.get('/v1/whoami')).status).toBe(401);
    }, { timeout: 1_000, interval: 20 });
    api.clock.advance(1_000);
    expect((await tenant.delete(`/v1/keys/${key.keyId}`)).body.revokedAt).toBe(revoked.body.revokedAt);
    await second.close();
  });

  test('of others cannot be told from keys that are not', async () => {
    const other = await api.tenant();
    const [foreign, missing] = [await tenant.get(`/v1/keys/${other.keyId}`), await tenant.get(`/v1/keys/${newId('apiKey')}`)];
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
    expect((await tenant.delete(`/v1/keys/${other.keyId}`)).status).toBe(404);
    expect((await other.get('/v1/whoami')).status).toBe(200);
  });

  test('are paged, each once, in order', async () => {
    const many = await api.tenant();
    const ids = [many.keyId];
    for (let index = 0; index < 6; index += 1) ids.push((await api.key('tenant', many.ownerId)).keyId);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = (await many.get(`/v1/keys?limit=3${cursor && `&cursor=${cursor}`}`)) as { body: { items: { id: string }[]; nextCursor: string | null } };
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect((await many.get('/v1/keys?cursor=bm9uc2Vuc2U')).body).toMatchObject({ status: 400, pointer: '?cursor' });
  });

  test('have their last use noted, behind the request', async () => {
    const key = await api.key('tenant', tenant.ownerId);
    await key.get('/v1/whoami');
    await vi.waitFor(async () => expect((await tenant.get(`/v1/keys/${key.keyId}`)).body.lastUsedAt).toBe(api.clock.now()), { timeout: 8_000, interval: 200 });
  });
});

describe('projects', () => {
  test('are made, renamed, read and listed', async () => {
    const made = await tenant.post('/v1/projects', { name: 'research' });
    expect(made.status).toBe(201);
    expect((await tenant.patch(`/v1/projects/${made.body.id}`, { name: 'science' })).body.name).toBe('science');
    expect((await tenant.get(`/v1/projects/${made.body.id}`)).body.name).toBe('science');
    expect((await tenant.get('/v1/projects')).body.items.map(({ name }: { name: string }) => name)).toEqual(['default', 'science']);
    expect((await tenant.post('/v1/projects', { name: 'science' })).body).toMatchObject({ status: 409, code: 'name_taken', pointer: '/name' });
    expect((await tenant.patch(`/v1/projects/${made.body.id}`, { name: 'default' })).body.code).toBe('name_taken');
  });

  test('are searched page by page, and only among one\'s own', async () => {
    const [asked, other] = await Promise.all([api.tenant(), api.tenant()]);
    for (const name of ['Web-one', 'web-two', 'web-three', 'we_b', 'batch']) await asked.post('/v1/projects', { name });
    await other.post('/v1/projects', { name: 'web-of-others' });
    const found = (search: string) => namesFound(asked, '/v1/projects', search);
    expect(await found('WEB')).toEqual(['Web-one', 'web-three', 'web-two']);
    expect(await found('e_b')).toEqual(['we_b']);
    expect(await found('%')).toEqual([]);
    expect(await found(asked.projectId.toUpperCase().slice(0, 12))).toEqual(['default']);
    expect((await asked.get('/v1/projects?search=')).body).toMatchObject({ status: 400, pointer: '?search' });
  });

  test('of others are not found', async () => {
    const other = await api.tenant();
    expect((await tenant.get(`/v1/projects/${other.projectId}`)).status).toBe(404);
    expect((await tenant.patch(`/v1/projects/${other.projectId}`, { name: 'mine' })).status).toBe(404);
    expect((await tenant.post('/v1/keys', { name: 'x', role: 'developer', projectId: other.projectId })).status).toBe(404);
    expect((await tenant.put(`/v1/quotas/${other.projectId}/CPU_MILLI`, { limit: 1 })).status).toBe(404);
  });

  test('bound a key of theirs: it sees nothing beyond', async () => {
    const { body: project } = await tenant.post('/v1/projects', { name: 'bounded' });
    const { body: made } = await tenant.post('/v1/keys', { name: 'bound', role: 'owner', projectId: project.id });
    const key = using(made);
    expect((await key.get('/v1/projects')).body.items.map(({ id }: { id: string }) => id)).toEqual([project.id]);
    expect((await key.get(`/v1/projects/${tenant.projectId}`)).status).toBe(404);
    expect((await key.get('/v1/keys')).body.items.map(({ id }: { id: string }) => id)).toEqual([made.id]);
    expect((await key.get(`/v1/keys/${tenant.keyId}`)).status).toBe(404);
    for (const path of ['/v1/members', '/v1/audit']) expect((await key.get(path)).body.code).toBe('key_limited_to_project');
    expect((await key.post('/v1/projects', { name: 'more' })).body.code).toBe('key_limited_to_project');
    expect((await key.put(`/v1/quotas/${project.id}/CPU_MILLI`, { limit: 1 })).body.code).toBe('key_limited_to_project');
    const child = await key.post('/v1/keys', { name: 'child', role: 'developer' });
    expect(child.body.projectId).toBe(project.id);
    expect((await key.post('/v1/keys', { name: 'child', role: 'developer', projectId: tenant.projectId })).status).toBe(404);
  });
});

describe('quotas', () => {
  test('are set, read and taken away, per project and class', async () => {
    expect((await tenant.put(`/v1/quotas/${tenant.projectId}/CPU_MILLI`, { limit: 16_000 })).body).toEqual({ projectId: tenant.projectId, resourceClass: 'CPU_MILLI', limit: 16_000 });
    await tenant.put(`/v1/quotas/${tenant.projectId}/CUSTOM_FPGA`, { limit: 0 });
    await tenant.put(`/v1/quotas/${tenant.projectId}/CPU_MILLI`, { limit: 8_000 });
    expect((await tenant.get(`/v1/quotas?projectId=${tenant.projectId}`)).body.items).toEqual([
      { projectId: tenant.projectId, resourceClass: 'CPU_MILLI', limit: 8_000 },
      { projectId: tenant.projectId, resourceClass: 'CUSTOM_FPGA', limit: 0 },
    ]);
    expect((await tenant.delete(`/v1/quotas/${tenant.projectId}/CUSTOM_FPGA`)).status).toBe(204);
    expect((await tenant.get('/v1/quotas')).body.items).toHaveLength(1);
  });

  test.each([['CPU', { limit: 1 }], ['CPU_MILLI', { limit: -1 }], ['CPU_MILLI', { limit: 1.5 }], ['CPU_MILLI', { limit: '1' }], ['CPU_MILLI', { limit: 2 ** 60 }], ['CPU_MILLI', {}]])('%s %j is refused', async (resourceClass, body) => {
    expect((await tenant.put(`/v1/quotas/${tenant.projectId}/${resourceClass}`, body)).status).toBe(400);
  });
});

describe('members', () => {
  test.each(['tenant', 'operator'] as const)('of a %s come, change and go; the last owner stays', async (kind) => {
    const [caller, path] = kind === 'tenant' ? [await api.tenant(), '/v1/members'] : [operator, '/v1/operator/members'];
    const { body: ada } = await caller.post(path, { email: 'Ada@Example.com', role: 'owner' });
    expect(ada.email).toBe('ada@example.com');
    expect((await caller.post(path, { email: 'ada@example.com', role: 'owner' })).body).toMatchObject({ status: 409, code: 'member_exists' });
    expect((await caller.delete(`${path}/${ada.id}`)).body.code).toBe('last_owner');
    const role = kind === 'tenant' ? 'developer' : 'technician';
    expect((await caller.patch(`${path}/${ada.id}`, { role })).body.code).toBe('last_owner');
    const { body: bob } = await caller.post(path, { email: 'bob@example.com', role });
    expect((await caller.patch(`${path}/${bob.id}`, { role: 'owner' })).body.role).toBe('owner');
    const leaving = await Promise.all([ada, bob].map(({ id }) => caller.delete(`${path}/${id}`)));
    expect(new Set(leaving.map(({ status }) => status))).toEqual(new Set([204, 409]));
    expect((await caller.get(path)).body.items).toHaveLength(1);
    expect((await caller.post(path, { email: 'eve@example.com', role: kind === 'tenant' ? 'technician' : 'developer' })).status).toBe(400);
    expect((await caller.post(path, { email: 'no address', role })).status).toBe(400);
  });

  test('are searched by their address', async () => {
    const asked = await api.tenant();
    for (const email of ['ada@north.example', 'bob@north.example', 'ada@south.example']) await asked.post('/v1/members', { email, role: 'developer' }).expect(201);
    expect(await namesFound(asked, '/v1/members', 'North.', 'email')).toEqual(['ada@north.example', 'bob@north.example']);
    expect(await namesFound(asked, '/v1/members', 'ada', 'email')).toEqual(['ada@north.example', 'ada@south.example']);
    expect(await namesFound(await api.tenant(), '/v1/members', 'ada', 'email')).toEqual([]);
  });
});

describe('the platform', () => {
  test('searches tenants and operators by name', async () => {
    for (const name of ['Harbour North', 'Harbour South', 'Inland']) {
      await admin.post('/v1/admin/tenants', { name }).expect(201);
      await admin.post('/v1/admin/operators', { name }).expect(201);
    }
    for (const path of ['/v1/admin/tenants', '/v1/admin/operators']) expect(await namesFound(admin, path, 'harbour')).toEqual(['Harbour North', 'Harbour South']);
  });

  test('makes tenants with what they need to begin', async () => {
    const ask = () => admin.post('/v1/admin/tenants', { name: 'Acme', statementPeriod: 'hour' }).set('idempotency-key', 'acme');
    const { body, status } = await ask();
    expect(status).toBe(201);
    expect(body).toMatchObject({ tenant: { name: 'Acme', statementPeriod: 'hour' }, project: { name: 'default' }, key: { role: 'owner' } });
    const acme = using(body.key, body.tenant.id);
    expect((await acme.get('/v1/whoami')).body).toMatchObject({ ownerId: body.tenant.id, ownerName: 'Acme' });
    expect((await acme.get('/v1/audit')).body.items.map(({ action }: { action: string }) => action)).toEqual(['tenant.created']);
    const again = await ask();
    expect([again.body.tenant.id, again.body.key.secret]).toEqual([body.tenant.id, undefined]);
    expect((await admin.patch(`/v1/admin/tenants/${body.tenant.id}`, { statementPeriod: 'month' })).body).toMatchObject({ name: 'Acme', statementPeriod: 'month' });
    expect((await admin.get('/v1/admin/tenants?limit=200')).body.items.some(({ id }: { id: string }) => id === body.tenant.id)).toBe(true);
    const key = await admin.post(`/v1/admin/tenants/${body.tenant.id}/keys`, { name: 'second', role: 'billing-viewer' });
    expect((await using(key.body).get('/v1/whoami')).body.role).toBe('billing-viewer');
    expect((await admin.post(`/v1/admin/tenants/${newId('tenant')}/keys`, { name: 'x', role: 'owner' })).status).toBe(404);
    expect((await admin.get(`/v1/admin/tenants/${newId('tenant')}`)).status).toBe(404);
  });

  test('makes operators and their keys', async () => {
    const { body } = await admin.post('/v1/admin/operators', { name: 'Northern Light' });
    expect((await admin.post('/v1/admin/operators', { name: 'Northern Light' })).body).toMatchObject({ status: 409, code: 'name_taken' });
    const north = using(body.key, body.operator.id);
    expect((await north.get('/v1/whoami')).body).toMatchObject({ ownerType: 'operator', ownerName: 'Northern Light' });
    expect((await north.get('/v1/operator/keys')).body.items).toHaveLength(1);
    expect((await north.post('/v1/operator/keys', { name: 'probe', role: 'technician' })).body.secret).toMatch(/^weir_opr_/);
    const key = await admin.post(`/v1/admin/operators/${body.operator.id}/keys`, { name: 'books', role: 'finance-viewer' });
    expect(key.body.scopes).toEqual(['earnings:read']);
  });

  test('is for administrators alone', async () => {
    for (const caller of [tenant, operator]) {
      expect((await caller.get('/v1/admin/tenants')).status).toBe(403);
      expect((await caller.post('/v1/admin/operators', { name: 'x' })).status).toBe(403);
    }
    const narrow = await api.admin({ scopes: ['identity:read'] });
    expect((await narrow.get('/v1/admin/tenants')).body).toMatchObject({ status: 403, scope: 'admin' });
    expect((await narrow.get('/v1/admin/keys')).status).toBe(200);
    expect((await operator.get('/v1/keys')).status).toBe(403);
    expect((await tenant.get('/v1/operator/keys')).status).toBe(403);
  });
});

describe('the audit log', () => {
  test('tells who did what, newest first, to its owner alone, and is never changed', async () => {
    const own = await api.tenant();
    const { body: project } = await own.post('/v1/projects', { name: 'one' });
    await own.put(`/v1/quotas/${project.id}/CPU_MILLI`, { limit: 5 });
    const answer = await own.put(`/v1/quotas/${project.id}/CPU_MILLI`, { limit: 6 });
    const { body } = await own.get('/v1/audit?limit=2');
    expect(body.items[0]).toEqual({
      at: api.clock.now(), actorId: own.keyId, action: 'quota.set', subjectId: project.id, requestId: answer.headers['x-request-id'], detail: { resourceClass: 'CPU_MILLI', limit: 6 },
    });
    const rest = await own.get(`/v1/audit?limit=2&cursor=${body.nextCursor}`);
    expect(rest.body.items.map(({ action }: { action: string }) => action)).toEqual(['project.created']);
    expect(rest.body.nextCursor).toBeNull();
    expect((await own.get('/v1/audit?action=project.created')).body.items).toHaveLength(1);
    expect((await tenant.get(`/v1/audit?subjectId=${project.id}`)).body.items).toEqual([]);
    for (const change of ['update audit_entries set action = $$x$$', 'delete from audit_entries', 'truncate audit_entries']) {
      await expect(api.database.client.$executeRawUnsafe(change)).rejects.toThrow();
    }
  });

  test('does not tell of what was refused', async () => {
    const own = await api.tenant();
    await own.post('/v1/projects', { name: 'default' });
    expect((await own.get('/v1/audit')).body.items).toEqual([]);
  });
});
