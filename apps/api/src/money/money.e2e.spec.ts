import { CqrsModule } from '@nestjs/cqrs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { InventoryModule } from '#libs/inventory';
import { newId } from '#libs/kernel';
import { LedgerModule } from '#libs/ledger';
import { PricingModule } from '#libs/pricing';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { inventoryControllers } from '../inventory/controllers.js';
import { moneyControllers } from './controllers.js';

let api: TestApi;
let admin: Caller;
let tenant: Caller;
beforeAll(async () => {
  api = await startTestApi({ modules: [CqrsModule, InventoryModule, LedgerModule, PricingModule], controllers: [...inventoryControllers, ...moneyControllers] });
  [admin, tenant] = [await api.admin(), await api.tenant()];
});
afterAll(() => api.close());

let pools = 0;
async function newPool(): Promise<{ id: string; name: string; rates: string }> {
  const { body } = await admin.post('/v1/admin/pools', { name: `money-${(pools += 1)}` }).expect(201);
  return { id: body.id, name: body.name, rates: `/v1/admin/pools/${body.id}/rates` };
}
const fixed = (nanoTokensPerUnitHour: string) => ({ kind: 'fixed', nanoTokensPerUnitHour });

describe('deposits', () => {
  test('are made once for a reference, and the ledger stays sound', async () => {
    const deposit = { tenantId: tenant.ownerId, amount: '5000000000', reference: 'Überweisung 7' };
    const first = await admin.post('/v1/admin/deposits', deposit).expect(201);
    expect(first.body).toMatchObject({ ...deposit, at: api.clock.now(), id: expect.stringMatching(/^trf_/) });
    expect((await admin.post('/v1/admin/deposits', deposit).expect(201)).body).toEqual(first.body);
    const other = await admin.post('/v1/admin/deposits', { ...deposit, amount: '1' }).expect(422);
    expect(other.body).toMatchObject({ code: 'key_reused' });
    expect((await admin.get('/v1/admin/ledger/audit').expect(200)).body).toEqual({ entriesSum: '0', issued: '5000000000', accounts: 2, transfers: 1, wrongBalances: [], unbalancedTransfers: [], wrongHistories: [] });
  });

  test.each([
    ['an unknown tenant', { tenantId: newId('tenant') }, 404, 'not_found'],
    ['nothing', { amount: '0' }, 400, 'invalid_request'],
    ['a negative amount', { amount: '-1' }, 400, 'invalid_request'],
    ['a number', { amount: 5 }, 400, 'invalid_request'],
    ['a fraction', { amount: '1.5' }, 400, 'invalid_request'],
    ['more than can be stored', { amount: '9223372036854775808' }, 400, 'invalid_request'],
    ['more than all wallets can hold', { amount: '9223372036854775807' }, 422, 'amount_out_of_range'],
    ['no reference', { reference: '' }, 400, 'invalid_request'],
    ['a control character', { reference: 'a\nb' }, 400, 'invalid_request'],
    ['an unknown field', { asset: 'gold' }, 400, 'invalid_request'],
  ])('refuse %s', async (what, over, status, code) => {
    const body = { tenantId: tenant.ownerId, amount: '5', reference: `refused ${what}`, ...over };
    expect((await admin.post('/v1/admin/deposits', body).expect(status)).body).toMatchObject({ code });
  });

  test.each(['post', 'get'] as const)('are not for tenants (%s)', async (method) => {
    const answer = method === 'post' ? tenant.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: '5', reference: 'mine' }) : tenant.get('/v1/admin/ledger/audit');
    expect((await answer.expect(403)).body).toMatchObject({ code: 'forbidden' });
  });
});

