import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Database } from '#libs/database';
import { absorbLoss, addBond, NO_BOND, slash, unbond } from '#libs/economics';
import { type Actor, ManualClock, MILLIS_PER_DAY, newId, systemActor } from '#libs/kernel';
import { type AccountRef, auditLedger, balanceOf, postTransfers } from '#libs/ledger';
import { initialRules } from '#libs/rules';
import {
  bearLoss, type BorneLoss, BondReleases, BondTokens, ExitStake, exitsHeld, freeExits, holdExits, type Loss, type LossCover, SetStakeTerms, stakeAccounts, StakeExits, StakeTokens, UnbondTokens,
} from '#libs/stake';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { BondTokensHandler } from './bond-tokens.js';
import { ExitStakeHandler } from './exit-stake.js';
import { SetStakeTermsHandler } from './set-stake-terms.js';
import { StakeTokensHandler } from './stake-tokens.js';
import { UnbondTokensHandler } from './unbond-tokens.js';

const UNBONDING = initialRules.bond.unbondingMillis;
const insurer: AccountRef = { ownerId: 'insurer', kind: 'wallet' };

let db: TestDatabase;
let database: Database;
const clock = new ManualClock(Date.UTC(2027, 0, 15, 12));
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

let operator: Actor;
let backer: Actor;
let treasuryOf: string;
let harmed: AccountRef;
beforeEach(() => { fresh(); });

function fresh(): void {
  operator = { ...systemActor, ownerType: 'operator', ownerId: newId('operator') };
  backer = { ...systemActor, ownerType: 'tenant', ownerId: newId('tenant') };
  treasuryOf = newId('pool');
  harmed = { ownerId: newId('tenant'), kind: 'wallet' };
}

const give = (to: AccountRef, amount: bigint) => database.transaction((tx) => postTransfers(tx, clock.now(), [{ key: newId('transfer'), type: 'posted', reason: 'deposit', amount, from: { ownerId: 'platform', kind: 'issuance' }, to }]));
const has = async (of: AccountRef) => (await balanceOf(database, of)).balance;
const bondRef = () => ({ ownerId: operator.ownerId, kind: 'bond' }) as const;
const treasury = () => ({ ownerId: treasuryOf, kind: 'treasury' }) as const;
async function bondOf(amount: bigint): Promise<void> {
  await give({ ownerId: operator.ownerId, kind: 'earnings' }, amount);
  await new BondTokensHandler(database, clock).execute(new BondTokens(operator, amount));
}
const unbondOf = (amount: bigint) => new UnbondTokensHandler(database, clock).execute(new UnbondTokens(operator, amount));
/** @returns its id. */
async function stakeOf(amount: bigint): Promise<string> {
  const { id } = await new SetStakeTermsHandler(database, clock).execute(new SetStakeTerms(operator, { earningsBps: 0, commissionBps: 0 }));
  await give({ ownerId: backer.ownerId, kind: 'wallet' }, amount);
  await new StakeTokensHandler(database, clock).execute(new StakeTokens(backer, id, amount));
  return id;
}
const bear = (part: Partial<Loss> & { amount: bigint }, cover?: LossCover): Promise<BorneLoss> => database.transaction((tx) => bearLoss(tx, {
  key: newId('transfer'), operatorId: operator.ownerId, poolId: treasuryOf, harm: part.amount, to: harmed, ...part,
}, clock.now(), cover));
/** Insurance that covers so much of a loss. */
const covering = (most: bigint): LossCover => ({
  async coverLoss(tx, { key, amount, to }, now) {
    const part = amount < most ? amount : most;
    await postTransfers(tx, now, [{ key: `cover/${key}`, type: 'posted', reason: 'redress', amount: part, from: insurer, to }]);
    return part;
  },
});

