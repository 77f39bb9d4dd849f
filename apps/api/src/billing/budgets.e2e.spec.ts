import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { BudgetReleases, Settlement } from '#libs/billing';
import { sql } from '#libs/database';
import { newId } from '#libs/kernel';

import { LeaseMarket } from '../../../../test/support/lease-market.js';

let market: LeaseMarket;
beforeAll(async () => {
  market = await LeaseMarket.start(1_000_000_000_000n);
});
afterAll(() => market.close());
beforeEach(() => market.openPool());

interface Budget {
  id: string;
  version: number;
}

/** What follows from time, as the worker has it. */
async function sweep(): Promise<void> {
  const now = market.api.clock.now();
  await market.sweeps().suspendStopped();
  await market.api.app.get(BudgetReleases, { strict: false }).releaseDue(now);
  await market.sweeps().resumeFunded(now);
}

test('a budget is set, read, listed, changed under its ETag and removed', async () => {
  const { tenant } = market;
  const made = await tenant.post('/v1/budgets', { amount: '5000' }).set('idempotency-key', 'once').expect(201);
  const budget = made.body as Budget;
  expect(made.headers.etag).toBe('"1"');
  expect(made.body).toEqual({
    id: budget.id, projectId: null, amount: '5000', alertShares: [50, 80, 100], hardStop: false, version: 1, period: { startsAt: Date.UTC(2027, 0), endsAt: Date.UTC(2027, 1) }, spent: '0', reachedShares: [],
    stoppedAt: null, createdAt: market.api.clock.now(),
  });
  expect((await tenant.post('/v1/budgets', { amount: '5000' }).set('idempotency-key', 'once').expect(201)).body).toEqual(made.body);
  expect((await tenant.post('/v1/budgets', { amount: '6000' }).expect(409)).body).toMatchObject({ code: 'budget_exists' });
  const ofProject = (await tenant.post('/v1/budgets', { projectId: tenant.projectId, amount: '7', alertShares: [100, 20, 20], hardStop: true }).expect(201)).body as Budget;
  expect(ofProject).toMatchObject({ projectId: tenant.projectId, alertShares: [20, 100], hardStop: true });
  const first = (await tenant.get('/v1/budgets?limit=1').expect(200)).body as { items: Budget[]; nextCursor: string };
  const rest = (await tenant.get(`/v1/budgets?cursor=${first.nextCursor}`).expect(200)).body as typeof first;
  expect([...first.items, ...rest.items].map(({ id }) => id).toSorted()).toEqual([budget.id, ofProject.id].toSorted());
  expect(rest.nextCursor).toBeNull();

  const path = `/v1/budgets/${budget.id}`;
  expect((await tenant.patch(path, { amount: '8000' }).expect(428)).body).toMatchObject({ code: 'precondition_required' });
  expect((await tenant.patch(path, { amount: '8000' }).set('if-match', '"2"').expect(412)).body).toMatchObject({ code: 'stale_version' });
  expect((await tenant.patch(path, { amount: '8000' }).set('if-match', '"1"').expect(200)).headers.etag).toBe('"2"');
  expect((await tenant.get(path).expect(200)).body).toMatchObject({ amount: '8000', alertShares: [50, 80, 100], version: 2 });
  for (const { id } of [budget, ofProject]) await tenant.delete(`/v1/budgets/${id}`).expect(204);
  await tenant.get(path).expect(404);
  const audited = await market.api.database.query<{ action: string }>(sql`select action from audit_entries where owner_id = ${tenant.ownerId} and subject_id = ${budget.id} order by id`);
  expect(audited.map(({ action }) => action)).toEqual(['budget.created', 'budget.changed', 'budget.removed']);
});

test('what makes no sense, is another\'s, or is not for this key is refused', async () => {
  const { tenant, api } = market;
  for (const [wrong, pointer] of [
    [{}, '/amount'], [{ amount: '0' }, '/amount'], [{ amount: 5 }, '/amount'], [{ amount: '1', alertShares: [0] }, '/alertShares/0'], [{ amount: '1', alertShares: [1.5] }, '/alertShares/0'],
    [{ amount: '1', hardStop: 'yes' }, '/hardStop'], [{ amount: '1', projectId: 'x' }, '/projectId'],
  ] as const) {
    expect((await tenant.post('/v1/budgets', wrong).expect(400)).body).toMatchObject({ code: 'invalid_request', pointer });
  }
  await tenant.post('/v1/budgets', { amount: '1', other: 1 }).expect(400);
  await tenant.post('/v1/budgets', { amount: '9223372036854775808' }).expect(400);
  const stranger = await api.tenant();
  expect((await tenant.post('/v1/budgets', { amount: '1', projectId: stranger.projectId }).expect(404)).body).toMatchObject({ code: 'not_found', pointer: '/projectId' });
  const { id } = (await stranger.post('/v1/budgets', { amount: '1' }).expect(201)).body as Budget;
  for (const foreign of [id, newId('budget')]) {
    await tenant.get(`/v1/budgets/${foreign}`).expect(404);
    await tenant.patch(`/v1/budgets/${foreign}`, { amount: '2' }).set('if-match', '"1"').expect(404);
    await tenant.delete(`/v1/budgets/${foreign}`).expect(404);
  }
  await stranger.patch(`/v1/budgets/${id}`, {}).set('if-match', '"1"').expect(400);
  const ofProject = await api.key('tenant', tenant.ownerId, { projectId: tenant.projectId });
  expect((await ofProject.post('/v1/budgets', { amount: '1' }).expect(403)).body).toMatchObject({ code: 'key_limited_to_project' });
  await ofProject.get('/v1/budgets').expect(403);
  const viewer = await api.key('tenant', tenant.ownerId, { role: 'billing-viewer' });
  await viewer.get('/v1/budgets').expect(200);
  await viewer.post('/v1/budgets', { amount: '1' }).expect(403);
  await market.admin.get('/v1/budgets').expect(403);
});