describe('rates', () => {
  test('are set, listed with their times, and shown to tenants as prices', async () => {
    const pool = await newPool();
    const now = api.clock.now();
    const kinked = { kind: 'kinked', base: '100', slope1: '50', slope2: '500', kinkBps: 8_000 };
    const set = await admin.post(pool.rates, { resourceClass: 'CPU_MILLI', curve: fixed('20000000') }).expect(201);
    expect(set.body).toMatchObject({ poolId: pool.id, resourceClass: 'CPU_MILLI', variant: '', version: 1, curve: fixed('20000000'), activeFrom: now, activeUntil: null });
    await admin.post(pool.rates, { resourceClass: 'CPU_MILLI', curve: fixed('30000000'), activeFrom: now + 1_000 }).expect(201);
    await admin.post(pool.rates, { resourceClass: 'GPU_MILLI', variant: 'A100', curve: kinked }).expect(201);
    await admin.post(pool.rates, { resourceClass: 'EGRESS_GIB', curve: fixed('7') }).expect(201);

    const first = await admin.get(`${pool.rates}?limit=3`).expect(200);
    expect(first.body.items.map((rate: { resourceClass: string; version: number; activeUntil: number | null }) => [rate.resourceClass, rate.version, rate.activeUntil]))
      .toEqual([['CPU_MILLI', 2, null], ['CPU_MILLI', 1, now + 1_000], ['EGRESS_GIB', 1, null]]);
    const second = await admin.get(`${pool.rates}?limit=3&cursor=${first.body.nextCursor}`).expect(200);
    expect(second.body).toMatchObject({ items: [{ resourceClass: 'GPU_MILLI', variant: 'A100', curve: kinked }], nextCursor: null });
    expect((await admin.get(`${pool.rates}?resourceClass=EGRESS_GIB`).expect(200)).body.items).toHaveLength(1);

    const prices = async () => (await tenant.get(`/v1/pools/${pool.name}/rates`).expect(200)).body.items.map((price: { unit: string; nanoTokensPerUnitHour: string }) => [price.unit, price.nanoTokensPerUnitHour]);
    expect(await prices()).toEqual([['vCPU hour', '20000000'], ['GiB egress', '7'], ['GPU hour', '100']]);
    api.clock.advance(1_000);
    expect((await prices())[0]).toEqual(['vCPU hour', '30000000']);
  });

  test('repeated with an Idempotency-Key are set once', async () => {
    const pool = await newPool();
    const key = newId('request');
    const send = () => admin.post(pool.rates, { resourceClass: 'CPU_MILLI', curve: fixed('1') }).set('idempotency-key', key).expect(201);
    const [one, other] = [await send(), await send()];
    expect(other.body).toEqual(one.body);
    expect((await admin.get(pool.rates)).body.items).toHaveLength(1);
  });

  test.each([
    ['the past', { activeFrom: 1 }, 422, 'rate_in_the_past'],
    ['an unknown class', { resourceClass: 'COFFEE' }, 400, 'invalid_request'],
    ['an unknown curve', { curve: { kind: 'wavy' } }, 400, 'invalid_request'],
    ['a field of the other curve', { curve: { ...fixed('1'), base: '1' } }, 400, 'invalid_request'],
    ['a negative rate', { curve: fixed('-1') }, 400, 'invalid_request'],
    ['too dear a rate', { curve: fixed('9000000000000000000') }, 422, 'invalid_curve'],
    ['a curve that flattens', { curve: { kind: 'kinked', base: '1', slope1: '5', slope2: '4', kinkBps: 8_000 } }, 422, 'invalid_curve'],
    ['a kink at the end', { curve: { kind: 'kinked', base: '1', slope1: '1', slope2: '4', kinkBps: 10_000 } }, 400, 'invalid_request'],
    ['a kinked meter', { resourceClass: 'EGRESS_GIB', curve: { kind: 'kinked', base: '1', slope1: '1', slope2: '4', kinkBps: 8_000 } }, 422, 'invalid_curve'],
  ])('refuse %s', async (_, over, status, code) => {
    const { rates } = await newPool();
    expect((await admin.post(rates, { resourceClass: 'CPU_MILLI', curve: fixed('1'), ...over }).expect(status)).body).toMatchObject({ code });
    expect((await admin.get(rates)).body.items).toEqual([]);
  });

  test('of pools that are not there, with cursors of other lists, and by the wrong keys are refused', async () => {
    const { rates, name } = await newPool();
    expect((await admin.post(`/v1/admin/pools/${newId('pool')}/rates`, { resourceClass: 'CPU_MILLI', curve: fixed('1') }).expect(404)).body).toMatchObject({ code: 'not_found' });
    await admin.get(`/v1/admin/pools/${newId('pool')}/rates`).expect(404);
    await tenant.get('/v1/pools/nowhere/rates').expect(404);
    expect((await admin.get(`${rates}?cursor=${Buffer.from('{"version":1}').toString('base64url')}`).expect(400)).body).toMatchObject({ code: 'invalid_request' });
    await tenant.get(rates).expect(403);
    await admin.get(`/v1/pools/${name}/rates`).expect(403);
  });
});