describe('a loss', () => {
  test('falls on the bond, then on whoever backs the operator, then on insurance, then on the treasury; the rest is recorded', async () => {
    await bondOf(30n);
    const poolId = await stakeOf(51n);
    await give(treasury(), 2n);
    await give(insurer, 100n);
    expect(await bear({ amount: 100n }, covering(15n))).toEqual({ bond: 30n, stake: 50n, insurance: 15n, treasury: 2n, deficit: 3n });
    expect([await has(bondRef()), await has(stakeAccounts(poolId).tokens), await has(treasury()), await has(harmed)]).toEqual([0n, 1n, 0n, 97n]);
  });

  test('is borne by insurance and treasury as far as somebody was harmed, and no further; and where there is no insurance, without', async () => {
    await bondOf(30n);
    await give(treasury(), 1_000n);
    expect(await bear({ amount: 100n, harm: 45n })).toEqual({ bond: 30n, stake: 0n, insurance: 0n, treasury: 15n, deficit: 55n });
    expect(await bear({ amount: 100n, harm: 0n })).toEqual({ bond: 0n, stake: 0n, insurance: 0n, treasury: 0n, deficit: 100n });
  });

  test('is borne once, whoever asks again, and at once', async () => {
    await bondOf(100n);
    const key = newId('transfer');
    const all = await Promise.all([1, 2, 3].map(() => bear({ key, amount: 40n })));
    expect(all).toEqual(Array.from({ length: 3 }, () => ({ bond: 40n, stake: 0n, insurance: 0n, treasury: 0n, deficit: 0n })));
    expect(await has(harmed)).toBe(40n);
  });

  test('is what the primitives say, whatever is bonded, on its way out, backed and in the treasury', async () => {
    const part = fc.bigInt({ min: 0n, max: 1_000n });
    await give(insurer, 1_000_000n);
    await fc.assert(fc.asyncProperty(part, fc.array(fc.bigInt({ min: 1n, max: 300n }), { maxLength: 3 }), part, part, part, fc.bigInt({ min: 1n, max: 4_000n }), fc.nat(100), async (bonded, leaving, backed, kept, covered, amount, percent) => {
      fresh();
      clock.advance(1);
      let expected = addBond(NO_BOND, bonded);
      if (bonded > 0n) await bondOf(bonded);
      for (const out of leaving.filter((each) => each <= expected.bonded)) {
        if (out > expected.bonded) continue;
        expected = unbond(expected, out, clock.now(), UNBONDING);
        await unbondOf(out);
      }
      const poolId = backed > 0n ? await stakeOf(backed) : undefined;
      if (kept > 0n) await give(treasury(), kept);
      const harm = (amount * BigInt(percent)) / 100n;
      const borne = await bear({ amount, harm }, covering(covered));
      const layers = [{ id: 'bond', available: bonded }, { id: 'stake', available: backed > 0n ? backed - 1n : 0n }];
      const own = absorbLoss(amount, layers);
      const left = own.deficit - (amount - harm) > 0n ? own.deficit - (amount - harm) : 0n;
      const others = absorbLoss(left, [{ id: 'insurance', available: covered }, { id: 'treasury', available: kept }]);
      expect(borne).toEqual({ ...Object.fromEntries(own.borne), ...Object.fromEntries(others.borne), deficit: own.deficit - left + others.deficit });
      expect(await has(harmed)).toBe(amount - borne.deficit);
      expect(await has(bondRef())).toBe(bonded - borne.bond);
      expect(poolId ? await has(stakeAccounts(poolId).tokens) : 0n).toBe(backed - borne.stake);
      // What is on its way out is what the primitive leaves there, and is released as such.
      const { bond } = slash(expected, amount);
      clock.advance(UNBONDING);
      await new BondReleases(database).releaseDue(clock.now());
      expect(await has(bondRef())).toBe(bond.bonded);
    }), { numRuns: 12 });
    expect(await auditLedger(database)).toMatchObject({ wrongBalances: [] });
  });
});

describe('what is on its way out', () => {
  test('is held back while a loss is in evidence, bears it, and goes when that is over', async () => {
    const id = newId('operatorFault');
    await bondOf(100n);
    const poolId = await stakeOf(1_000n);
    await unbondOf(60n);
    await new ExitStakeHandler(database, clock).execute(new ExitStake(backer, poolId, 500n));
    clock.advance(UNBONDING);
    await database.transaction((tx) => holdExits(tx, { id, operatorId: operator.ownerId, until: clock.now() + MILLIS_PER_DAY }, clock.now()));
    const sweep = () => Promise.all([new BondReleases(database).releaseDue(clock.now()), new StakeExits(database).payDue(clock.now())]);
    expect([await sweep(), await exitsHeld(database, operator.ownerId, clock.now())]).toEqual([[0, 0], true]);
    await bear({ amount: 300n });
    await database.transaction((tx) => freeExits(tx, [id], clock.now()));
    await sweep();
    // The bond is gone, and the pool lost 200 of 1,000: who leaves gets 400 of 500, and a unit less by rounding.
    expect([await has(bondRef()), await has({ ownerId: operator.ownerId, kind: 'earnings' }), await has({ ownerId: backer.ownerId, kind: 'wallet' })]).toEqual([0n, 0n, 400n]);
  });

  test('is let go when what was in evidence is not decided in its time', async () => {
    await bondOf(100n);
    await unbondOf(100n);
    clock.advance(UNBONDING);
    await database.transaction((tx) => holdExits(tx, { id: newId('operatorFault'), operatorId: operator.ownerId, until: clock.now() + 1_000 }, clock.now()));
    await new BondReleases(database).releaseDue(clock.now());
    expect(await has(bondRef())).toBe(100n);
    clock.advance(1_000);
    await new BondReleases(database).releaseDue(clock.now());
    expect(await has(bondRef())).toBe(0n);
  });

  test('is released before evidence comes, or held back by it, whoever is faster, and never both', async () => {
    for (let round = 0; round < 5; round += 1) {
      fresh();
      await bondOf(100n);
      await unbondOf(100n);
      clock.advance(UNBONDING);
      await Promise.all([
        database.transaction(async (tx) => {
          await holdExits(tx, { id: newId('operatorFault'), operatorId: operator.ownerId, until: clock.now() + 1_000 }, clock.now());
          const { bond } = await bearLoss(tx, { key: newId('transfer'), operatorId: operator.ownerId, poolId: treasuryOf, amount: 100n, harm: 0n, to: harmed }, clock.now());
          expect([0n, 100n]).toContain(bond);
        }),
        new BondReleases(database).releaseDue(clock.now()),
      ]);
      expect((await has(harmed)) + (await has({ ownerId: operator.ownerId, kind: 'earnings' }))).toBe(100n);
    }
  });
});
