import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { LeaseModule } from '#libs/lease';
import { PlacementModule } from '#libs/placement';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { fundedTenant, pricedPool } from '../../../../test/support/funded-tenant.js';
import { LeaseApiModule } from './lease-api.module.js';

const PASSWORD = 'a-password-nobody-may-see';
const input = { name: 'ours', server: 'registry.example.com:5000', username: 'robot$weir', password: PASSWORD };

let api: TestApi;
let tenant: Caller & { projectId: string };
let pool: string;

beforeAll(async () => {
  api = await startTestApi({ modules: [LeaseModule, PlacementModule, LeaseApiModule] });
  pool = (await pricedPool(api)).name;
});
afterAll(() => api.close());
beforeEach(async () => {
  tenant = await fundedTenant(api);
});

const lease = (registryCredential: string) => ({
  pool, replicas: 1, resources: { cpuMillis: 100, memoryMib: 64 }, workload: { image: 'registry.example.com:5000/app:1', registryCredential },
});

test('a credential is kept, listed, replaced and removed, and its password is nowhere to be read', async () => {
  const kept = await tenant.post('/v1/registry-credentials', input).expect(201);
  expect(kept.body).toMatchObject({ projectId: tenant.projectId, name: 'ours', server: input.server, username: input.username });
  const again = await tenant.post('/v1/registry-credentials', { ...input, username: 'other' }).expect(201);
  expect(again.body).toMatchObject({ id: kept.body.id, username: 'other' });
  const listed = await tenant.get('/v1/registry-credentials').expect(200);
  expect(listed.body.items).toEqual([again.body]);
  expect([kept.text, again.text, listed.text].join('')).not.toContain(PASSWORD);
  const row = await api.database.client.registryCredential.findUniqueOrThrow({ where: { id: kept.body.id } });
  expect(Buffer.from(row.sealedPassword).includes(PASSWORD)).toBe(false);
  expect(row.revision).toBe(2);
  const audit = await api.database.client.auditEntry.findMany({ where: { ownerId: tenant.ownerId } });
  expect(audit.map((entry) => entry.action)).toEqual(['registry_credential.kept', 'registry_credential.kept']);
  expect(JSON.stringify(audit.map((entry) => entry.detail))).not.toContain(PASSWORD);
  await tenant.delete(`/v1/registry-credentials/${kept.body.id}`).expect(204);
  await tenant.delete(`/v1/registry-credentials/${kept.body.id}`).expect(404);
});

test('a workload names it; while it does, the credential stays, and a new password reaches what runs', async () => {
  const missing = await tenant.post('/v1/leases', lease('ours')).expect(404);
  expect(missing.body).toMatchObject({ code: 'not_found', pointer: '/workload/registryCredential' });
  const { id } = (await tenant.post('/v1/registry-credentials', input).expect(201)).body;
  const made = (await tenant.post('/v1/leases', lease('ours')).expect(201)).body;
  expect(made.workload).toEqual({ image: 'registry.example.com:5000/app:1', registryCredential: 'ours' });
  expect((await tenant.delete(`/v1/registry-credentials/${id}`).expect(409)).body.code).toBe('credential_in_use');
  await tenant.post('/v1/registry-credentials', { ...input, password: 'another' }).expect(201);
  const events = (await tenant.get(`/v1/leases/${made.id}/events`).expect(200)).body.items;
  expect(events.at(-1)).toMatchObject({ type: 'lease.changed', data: { registryCredential: 'ours' } });
  expect((await tenant.get(`/v1/leases/${made.id}`).expect(200)).body.version).toBe(made.version);
  await tenant.delete(`/v1/leases/${made.id}`).expect(200);
  await tenant.delete(`/v1/registry-credentials/${id}`).expect(204);
});

describe('refuses', () => {
  test("another tenant's, and a project's own key elsewhere", async () => {
    const { id } = (await tenant.post('/v1/registry-credentials', input).expect(201)).body;
    const stranger = await api.tenant();
    await stranger.delete(`/v1/registry-credentials/${id}`).expect(404);
    expect((await stranger.get('/v1/registry-credentials').expect(200)).body.items).toEqual([]);
    await stranger.get(`/v1/registry-credentials?projectId=${tenant.projectId}`).expect(404);
    await stranger.post('/v1/registry-credentials', { ...input, projectId: tenant.projectId }).expect(404);
    const reader = await api.key('tenant', tenant.ownerId, { scopes: ['leases:read'] });
    await reader.get('/v1/registry-credentials').expect(200);
    await reader.post('/v1/registry-credentials', input).expect(403);
  });

  test.each([
    ['an address with a scheme', { server: 'https://registry.example.com' }, '/server'],
    ['a path', { server: 'registry.example.com/app' }, '/server'],
    ['no password', { password: '' }, '/password'],
    ['a name with blanks', { name: 'my registry' }, '/name'],
    ['a user name with a colon', { username: 'a:b' }, '/username'],
  ])('%s', async (_what, changes, pointer) => {
    expect((await tenant.post('/v1/registry-credentials', { ...input, ...changes }).expect(400)).body).toMatchObject({ code: 'invalid_request', pointer });
  });

  test('more than fifty of a project', async () => {
    for (let index = 0; index < 50; index += 1) await tenant.post('/v1/registry-credentials', { ...input, name: `n-${index}` }).expect(201);
    expect((await tenant.post('/v1/registry-credentials', { ...input, name: 'one-more' }).expect(409)).body.code).toBe('too_many_credentials');
    await tenant.post('/v1/registry-credentials', { ...input, name: 'n-7' }).expect(201);
  });
});
