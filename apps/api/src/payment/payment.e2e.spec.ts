import { Global, Module } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { BillingModule } from '#libs/billing';
import { newId } from '#libs/kernel';
import { auditLedger, balanceOf, LedgerModule, postTransfers } from '#libs/ledger';
import { isSigned, PAYMENT_OPTIONS, PaymentModule, PaymentSending, Payouts, TopUps } from '#libs/payment';
import { httpSink, type HttpSink } from '#libs/testing';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { rulesNow } from '../../../../test/support/rules.js';
import { identityControllers } from '../identity/controllers.js';
import { moneyControllers } from '../money/controllers.js';
import { paymentControllers } from './controllers.js';

const DAY = 86_400_000;
const [secret, olderSecret] = [randomBytes(32), randomBytes(32)].map((bytes) => `whsec_${bytes.toString('base64')}`) as [string, string];

let api: TestApi;
let service: HttpSink;
let admin: Caller;
let tenant: Caller;
beforeAll(async () => {
  service = await httpSink();
  const options = { provide: PAYMENT_OPTIONS, useValue: { url: `${service.url}payments`, secrets: [secret, olderSecret] } };
  @Global()
  @Module({ providers: [options], exports: [PAYMENT_OPTIONS] })
  class Payment {}
  api = await startTestApi({
    modules: [Payment, LedgerModule, BillingModule, PaymentModule],
    controllers: [...identityControllers, ...moneyControllers.filter(({ name }) => !/Rates|Prices/.test(name)), ...paymentControllers],
    settings: { depositMostNanoTokens: 1_000n, depositMostPerDayNanoTokens: 2_500n },
  });
  await rulesNow(api.database, api.clock.now(), { payout: { everyMillis: DAY, holdMillis: DAY, thresholdNanoTokens: 100n } });
  admin = await api.admin();
});
afterAll(async () => {
  await api.close();
  await service.close();
});
beforeEach(async () => {
  tenant = await api.tenant();
});

/** As the payment service says something. */
function say(path: string, body: object, over: { secret?: string; at?: number; text?: string } = {}): supertest.Test {
  const [id, at, text] = [newId('message'), new Date(over.at ?? api.clock.now()), JSON.stringify(body)];
  return supertest(api.url).post(path).set({
    'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)), 'webhook-signature': new Webhook(over.secret ?? secret).sign(id, at, text),
  }).send(over.text ?? text);
}
let references = 0;
const notice = (over: object = {}) => ({ reference: `bank ${(references += 1)}`, recipient: tenant.ownerId, amount: '700', ...over });
const tell = (body: object, over?: Parameters<typeof say>[2]) => say('/v1/payments/deposits', body, over);
const wallet = async (ownerId = tenant.ownerId) => (await balanceOf(api.database, { ownerId, kind: 'wallet' })).balance;
const unclaimed = async () => (await balanceOf(api.database, { ownerId: 'platform', kind: 'unclaimed' })).balance;

