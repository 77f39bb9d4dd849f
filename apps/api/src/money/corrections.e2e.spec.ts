import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { BillingModule } from '#libs/billing';
import { sql } from '#libs/database';
import { newId } from '#libs/kernel';
import { auditLedger, balanceOf, LedgerModule, postTransfers, type NewTransfer } from '#libs/ledger';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { billingControllers } from '../billing/controllers.js';
import { identityControllers } from '../identity/controllers.js';
import { moneyControllers } from './controllers.js';

let api: TestApi;
let admin: Caller;
let tenant: Caller & { projectId: string };
beforeAll(async () => {
  api = await startTestApi({ modules: [LedgerModule, BillingModule], controllers: [...identityControllers, ...moneyControllers.filter(({ name }) => !/Rates|Prices/.test(name)), ...billingControllers.filter(({ name }) => name !== 'UsageController')] });
  admin = await api.admin();
});
afterAll(() => api.close());
beforeEach(async () => {
  tenant = await api.tenant();
});

let references = 0;
const deposit = async (amount: string): Promise<string> =>
  (await admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount, reference: `corrections ${(references += 1)}` }).expect(201)).body.id as string;
const post = (...transfers: NewTransfer[]) => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), transfers));
const wallet = async () => (await balanceOf(api.database, { ownerId: tenant.ownerId, kind: 'wallet' })).balance;
const reverse = (id: string, reason = 'a mistake') => admin.post(`/v1/admin/transfers/${id}/reversal`, { reason });

/** A lease that was charged, and ended: paid from its escrow to an operator. */
async function charged(amount: bigint): Promise<{ leaseId: string; operatorId: string; transferId: string }> {
  const [leaseId, operatorId] = [newId('lease'), newId('operator')];
  const from = BigInt(api.clock.now());
  api.clock.advance(1_000);
  const to = BigInt(api.clock.now());
  await api.database.client.lease.create({
    data: {
      id: leaseId, tenantId: tenant.ownerId, projectId: tenant.projectId, poolId: 'pol', name: 'web', state: 'closed', replicas: 1, resources: {}, workload: {}, constraints: {}, pricing: {},
      prices: [], priceLockedUntil: 0n, unplaced: false, createdAt: 0n,
    },
  });
  const [escrow, key] = [{ ownerId: leaseId, kind: 'escrow' } as const, newId('transfer')];
  await post(
    { key: `${key}/in`, type: 'posted', from: { ownerId: tenant.ownerId, kind: 'wallet' }, to: escrow, amount, reason: 'hold', subjectId: leaseId },
    { key, type: 'posted', from: escrow, to: { ownerId: operatorId, kind: 'earnings' }, amount, reason: 'charge', subjectId: leaseId },
  );
  await api.database.client.$executeRaw(sql`
    insert into charges (id, kind, lease_id, tenant_id, pool_id, operator_id, host_id, stream_id, resource_class, quantity, nano_tokens_per_unit_hour, starts_at, ends_at, amount,
      operator_amount, treasury_amount, fee_amount, settlement_id, posted_at)
    values (${newId('charge')}, 'time', ${leaseId}, ${tenant.ownerId}, 'pol', ${operatorId}, 'hst', ${newId('stream')}, 'CPU_MILLI', 1, 1, ${from}, ${to}, ${amount}, ${amount}, 0, 0, 'stl', ${to})`);
  await api.database.client.$executeRaw(sql`
    insert into lease_settlements (lease_id, tenant_id, settled_to, next_at, nano_tokens_per_hour, charged_to) values (${leaseId}, ${tenant.ownerId}, ${to}, ${to}, 0, ${to})`);
  const [row] = await api.database.query<{ id: string }>(sql`select t.id from transfers t where t.key = ${key}`);
  return { leaseId, operatorId, transferId: row!.id };
}

