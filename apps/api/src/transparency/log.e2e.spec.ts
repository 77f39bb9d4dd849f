import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { verifyConsistency } from '#libs/economics';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { headText, isSignedBy, publicKeyOf, type SignedHead } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { transparencyControllers } from './controllers.js';

let api: TestApi;
let tenant: Caller;
let operator: Caller;
let log: TransparencyLog;

beforeAll(async () => {
  api = await startTestApi({ modules: [TransparencyModule], controllers: transparencyControllers });
  tenant = await api.tenant();
  operator = await api.operator();
  log = new TransparencyLog(api.database, new LogSigner(randomBytes(32)));
});
afterAll(() => api.close());

async function grow(leaves: number): Promise<void> {
  for (let count = 0; count < leaves; count += 1) {
    await api.database.client.rate.create({ data: { id: randomBytes(8).toString('hex'), poolId: randomBytes(8).toString('hex'), resourceClass: 'CPU_MILLI', version: 1, curve: {}, activeFrom: 1n, createdAt: 1n } });
  }
  await log.append();
  api.clock.advance(60_000);
  await log.signHead(api.clock.now());
}

test('whoever has a key reads keys and heads, and checks that each continues the others', async () => {
  expect((await operator.get('/v1/log').expect(200)).body).toEqual({ keys: [], head: null });
  for (const leaves of [3, 5]) await grow(leaves);
  const { body } = await operator.get('/v1/log').expect(200);
  expect(body).toMatchObject({ keys: [{ firstSignedAt: expect.any(Number) }], head: { size: 8 } });
  const heads = (await tenant.get('/v1/log/heads?limit=1').expect(200)).body;
  const rest = (await tenant.get(`/v1/log/heads?cursor=${heads.nextCursor}`).expect(200)).body;
  const [second, first] = [...heads.items, ...rest.items] as SignedHead[];
  expect([second, first!.size, rest.nextCursor]).toEqual([body.head, 3, null]);
  for (const head of [first!, second!]) expect(isSignedBy(publicKeyOf(body.keys[0].publicKey)!, headText(head), head.signature)).toBe(true);
  const { proof } = (await operator.get('/v1/log/consistency?first=3&second=8').expect(200)).body as { proof: string[] };
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
  expect(verifyConsistency({ first: 3, second: 8, firstRoot: bytes(first!.root), secondRoot: bytes(second!.root), proof: proof.map(bytes) })).toBe(true);
});

test('without a key nothing is told', async () => {
  expect((await api.anonymous.get('/v1/log').expect(401)).body).toMatchObject({ code: 'unauthenticated' });
});

test('sizes that were never signed, and such as are none, are refused', async () => {
  expect((await operator.get('/v1/log/consistency?first=1&second=900').expect(404)).body).toMatchObject({ code: 'log_size_unknown', pointer: '?second' });
  expect((await operator.get('/v1/log/consistency?first=2&second=1').expect(404)).body).toMatchObject({ code: 'log_size_unknown', pointer: '?first' });
  for (const query of ['', '?first=1', '?first=-1&second=1', '?first=a&second=1', '?first=1&second=1&third=1']) {
    await operator.get(`/v1/log/consistency${query}`).expect(400);
  }
});