describe('a deposit', () => {
  test('that the service tells of is in the wallet, once for its reference, and is told to the tenant', async () => {
    const body = notice();
    const answers = await Promise.all(Array.from({ length: 6 }, () => tell(body)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers[0]!.body).toMatchObject({ ...body, tenantId: tenant.ownerId, state: 'credited', resolvedAt: null });
    expect(await wallet()).toBe(700n);
    expect((await tell({ ...body, amount: '701' }).expect(422)).body).toMatchObject({ code: 'key_reused', pointer: '/reference' });
    expect((await tell({ ...body, recipient: 'somebody' }).expect(422)).body).toMatchObject({ code: 'key_reused' });
    expect((await tenant.get('/v1/audit?action=deposit.credited').expect(200)).body.items).toMatchObject([{ detail: { reference: body.reference, amount: '700' } }]);
    expect(await api.database.client.outboxEvent.findMany({ where: { type: 'deposit.credited', tenantId: tenant.ownerId } })).toMatchObject([{ payload: { reference: body.reference, amount: '700' } }]);
  });

  test('that an administrator made by hand with the same reference is not made again', async () => {
    const body = notice();
    await admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: '700', reference: body.reference }).expect(201);
    await tell(body).expect(200);
    expect(await wallet()).toBe(700n);
  });

  test('above what one may be, or a day may bring, is not taken', async () => {
    expect((await tell(notice({ amount: '1001' })).expect(422)).body).toMatchObject({ code: 'deposit_above_limit', limit: '1000', pointer: '/amount' });
    const many = await Promise.all(Array.from({ length: 5 }, () => tell(notice({ amount: '1000' }))));
    expect(many.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 409, 409, 409]);
    expect(many.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'deposit_day_limit', limit: '2500', taken: '2000' });
    expect(await wallet()).toBe(2_000n);
    api.clock.advance(DAY);
    await tell(notice({ amount: '1000' })).expect(200);
  });

  test.each([
    ['nothing', { amount: '0' }, '/amount'], ['a fraction', { amount: '1.5' }, '/amount'], ['no reference', { reference: '' }, '/reference'], ['lines', { recipient: 'a\nb' }, '/recipient'], ['more', { more: 1 }, '/more'],
  ])('of %s is refused', async (_, over, pointer) => {
    expect((await tell(notice(over)).expect(400)).body).toMatchObject({ code: 'invalid_request', pointer });
  });

  test('for nobody who is known is held, and assigned by an administrator', async () => {
    const before = await unclaimed();
    const { body: held } = await tell(notice({ recipient: 'ACME Ltd' })).expect(200);
    expect(held).toMatchObject({ state: 'held', tenantId: null });
    expect(await unclaimed()).toBe(before + 700n);
    const { items } = (await admin.get('/v1/admin/payments/deposits?state=held').expect(200)).body as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toContain(held.id);
    const path = `/v1/admin/payments/deposits/${held.id}/assignment`;
    expect((await admin.post(path, { tenantId: newId('tenant'), reason: 'x' }).expect(404)).body).toMatchObject({ pointer: '/tenantId' });
    const assigned = await Promise.all(Array.from({ length: 3 }, () => admin.post(path, { tenantId: tenant.ownerId, reason: 'They called.' })));
    expect(assigned.map(({ status, body }) => [status, (body as { state: string }).state])).toEqual(assigned.map(() => [200, 'assigned']));
    expect([await unclaimed(), await wallet()]).toEqual([before, 700n]);
    expect((await admin.post(`/v1/admin/payments/deposits/${held.id}/return`, { reason: 'x' }).expect(409)).body).toMatchObject({ code: 'deposit_not_held', state: 'assigned' });
    // To the wrong tenant: the assignment is taken back out of the wallet, as any deposit is.
    const [{ transferId }] = (await admin.get(`/v1/admin/transfers?ownerId=${tenant.ownerId}&kind=wallet`).expect(200)).body.items as [{ transferId: string }];
    expect((await admin.post(`/v1/admin/transfers/${transferId}/reversal`, { reason: 'not theirs' }).expect(201)).body).toMatchObject({ to: { ownerId: 'platform', kind: 'issuance' } });
    expect([await unclaimed(), await wallet()]).toEqual([before, 0n]);
    await tenant.post(path, { tenantId: tenant.ownerId, reason: 'mine' }).expect(403);
    await tenant.get('/v1/admin/payments/deposits').expect(403);
  });

  test('for nobody who is known is sent back, by the service', async () => {
    const { body: held } = await tell(notice({ recipient: 'nobody' })).expect(200);
    const before = await unclaimed();
    expect((await admin.post(`/v1/admin/payments/deposits/${held.id}/return`, { reason: 'Nobody claims it.' }).expect(200)).body).toMatchObject({ state: 'returned', reason: 'Nobody claims it.' });
    await admin.post(`/v1/admin/payments/deposits/${held.id}/return`, { reason: 'Nobody claims it.' }).expect(200);
    expect(await unclaimed()).toBe(before - 700n);
    service.received.length = 0;
    await api.app.get(PaymentSending, { strict: false }).sendDue(api.clock.now());
    expect(service.received.map(({ body }) => JSON.parse(body) as object)).toMatchObject([{ type: 'deposit.return', data: { depositId: held.id, reference: held.reference, amount: '700' } }]);
  });
});