describe('a reversal', () => {
  test('gives a charge back to the wallet, once, with its reason and author, and is a line of the statement', async () => {
    await deposit('1000');
    const { leaseId, operatorId, transferId } = await charged(300n);
    expect(await wallet()).toBe(700n);
    const { body } = await reverse(transferId, 'Billed a host of Rhine Compute that was off.').expect(201);
    expect(body).toMatchObject({
      transferId, amount: '300', from: { ownerId: operatorId, kind: 'earnings' }, to: { ownerId: tenant.ownerId, kind: 'wallet' }, authorId: admin.keyId, at: api.clock.now(),
    });
    expect(await wallet()).toBe(1_000n);
    expect((await reverse(transferId).expect(409)).body).toMatchObject({ code: 'already_reversed' });
    expect((await reverse(body.id as string).expect(409)).body).toMatchObject({ code: 'not_reversible' });
    expect((await admin.get(`/v1/admin/transfers/${transferId}`).expect(200)).body).toMatchObject({ reason: 'charge', reversal: { id: body.id, authorId: admin.keyId } });
    const { items } = (await admin.get(`/v1/admin/transfers?ownerId=${operatorId}&kind=earnings`).expect(200)).body as { items: object[] };
    expect(items).toMatchObject([{ transferId, amount: '300', reason: 'charge' }, { transferId: body.id, amount: '-300', reason: 'reversal' }]);

    api.clock.advance(1_000);
    const { id } = (await tenant.post('/v1/statements').expect(201)).body as { id: string };
    const statement = await tenant.get(`/v1/statements/${id}`).expect(200);
    expect(statement.body).toMatchObject({
      deposits: '1300', charges: '300', closingBalance: '1000',
      corrections: [{ reversalId: body.id, transferId, of: 'charge', leaseId, amount: '300', at: body.at }],
    });
    const [noted, told] = [await admin.get('/v1/admin/audit?action=transfer.reversed&limit=1').expect(200), await tenant.get('/v1/audit?action=transfer.reversed').expect(200)];
    expect(noted.body.items).toMatchObject([{ subjectId: transferId, actorId: admin.keyId, detail: { reason: 'Billed a host of Rhine Compute that was off.', amount: '300' } }]);
    expect(told.body.items).toMatchObject([{ subjectId: transferId, detail: { amount: '300', of: 'charge', leaseId } }]);
    expect(JSON.stringify([statement.body, told.body])).not.toMatch(/Rhine|opr_/);
    const events = await api.database.client.outboxEvent.findMany({ where: { type: 'transfer.reversed', tenantId: tenant.ownerId } });
    expect(events.map(({ payload }) => JSON.stringify(payload))).toEqual([expect.not.stringMatching(/Rhine|opr_/)]);
  });

  test('takes a deposit back from what is there, and never more', async () => {
    const [first, second] = [await deposit('500'), await deposit('70')];
    await charged(100n);
    expect((await reverse(first).expect(409)).body).toMatchObject({ code: 'reversal_exceeds_balance', available: '470', asked: '500' });
    await reverse(second).expect(201);
    expect(await wallet()).toBe(400n);
    api.clock.advance(1_000);
    const { id } = (await tenant.post('/v1/statements').expect(201)).body as { id: string };
    expect((await tenant.get(`/v1/statements/${id}`).expect(200)).body.corrections).toMatchObject([{ transferId: second, of: 'deposit', leaseId: null, amount: '-70' }]);
  });

  test('happens once, however many ask at once, and a repeat of a request gets its first answer', async () => {
    const id = await deposit('500');
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => reverse(id, `by ${index}`)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    expect(await wallet()).toBe(0n);
    const other = await deposit('20');
    const keyed = () => reverse(other).set('idempotency-key', `once ${other}`.replaceAll(' ', '-'));
    expect((await keyed().expect(201)).body).toEqual((await keyed().expect(201)).body);
  });

  test('of what moved nothing, moved within a tenant\'s funds, or was paid out, is refused', async () => {
    await deposit('100');
    const { leaseId } = await charged(10n);
    const [own, earnings] = [{ ownerId: tenant.ownerId, kind: 'wallet' } as const, { ownerId: newId('operator'), kind: 'earnings' } as const];
    const key = newId('transfer');
    await post(
      { key: `${key}/pending`, type: 'pending', from: own, to: { ownerId: leaseId, kind: 'escrow' }, amount: 5n, reason: 'hold' },
      { key: `${key}/none`, type: 'posted', from: own, to: earnings, amount: 0n, reason: 'charge' },
      { key: `${key}/earned`, type: 'posted', from: own, to: earnings, amount: 9n, reason: 'charge' },
      { key: `${key}/out`, type: 'posted', from: earnings, to: { ownerId: 'platform', kind: 'fees' }, amount: 9n, reason: 'payout' },
    );
    const rows = await api.database.query<{ id: string }>(sql`
      select t.id from transfers t where t.key in (${`${key}/pending`}, ${`${key}/none`}, ${`${key}/out`}) or (t.reason = 'hold' and t.subject_id = ${leaseId})`);
    expect(rows).toHaveLength(4);
    for (const { id } of rows) expect((await reverse(id).expect(409)).body).toMatchObject({ code: 'not_reversible' });
    expect((await reverse(newId('transfer')).expect(404)).body).toMatchObject({ code: 'not_found' });
    for (const reason of ['', ' ', 'x'.repeat(501)]) expect((await reverse(rows[0]!.id, reason).expect(400)).body).toMatchObject({ code: 'invalid_request', pointer: '/reason' });
    await tenant.post(`/v1/admin/transfers/${rows[0]!.id}/reversal`, { reason: 'mine' }).expect(403);
    await tenant.get(`/v1/admin/transfers/${rows[0]!.id}`).expect(403);
  });

  test('of any deposits in any order leaves what was not reversed, and statements that close', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ amount: fc.integer({ min: 1, max: 1_000 }), reversed: fc.boolean(), statement: fc.boolean() }), { minLength: 1, maxLength: 8 }), async (steps) => {
      tenant = await api.tenant();
      let left = 0n;
      for (const { amount, reversed, statement } of steps) {
        const id = await deposit(String(amount));
        if (statement) {
          api.clock.advance(1);
          await tenant.post('/v1/statements').expect(201);
        }
        if (reversed) await reverse(id).expect(201);
        else left += BigInt(amount);
      }
      api.clock.advance(1);
      const { body } = await tenant.post('/v1/statements').expect(201);
      expect([await wallet(), BigInt(body.closingBalance as string)]).toEqual([left, left]);
    }), { numRuns: 15 });
    expect(await auditLedger(api.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [] });
  }, 60_000);
});

