import { afterAll, beforeAll, expect, test } from 'vitest';

import { BreakerModule } from '#libs/breaker';
import { CoverExits, CoverModule } from '#libs/cover';
import { newId } from '#libs/kernel';
import { balanceOf, LedgerModule, postTransfers } from '#libs/ledger';
import { initialRules, publishRules } from '#libs/rules';
import { BondReleases, StakeExits, StakeModule, type StakePoolView } from '#libs/stake';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { coverControllers } from '../cover/controllers.js';
import { stakeControllers } from '../stake/controllers.js';

const { bond, stake, cover } = initialRules;
const AMOUNT = 1_000_000n;

let api: TestApi;
let operator: Caller;
let backer: Caller;
beforeAll(async () => {
  api = await startTestApi({ modules: [BreakerModule, LedgerModule, StakeModule, CoverModule], controllers: [...stakeControllers, ...coverControllers] });
  [operator, backer] = [await api.operator(), await api.tenant()];
});
afterAll(() => api.close());

/** Rules by which whoever leaves waits so many times what the first say. */
async function publish(times: number): Promise<void> {
  const rules = {
    ...initialRules, bond: { ...bond, unbondingMillis: bond.unbondingMillis * times }, stake: { ...stake, unbondingMillis: stake.unbondingMillis * times, noticeMillis: stake.noticeMillis * times }, cover: { ...cover, exitMillis: cover.exitMillis * times },
  };
  await api.database.transaction((tx) => publishRules(tx, { rules, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, undefined, undefined));
  api.clock.advance(initialRules.changeDelayMillis);
}
const give = (ownerId: string, kind: 'wallet' | 'earnings') => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
  { key: newId('transfer'), type: 'posted', amount: 10n * AMOUNT, reason: 'deposit', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId, kind } },
]));
const has = async (ownerId: string, kind: 'wallet' | 'earnings') => (await balanceOf(api.database, { ownerId, kind })).balance;
const sweep = async () => {
  await new BondReleases(api.database).releaseDue(api.clock.now());
  await new StakeExits(api.database).payDue(api.clock.now());
  await new CoverExits(api.database).payDue(api.clock.now());
};

test('who is on the way out of a bond, a stake pool or an insurance goes by the rules that held when it was asked for', async () => {
  const pool = { id: newId('pool'), name: 'kept' };
  await api.database.client.pool.create({ data: { ...pool, createdAt: 0n } });
  await give(operator.ownerId, 'earnings');
  await give(backer.ownerId, 'wallet');
  await publish(1);
  await operator.post('/v1/operator/bond', { amount: String(2n * AMOUNT) }).expect(201);
  const { id } = (await operator.put('/v1/operator/stake-pool/terms', { earningsBps: 0, commissionBps: 0 }).expect(200)).body as StakePoolView;
  await backer.post(`/v1/stake-pools/${id}/deposits`, { amount: String(2n * AMOUNT) }).expect(201);
  await backer.post(`/v1/pools/${pool.name}/cover/deposits`, { amount: String(2n * AMOUNT) }).expect(201);
  const [operatorHad, backerHad] = [await has(operator.ownerId, 'earnings'), await has(backer.ownerId, 'wallet')];
  const ask = async () => {
    await operator.post('/v1/operator/bond/unbondings', { amount: String(AMOUNT) }).expect(201);
    await backer.post(`/v1/stake-pools/${id}/exits`, { shares: String(AMOUNT) }).expect(201);
    await backer.post(`/v1/pools/${pool.name}/cover/exits`, { shares: String(AMOUNT) }).expect(201);
    return api.clock.now();
  };
  const first = await ask();
  await publish(3);
  const second = await ask();
  await publish(1);
  const least = Math.max(bond.unbondingMillis, stake.unbondingMillis, cover.exitMillis);
  // Whoever asked first is paid by the first rules, although others, by which it takes longer, came in between.
  api.clock.jump(first + least);
  await sweep();
  expect([await has(operator.ownerId, 'earnings') - operatorHad, await has(backer.ownerId, 'wallet') - backerHad]).toEqual([AMOUNT, 2n * AMOUNT]);
  // Whoever asked by those waits as long as they say, although it takes less by the rules of now.
  api.clock.jump(second + 3 * Math.min(bond.unbondingMillis, stake.unbondingMillis) - 1);
  await sweep();
  expect([await has(operator.ownerId, 'earnings') - operatorHad, await has(backer.ownerId, 'wallet') - backerHad]).toEqual([AMOUNT, 3n * AMOUNT]);
  api.clock.jump(second + 3 * least);
  await sweep();
  expect([await has(operator.ownerId, 'earnings') - operatorHad, await has(backer.ownerId, 'wallet') - backerHad]).toEqual([2n * AMOUNT, 4n * AMOUNT]);
});