describe('a signature', () => {
  test.each([
    ['by another secret', { secret: `whsec_${randomBytes(32).toString('base64')}` }],
    ['of another body', { text: '{"reference":"x","recipient":"y","amount":"1"}' }],
    ['of ten minutes ago', { at: -600_000 }],
    ['of ten minutes from now', { at: 600_000 }],
  ])('%s is refused, whatever the body is', async (_, over) => {
    const answer = await tell(notice(), { ...over, ...('at' in over && { at: api.clock.now() + over.at }) }).expect(401);
    expect(answer.body).toMatchObject({ code: 'unauthenticated' });
    expect(await wallet()).toBe(0n);
  });

  test('is needed, and an administrator\'s key is none; the older secret still signs', async () => {
    for (const path of ['/v1/payments/deposits', '/v1/payments/payouts']) {
      await supertest(api.url).post(path).send({}).expect(401);
      await supertest(api.url).post(path).expect(401);
      await admin.post(path, notice()).expect(401);
    }
    await tell(notice(), { secret: olderSecret }).expect(200);
    expect(await wallet()).toBe(700n);
  });
});

describe('payouts', () => {
  test('go out signed, and come back as the service says; operators see theirs', async () => {
    const [operator, other] = [await api.operator(), await api.operator()];
    await api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [{
      key: newId('transfer'), type: 'posted', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: operator.ownerId, kind: 'earnings' }, amount: 900n, reason: 'charge',
    }]));
    const upcoming = async () => (await operator.get('/v1/operator/payouts').expect(200)).body.upcoming as object;
    expect(await upcoming()).toMatchObject({ amount: '0', held: '900', underWay: '0', threshold: '100', frozen: false, at: expect.any(Number) });
    api.clock.advance(DAY);
    expect(await upcoming()).toMatchObject({ amount: '900', held: '0' });
    api.clock.advance(DAY);
    const [payouts, sending] = [api.app.get(Payouts, { strict: false }), api.app.get(PaymentSending, { strict: false })];
    await payouts.makePayouts(api.clock.now());
    service.received.length = 0;
    service.answer = 500;
    await sending.sendDue(api.clock.now());
    service.answer = 204;
    api.clock.advance(10_000);
    await sending.sendDue(api.clock.now());
    expect(service.received).toHaveLength(2);
    const [first, second] = service.received as [HttpSink['received'][number], HttpSink['received'][number]];
    expect([second.body, second.headers['webhook-id'], second.headers['idempotency-key'], second.path]).toEqual([first.body, first.headers['webhook-id'], first.headers['webhook-id'], '/payments']);
    for (const { headers, body } of [first, second]) {
      const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
      expect(headers['webhook-signature']).toBe(new Webhook(secret).sign(String(headers['webhook-id']), at, body));
    }
    const { data } = JSON.parse(second.body) as { data: { batchId: string; payouts: { id: string; operatorId: string; amount: string }[] } };
    expect(data.payouts).toMatchObject([{ operatorId: operator.ownerId, amount: '900' }]);
    const { id } = data.payouts[0]!;
    const { items: sent } = (await admin.get('/v1/admin/payments/messages?state=sent').expect(200)).body as { items: { id: string; body: string }[] };
    expect(sent.find((message) => message.id === data.batchId)).toMatchObject({ type: 'payout.batch', body: second.body, attempts: 2 });
    expect((await admin.post(`/v1/admin/payments/messages/${data.batchId}/restart`).expect(409)).body).toMatchObject({ code: 'message_not_failed', state: 'sent' });

    const word = { payoutId: id, amount: '900', outcome: 'paid', reference: 'SEPA 1' };
    expect((await say('/v1/payments/payouts', { ...word, amount: '901' }).expect(422)).body).toMatchObject({ code: 'payout_amount_differs', amount: '900' });
    await say('/v1/payments/payouts', { ...word, payoutId: newId('payout') }).expect(404);
    await say('/v1/payments/payouts', { ...word, outcome: 'maybe' }).expect(400);
    for (let times = 0; times < 2; times += 1) expect((await say('/v1/payments/payouts', word).expect(200)).body).toMatchObject({ id, state: 'paid', reference: 'SEPA 1' });
    expect((await say('/v1/payments/payouts', { ...word, outcome: 'failed' }).expect(409)).body).toMatchObject({ code: 'payout_resolved', state: 'paid' });
    expect((await operator.get('/v1/operator/payouts').expect(200)).body).toMatchObject({ items: [{ id, amount: '900', state: 'paid', rulesVersion: 1 }], nextCursor: null, upcoming: { amount: '0', underWay: '0' } });
    expect((await other.get('/v1/operator/payouts').expect(200)).body).toMatchObject({ items: [] });
    expect((await admin.get(`/v1/admin/payouts?operatorId=${operator.ownerId}&state=paid`).expect(200)).body.items).toMatchObject([{ id }]);
    await tenant.get('/v1/operator/payouts').expect(403);
    await operator.get('/v1/admin/payouts').expect(403);
    // Paid out is out: an administrator does not take it back, the service says that it came back.
    const { items } = (await admin.get('/v1/admin/transfers?ownerId=platform&kind=payouts').expect(200)).body as { items: { transferId: string }[] };
    expect((await admin.post(`/v1/admin/transfers/${items.at(-1)!.transferId}/reversal`, { reason: 'x' }).expect(409)).body).toMatchObject({ code: 'not_reversible' });
    expect(await auditLedger(api.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [] });
  });
});