describe('differences', () => {
  const earned = async () => {
    const ownerId = newId('operator');
    await post({ key: newId('transfer'), type: 'posted', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId, kind: 'earnings' }, amount: 50n, reason: 'charge' });
    return ownerId;
  };
  const payOut = (ownerId: string) => post({ key: newId('transfer'), type: 'pending', from: { ownerId, kind: 'earnings' }, to: { ownerId: 'platform', kind: 'fees' }, amount: 1n, reason: 'payout' });

  test('are raised, seen and resolved by people, with reasons; payouts stop meanwhile', async () => {
    const ownerId = await earned();
    const raised = (await admin.post('/v1/admin/ledger/differences', { ownerId, kind: 'earnings', reason: 'The bank asks.' }).expect(201)).body as { id: number };
    expect(raised).toMatchObject({ kind: 'raised', account: { ownerId, kind: 'earnings', frozenAt: api.clock.now() }, endedAt: null, notes: [{ what: 'raised', reason: 'The bank asks.', authorId: admin.keyId }] });
    expect((await admin.post('/v1/admin/ledger/differences', { ownerId, kind: 'earnings', reason: 'And again.' }).expect(201)).body).toMatchObject({ id: raised.id, notes: [{}, { reason: 'And again.' }] });
    await expect(payOut(ownerId)).rejects.toMatchObject({ code: 'account_frozen' });
    await admin.post(`/v1/admin/ledger/differences/${raised.id}/acknowledgement`, { reason: 'Looking.' }).expect(200);
    await expect(payOut(ownerId)).rejects.toMatchObject({ code: 'account_frozen' });
    const list = async (open: boolean) => ((await admin.get(`/v1/admin/ledger/differences?open=${open}&limit=200`).expect(200)).body.items as { id: number }[]).map(({ id }) => id);
    expect(await list(true)).toContain(raised.id);
    const resolved = await admin.post(`/v1/admin/ledger/differences/${raised.id}/resolution`, { reason: 'All is well.' }).expect(200);
    expect(resolved.body).toMatchObject({ endedAt: api.clock.now(), account: { frozenAt: null }, notes: [{}, {}, { what: 'acknowledged' }, { what: 'resolved', reason: 'All is well.' }] });
    expect(await payOut(ownerId)).toMatchObject({ outcome: 'posted' });
    expect(await list(false)).toContain(raised.id);
    expect((await admin.post(`/v1/admin/ledger/differences/${raised.id}/resolution`, { reason: 'Twice.' }).expect(409)).body).toMatchObject({ code: 'difference_ended' });
    const actions = (await admin.get('/v1/admin/audit?limit=4').expect(200)).body.items as { action: string }[];
    expect(actions.map(({ action }) => action)).toEqual(['difference.resolved', 'difference.acknowledged', 'difference.raised', 'difference.raised']);
  });

  test('are for administrators, of accounts that are there', async () => {
    expect((await admin.post('/v1/admin/ledger/differences', { ownerId: newId('operator'), kind: 'earnings', reason: 'x' }).expect(404)).body).toMatchObject({ code: 'not_found', pointer: '/ownerId' });
    await admin.post('/v1/admin/ledger/differences/999999/resolution', { reason: 'x' }).expect(404);
    await admin.post('/v1/admin/ledger/differences/none/resolution', { reason: 'x' }).expect(400);
    await tenant.get('/v1/admin/ledger/differences').expect(403);
  });

  test('come in pages', async () => {
    for (let count = 0; count < 3; count += 1) await admin.post('/v1/admin/ledger/differences', { ownerId: await earned(), kind: 'earnings', reason: 'pages' }).expect(201);
    const first = (await admin.get('/v1/admin/ledger/differences?limit=2').expect(200)).body as { items: { id: number }[]; nextCursor: string };
    const second = (await admin.get(`/v1/admin/ledger/differences?limit=2&cursor=${first.nextCursor}`).expect(200)).body as typeof first;
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    expect(new Set(ids).size).toBe(4);
  });
});