test('a spent budget with a hard stop suspends what runs and refuses what is new, says until when, and lets go when it is raised', async () => {
  const { tenant, api } = market;
  const lease = await market.request(1);
  await market.rounds();
  await market.activate(lease);
  const { id } = (await tenant.post('/v1/budgets', { amount: '100000', hardStop: true }).expect(201)).body as Budget;
  api.clock.advance(90_000);
  await market.heard();
  const settlement = api.app.get(Settlement, { strict: false });
  await settlement.settle(lease.id);
  expect(await market.read(lease)).toMatchObject({ state: 'active' });
  api.clock.advance(20_000);
  await market.heard();
  await settlement.settle(lease.id);
  const stoppedAt = api.clock.now();
  expect((await tenant.get(`/v1/budgets/${id}`).expect(200)).body).toMatchObject({ spent: '110000', reachedShares: [50, 80, 100], stoppedAt });
  const until = Date.UTC(2027, 1);
  const refused = (await tenant.post('/v1/leases', { ...market.terms(1), workload: { image: 'nginx' } }).expect(409)).body as { detail: string };
  expect(refused).toMatchObject({ code: 'budget_reached', scope: 'tenant', until });
  expect(refused.detail).toContain('2027-02-01T00:00:00.000Z');
  await sweep();
  expect(await market.read(lease)).toMatchObject({ state: 'suspended', suspension: { reason: 'budget_reached', at: stoppedAt, until: null } });
  expect((await tenant.patch(`/v1/leases/${lease.id}`, { replicas: 2 }).set('if-match', '"1"').expect(409)).body).toMatchObject({ code: 'lease_suspended', reason: 'budget_reached' });
  api.clock.advance(60_000);
  await sweep();
  await settlement.settle(lease.id);
  expect((await tenant.get(`/v1/budgets/${id}`).expect(200)).body).toMatchObject({ spent: '110000' });
  expect((await tenant.get('/v1/wallet').expect(200)).body).toMatchObject({ nanoTokensPerHour: '0', runwayMillis: null });

  await tenant.patch(`/v1/budgets/${id}`, { amount: '1000000000' }).set('if-match', '"1"').expect(200);
  await sweep();
  expect(await market.read(lease)).toMatchObject({ state: 'degraded', suspension: null });
  await market.request(1);
  const events = await api.database.query<{ type: string; payload: { share?: number } }>(sql`select type, payload from outbox_events where subject_id = ${id} order by id`);
  expect(events.map(({ type, payload }) => `${type} ${payload.share ?? ''}`)).toEqual(['budget.share_reached 50', 'budget.share_reached 80', 'budget.share_reached 100', 'budget.stopped ', 'budget.released ']);
  await tenant.delete(`/v1/budgets/${id}`).expect(204);
});

test('a project\'s budget stops that project alone, and only until its month is over', async () => {
  const { tenant, api } = market;
  const projectId = newId('project');
  await api.database.client.project.create({ data: { id: projectId, tenantId: tenant.ownerId, name: 'small', createdAt: BigInt(api.clock.now()) } });
  const terms = { ...market.terms(1), projectId, workload: { image: 'nginx' } };
  const lease = (await tenant.post('/v1/leases', terms).expect(201)).body as { id: string };
  await market.rounds();
  await market.activate(lease);
  const { id } = (await tenant.post('/v1/budgets', { projectId, amount: '1', hardStop: true, alertShares: [] }).expect(201)).body as Budget;
  api.clock.advance(1_000);
  await api.app.get(Settlement, { strict: false }).settle(lease.id);
  await sweep();
  expect((await tenant.post('/v1/leases', terms).expect(409)).body).toMatchObject({ code: 'budget_reached', scope: 'project', until: Date.UTC(2027, 1) });
  await market.request(1);
  api.clock.jump(Date.UTC(2027, 1));
  await tenant.post('/v1/leases', terms).expect(201);
  await sweep();
  expect(await market.read(lease)).toMatchObject({ state: 'degraded', suspension: null });
  expect((await tenant.get(`/v1/budgets/${id}`).expect(200)).body).toMatchObject({ spent: '0', stoppedAt: null, period: { startsAt: Date.UTC(2027, 1), endsAt: Date.UTC(2027, 2) } });
});