describe('a wallet that is topped up by itself', () => {
  const rule = { threshold: '100', amount: '700', mostPerMonth: '1400' };

  test('asks the service, signed, and is settled by the deposit with its reference', async () => {
    await tenant.get('/v1/wallet/top-up').expect(404);
    expect((await tenant.put('/v1/wallet/top-up', rule).expect(200)).body).toEqual({ ...rule, requestedThisMonth: '0', outstanding: null });
    await api.app.get(TopUps, { strict: false }).requestDue(api.clock.now());
    const { outstanding } = (await tenant.get('/v1/wallet/top-up').expect(200)).body as { outstanding: { id: string } };
    expect(outstanding).toMatchObject({ amount: '700', state: 'requested', expiresAt: api.clock.now() + DAY });
    await api.app.get(PaymentSending, { strict: false }).sendDue(api.clock.now());
    const sent = service.received.find(({ body }) => body.includes(outstanding.id))!;
    expect(JSON.parse(sent.body)).toMatchObject({ type: 'wallet.top_up_requested', data: { topUpId: outstanding.id, reference: outstanding.id, tenantId: tenant.ownerId, amount: '700' } });
    const signed = { id: String(sent.headers['webhook-id']), timestamp: String(sent.headers['webhook-timestamp']), signature: String(sent.headers['webhook-signature']) };
    expect(isSigned(signed, sent.body, [secret], api.clock.now())).toBe(true);
    await tell(notice({ reference: outstanding.id })).expect(200);
    expect(await wallet()).toBe(700n);
    expect((await tenant.get('/v1/wallet/top-up').expect(200)).body).toEqual({ ...rule, requestedThisMonth: '700', outstanding: null });
    expect((await tenant.get('/v1/wallet/top-ups?limit=1').expect(200)).body).toMatchObject({ items: [{ id: outstanding.id, state: 'settled', received: '700' }], nextCursor: null });
    for (let times = 0; times < 2; times += 1) await tenant.delete('/v1/wallet/top-up').expect(204);
    await tenant.get('/v1/wallet/top-up').expect(404);
  });

  test('is told what brings nothing, once, and what comes after all', async () => {
    const asked = (await tenant.post('/v1/wallet/top-ups', { amount: '700' }).expect(201)).body as { id: string };
    expect(asked).toMatchObject({ amount: '700', state: 'requested', reason: null });
    expect((await tenant.post('/v1/wallet/top-ups', { amount: '700' }).expect(409)).body).toMatchObject({ code: 'top_up_outstanding' });
    const word = { topUpId: asked.id, outcome: 'declined', reason: 'The card has expired.' };
    for (let times = 0; times < 2; times += 1) expect((await say('/v1/payments/top-ups', word).expect(200)).body).toMatchObject({ id: asked.id, state: 'declined', reason: word.reason });
    expect((await say('/v1/payments/top-ups', { ...word, outcome: 'failed' }).expect(409)).body).toMatchObject({ code: 'top_up_resolved', state: 'declined', pointer: '/outcome' });
    const told = await api.database.client.outboxEvent.findMany({ where: { tenantId: tenant.ownerId, type: 'wallet.top_up_failed' } });
    expect(told.map(({ payload }) => payload)).toEqual([{ topUpId: asked.id, amount: '700', outcome: 'declined', reason: word.reason, nextAt: api.clock.now() + DAY }]);
    await tell(notice({ reference: asked.id })).expect(200);
    expect((await tenant.get('/v1/wallet/top-ups').expect(200)).body.items).toMatchObject([{ id: asked.id, state: 'settled', received: '700', reason: null }]);
    expect((await say('/v1/payments/top-ups', word).expect(409)).body).toMatchObject({ code: 'top_up_resolved', state: 'settled' });
  });

  test('takes no word of strangers, of nothing known, or without sense', async () => {
    const word = { topUpId: newId('topUp'), outcome: 'failed' };
    await say('/v1/payments/top-ups', word, { secret: `whsec_${Buffer.alloc(24, 9).toString('base64')}` }).expect(401);
    expect((await say('/v1/payments/top-ups', word).expect(404)).body).toMatchObject({ code: 'not_found', pointer: '/topUpId' });
    for (const wrong of [{ ...word, outcome: 'paid' }, { ...word, topUpId: 'top_1' }, { ...word, reason: 'two\nlines' }, { ...word, reason: '' }]) await say('/v1/payments/top-ups', wrong).expect(400);
    expect((await tenant.post('/v1/wallet/top-ups', { amount: '1001' }).expect(422)).body).toMatchObject({ code: 'deposit_above_limit', pointer: '/amount' });
    await tenant.post('/v1/wallet/top-ups', { amount: '0' }).expect(400);
    const viewer = await api.key('tenant', tenant.ownerId, { role: 'billing-viewer' });
    await viewer.post('/v1/wallet/top-ups', { amount: '7' }).expect(403);
  });

  test('is refused what makes no sense, what would not be taken, and keys that may not', async () => {
    expect((await tenant.put('/v1/wallet/top-up', { ...rule, mostPerMonth: '699' }).expect(400)).body).toMatchObject({ code: 'invalid_request', pointer: '/mostPerMonth' });
    for (const field of Object.keys(rule)) await tenant.put('/v1/wallet/top-up', { ...rule, [field]: '0' }).expect(400);
    await tenant.put('/v1/wallet/top-up', {}).expect(400);
    expect((await tenant.put('/v1/wallet/top-up', { ...rule, amount: '1001' }).expect(422)).body).toMatchObject({ code: 'deposit_above_limit', pointer: '/amount', limit: '1000' });
    const viewer = await api.key('tenant', tenant.ownerId, { role: 'billing-viewer' });
    await viewer.put('/v1/wallet/top-up', rule).expect(403);
    await viewer.get('/v1/wallet/top-ups').expect(200);
    await admin.get('/v1/wallet/top-ups').expect(403);
    const elsewhere = await startTestApi({ beside: api, modules: [LedgerModule, BillingModule, PaymentModule], controllers: paymentControllers.filter(({ name }) => name === 'TopUpController') });
    expect((await elsewhere.as(tenant).put('/v1/wallet/top-up', rule).expect(409)).body).toMatchObject({ code: 'no_payment_service' });
    await elsewhere.close();
  });
});
