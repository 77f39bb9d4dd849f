import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Database, rowsOf, sql, type Transaction } from '#libs/database';
import { ManualClock, MILLIS_PER_DAY, MILLIS_PER_HOUR, newId, toJson } from '#libs/kernel';
import { type AccountRef, auditLedger, balanceOf, type NewTransfer, postTransfers } from '#libs/ledger';
import { type BreakerLimit, initialRules } from '#libs/rules';
import { type LossCover, stakeAccounts, stakeSharesOf } from '#libs/stake';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { carryOut, carryOutEach } from './carry-out.js';
import { OperatorFaults } from './operator-faults.js';
import { PlatformWatch } from './platform-watch.js';
import { lockSlash, lockSlashes, redressAccount } from './slash.store.js';

let db: TestDatabase;
let database: Database;
const clock = new ManualClock(Date.UTC(2027, 0, 15, 12));
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

const issuance: AccountRef = { ownerId: 'platform', kind: 'issuance' };
const insurer = (poolId: string): AccountRef => ({ ownerId: poolId, kind: 'cover' });
const treasury = (poolId: string): AccountRef => ({ ownerId: poolId, kind: 'treasury' });

const amount = (max: number) => fc.bigInt({ min: 0n, max: BigInt(max) });
/** Mostly the same one, so that they meet. */
const place = fc.constantFrom(0, 0, 0, 1, 1, 2);
const littleOrNone = fc.oneof(fc.constant(0n), amount(60));
/** What three operators have at stake, two pools have for others, tenants are owed, breakers let pass, and what is to be carried out of it. */
const worlds = fc.record({
  operators: fc.array(fc.record({ bonded: littleOrNone, leaving: fc.array(fc.bigInt({ min: 1n, max: 30n }), { maxLength: 2 }), backed: fc.option(amount(60), { freq: 3 }), locked: amount(20), halted: fc.boolean() }), { minLength: 3, maxLength: 3 }),
  pools: fc.array(fc.record({ treasury: amount(60), insured: fc.option(amount(80), { freq: 4 }) }), { minLength: 2, maxLength: 2 }),
  owed: fc.array(fc.record({ operator: place, pool: place, unpaid: fc.bigInt({ min: 1n, max: 90n }) }), { maxLength: 5 }),
  limits: fc.array(fc.record({ scope: fc.constantFrom('flow' as const, 'operator' as const, 'pool' as const), windowMillis: fc.constantFrom(MILLIS_PER_HOUR, MILLIS_PER_DAY), most: fc.bigInt({ min: 60n, max: 500n }), isPart: fc.boolean() }), { maxLength: 2 }),
  flowed: fc.array(fc.record({ operator: place, amount: amount(100), minutesAgo: fc.nat(120) }), { maxLength: 2 }),
  open: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(2) }),
  slashes: fc.array(fc.record({ operator: place, pool: place, amount: fc.bigInt({ min: 1n, max: 90n }), upheld: fc.boolean(), letGo: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: amount(90) }) }), { minLength: 2, maxLength: 9 }),
});
type World = typeof worlds extends fc.Arbitrary<infer Of> ? Of : never;

const operatorOf = (index: number) => `opr_${index}`;
const poolOf = (index: number) => `pol_${index === 2 ? 1 : 0}`;
const slashOf = (index: number) => `sls_${index}`;

async function build(tx: Transaction, { operators, pools, owed, limits, flowed, open, slashes }: World, now: number): Promise<void> {
  const breakers = limits.map(({ scope, windowMillis, most, isPart }): BreakerLimit => ({ flow: 'slash', scope, windowMillis, mostNanoTokens: isPart ? null : most, mostBps: isPart ? Number(most) * 50 : null }));
  await tx.$executeRaw(sql`
    insert into rule_sets (version, content, decided_by, author_id, reason, proposed_at, active_from) values (1, ${JSON.stringify(toJson({ ...initialRules, breakers }))}, 'product', 'system', 'a test', 0, 0)`);
  const given: NewTransfer[] = [];
  const give = (to: AccountRef, amount: bigint, from: AccountRef = issuance) => given.push({ key: `given/${given.length}`, type: 'posted', reason: 'deposit', amount, from, to });
  for (const [index, { bonded, leaving, backed, locked, halted }] of operators.entries()) {
    const [operatorId, stakePoolId] = [operatorOf(index), `stp_${index}`];
    await tx.$executeRaw(sql`insert into operators (id, name, created_at) values (${operatorId}, ${operatorId}, 0)`);
    if (bonded > 0n) await tx.$executeRaw(sql`insert into bonds (operator_id, bonded) values (${operatorId}, ${bonded})`);
    give({ ownerId: operatorId, kind: 'bond' }, leaving.reduce((sum, part) => sum + part, bonded));
    for (const [part, left] of leaving.entries()) {
      await tx.$executeRaw(sql`insert into unbondings (id, operator_id, amount, asked_at, releases_at, rules_version) values (${`unb_${index}_${part}`}, ${operatorId}, ${left}, ${part}, ${BigInt(now)}, 1)`);
    }
    if (backed === null) continue;
    await tx.$executeRaw(sql`
      insert into stake_pools (id, operator_id, created_at, earnings_bps, commission_bps, locked_since, unlocks_at, reported_to, halted)
      values (${stakePoolId}, ${operatorId}, 0, 0, 0, ${BigInt(now - MILLIS_PER_DAY)}, ${BigInt(now + 2 * MILLIS_PER_DAY)}, 0, ${halted})`);
    const accounts = stakeAccounts(stakePoolId);
    give(accounts.tokens, backed + locked);
    give(stakeSharesOf(stakePoolId, 'ten_backer'), backed, accounts.issuance);
    give(accounts.locked, locked, accounts.issuance);
  }
  for (const [index, pool] of pools.entries()) {
    give(treasury(`pol_${index}`), pool.treasury);
    if (pool.insured !== null) give(insurer(`pol_${index}`), pool.insured);
  }
  const outcome = await postTransfers(tx, now, given.filter((transfer) => 'amount' in transfer && transfer.amount! > 0n));
  expect(outcome.outcome).toBe('posted');
  for (const [index, { operator, pool, unpaid }] of owed.entries()) {
    const leaseId = `lse_${index}`;
    await tx.$executeRaw(sql`
      insert into leases (id, tenant_id, project_id, pool_id, name, state, replicas, resources, workload, constraints, pricing, prices, price_locked_until, created_at, unplaced)
      values (${leaseId}, 'ten_harmed', 'prj', ${poolOf(pool)}, 'web', 'closed', 1, '[]', '{}', '{}', '{}', '[]', 0, 0, false)`);
    await tx.$executeRaw(sql`
      insert into outages (id, lease_id, tenant_id, replica, claim_id, operator_id, host_id, reason, starts_at) values (${`out_${index}`}, ${leaseId}, 'ten_harmed', 0, 'clm', ${operatorOf(operator)}, 'hst', 'host_lost', ${BigInt(now - 2 * MILLIS_PER_DAY)})`);
    await tx.$executeRaw(sql`
      insert into service_credits (lease_id, month_starts_at, tenant_id, month_ends_at, served_millis, down_millis, charged, credit_bps, amount, unpaid, given_at)
      values (${leaseId}, 0, 'ten_harmed', ${BigInt(now - MILLIS_PER_DAY)}, 1, 1, 1, 1, 0, ${unpaid}, 0)`);
  }
  for (const { operator, amount: counted, minutesAgo } of flowed) {
    const minute = BigInt(now - (now % 60_000) - minutesAgo * 60_000);
    for (const [scope, subject] of [['flow', ''], ['operator', operatorOf(operator)]]) {
      await tx.$executeRaw(sql`insert into breaker_counts (flow, scope, subject_id, minute, amount, parts) values ('slash', ${scope}, ${subject}, ${minute}, ${counted}, ${counted * 50n}) on conflict do nothing`);
    }
  }
  if (open !== null) {
    await tx.$executeRaw(sql`insert into breakers (id, flow, scope, subject_id, author_id, reason, tripped_at) values ('brk_before', 'slash', 'operator', ${operatorOf(open)}, 'usr', 'a test', ${BigInt(now - 1)})`);
  }
  for (const [index, { operator, pool, amount: asked, upheld, letGo }] of slashes.entries()) {
    await addSlash(tx, { id: slashOf(index), operatorId: operatorOf(operator), poolId: poolOf(pool), amount: asked, upheld }, now);
    if (letGo !== null) await tx.$executeRaw(sql`insert into breaker_stops (key, breaker_id, amount, since, released_at) values (${`slash/${slashOf(index)}`}, 'brk_gone', ${letGo}, 1, 2)`);
  }
}

async function addSlash(tx: Transaction, { id, operatorId, poolId, amount: asked, upheld = false }: { id: string; operatorId: string; poolId: string; amount: bigint; upheld?: boolean }, now: number): Promise<void> {
  const at = BigInt(now);
  await tx.$executeRaw(sql`
    insert into slashes (id, fault_id, kind, operator_id, pool_id, rules_version, units, base, at_stake, slashed_before, amount, proposed_at, due_at, state)
    values (${id}, ${`flt_${id}`}, 'host_lost', ${operatorId}, ${poolId}, 0, '[]', ${asked}, 100, 0, ${asked}, ${at - 2n}, ${at}, ${upheld ? 'appealed' : 'pending'})`);
  await tx.$executeRaw(sql`insert into stake_holds (id, operator_id, since, until) values (${id}, ${operatorId}, ${at - 2n}, ${at + BigInt(MILLIS_PER_DAY)})`);
  if (!upheld) return;
  await tx.$executeRaw(sql`insert into slash_appeals (slash_id, reason, author_id, at, decide_by) values (${id}, 'no', 'usr', ${at - 2n}, ${at + 5n})`);
  await tx.$executeRaw(sql`insert into slash_decisions (slash_id, decision, decided_by, reason, at) values (${id}, 'upheld', 'administrator', 'yes', ${at - 1n})`);
}

/** Insurance that pays half of what one tenant after the other is owed, who is owed so much less then; a quarter of what it has left is the treasury's. */
const cover: LossCover = {
  async coverLoss(tx, { key, operatorId, poolId, amount: asked }, now) {
    let { available } = await balanceOf(tx, insurer(poolId));
    const owed = await rowsOf<{ lease_id: string; round: number; unpaid: bigint }>(tx, sql`
      select distinct on (g.lease_id) g.lease_id, g.round, g.unpaid from service_credits g join outages o on o.lease_id = g.lease_id join leases l on l.id = g.lease_id
      where o.operator_id = ${operatorId} and l.pool_id = ${poolId} order by g.lease_id, g.round desc`);
    const paid: NewTransfer[] = [];
    let left = asked;
    for (const { lease_id, round, unpaid } of owed) {
      const part = [(unpaid + 1n) / 2n, left, available].reduce((least, one) => (one < least ? one : least));
      if (part === 0n) continue;
      [left, available] = [left - part, available - part];
      paid.push({ key: `cover/${lease_id}/${key}`, type: 'posted', reason: 'cover', amount: part, from: insurer(poolId), to: { ownerId: 'ten_harmed', kind: 'wallet' } });
      await tx.$executeRaw(sql`
        insert into service_credits (lease_id, month_starts_at, round, tenant_id, month_ends_at, served_millis, down_millis, charged, credit_bps, amount, unpaid, given_at)
        select lease_id, month_starts_at, round + 1, tenant_id, month_ends_at, 1, 1, 1, 1, ${part}, ${unpaid - part}, ${BigInt(now)} from service_credits where lease_id = ${lease_id} and round = ${round}`);
    }
    if (available > 3n) paid.push({ key: `cover/wound_up/${key}`, type: 'posted', reason: 'cover', amount: available / 4n, from: insurer(poolId), to: treasury(poolId) });
    await postTransfers(tx, now, paid);
    return asked - left;
  },
};

/** All that there is, in order; what was drawn by chance (ids of breakers, and names of movements of shares) aside. */
async function stateOf(tx: Transaction): Promise<Record<string, string[]>> {
  const breakers = await rowsOf<{ id: string; name: string }>(tx, sql`select id, scope || '/' || subject_id as name from breakers`);
  const named = (text: string) => breakers.reduce((so, { id, name }) => so.replaceAll(id, name), text);
  const rows = {
    accounts: sql`select owner_id, kind, asset, balance, reserved from accounts order by 1, 2, 3`,
    transfers: sql`
      select regexp_replace(t.key, '^stake/.*', 'stake/') as key, t.reason, t.amount, t.subject_id, f.owner_id as from_id, f.kind as from_kind, i.owner_id as to_id, i.kind as to_kind
      from transfers t join accounts f on f.number = t.debit_account join accounts i on i.number = t.credit_account order by t.position`,
    events: sql`select type, subject_id, payload, at from outbox_events order by id`,
    losses: sql`select key, operator_id, pool_id, amount, harm, bond, stake, insurance, treasury, deficit, bond_available, stake_available, treasury_available, at from losses order by sequence`,
    slashes: sql`select id, state, redress_until from slashes order by id`,
    holds: sql`select * from stake_holds order by id`,
    bonds: sql`select * from bonds order by 1`,
    unbondings: sql`select * from unbondings order by id`,
    stakePools: sql`select * from stake_pools order by id`,
    credits: sql`select * from service_credits order by lease_id, round`,
    breakers: sql`select scope, subject_id, rules_version, window_millis, most_nano_tokens, most_bps, counted, asked, reason, tripped_at from breakers order by 1, 2`,
    counts: sql`select * from breaker_counts order by scope, subject_id, minute`,
    // Of two that were tripped in one moment either may be what it waits behind.
    stops: sql`
      select p.key, p.amount, p.since, p.released_at, (p.released_at is not null or exists (
        select 1 from breakers b join slashes s on 'slash/' || s.id = p.key where b.id = p.breaker_id and b.subject_id in ('', s.operator_id, s.pool_id))) as covered
      from breaker_stops p order by p.key`,
    audit: sql`select at, actor_id, action, subject_id, detail from audit_entries order by id`,
  };
  const state: Record<string, string[]> = {};
  for (const [name, statement] of Object.entries(rows)) state[name] = (await rowsOf<object>(tx, statement)).map((row) => named(JSON.stringify(toJson(row))));
  return state;
}

/** What becomes of a world in a transaction that is undone. */
async function stateAfter(world: World, act: (tx: Transaction, now: number) => Promise<unknown>): Promise<Record<string, string[]>> {
  const undone = new Error('undone');
  let state: Record<string, string[]> = {};
  await database.transaction(async (tx) => {
    await build(tx, world, clock.now());
    await act(tx, clock.now());
    state = await stateOf(tx);
    throw undone;
  }).catch((error: unknown) => {
    if (error !== undone) throw error;
  });
  return state;
}

test('slashes carried out together leave all that they leave one after the other: what each bore, what is told, recorded, counted and stopped', async () => {
  const seen = { again: 0, stopped: 0, tripped: 0, stake: 0, insurance: 0, treasury: 0, deficit: 0 };
  await fc.assert(fc.asyncProperty(worlds, async (world) => {
    const ids = world.slashes.map((_, index) => slashOf(index));
    const oneByOne = await stateAfter(world, async (tx, now) => {
      for (const id of ids) await carryOut(tx, (await lockSlash(tx, id))!, now, cover);
    });
    const atOnce = await stateAfter(world, async (tx, now) => carryOutEach(tx, await lockSlashes(tx, ids), now, cover));
    expect(atOnce).toEqual(oneByOne);
    const losses = atOnce['losses']!.map((text) => JSON.parse(text) as { operator_id: string } & Record<string, string>);
    const carried = losses.length;
    const add = (name: keyof typeof seen, isSo: boolean) => { seen[name] += isSo ? 1 : 0; };
    add('again', new Set(losses.map(({ operator_id }) => operator_id)).size < carried);
    add('stopped', carried > 0 && carried < ids.length);
    add('tripped', carried > 0 && atOnce['audit']!.length > 0);
    for (const name of ['stake', 'insurance', 'treasury', 'deficit'] as const) add(name, losses.some((loss) => BigInt(loss[name]!) > 0n));
  }), { numRuns: 60 });
  expect(Object.entries(seen).filter(([, times]) => times < 2)).toEqual([]);
});

test('one that cannot be carried out holds up none of its neighbours, and each is carried out once, whoever else sweeps', async () => {
  const now = clock.now();
  const poolId = newId('pool');
  const operators = [newId('operator'), newId('operator'), newId('operator')] as const;
  const slashes = [...operators, ...operators].map((operatorId) => ({ id: newId('slash'), operatorId, poolId, amount: 7n }));
  const give = (operatorIds: readonly string[]) => database.transaction((tx) => postTransfers(tx, now, operatorIds.map((ownerId) => (
    { key: newId('transfer'), type: 'posted', reason: 'deposit', amount: 10n, from: issuance, to: { ownerId, kind: 'bond' } }))));
  // Of the second it is said that more is bonded than there is.
  await give([operators[0], operators[2]]);
  await database.transaction(async (tx) => {
    for (const operatorId of operators) await tx.$executeRaw(sql`insert into bonds (operator_id, bonded) values (${operatorId}, 10)`);
    for (const slash of slashes) await addSlash(tx, slash, now);
  });
  const faults = new OperatorFaults(database, new PlatformWatch(database));
  const bore = async () => {
    const rows = await database.query<{ key: string; bond: bigint; deficit: bigint }>(sql`select key, bond, deficit from losses order by sequence`);
    return rows.map(({ key, bond, deficit }) => [slashes.findIndex(({ id }) => key === `slash/${id}`), bond, deficit] as const).toSorted(([a], [b]) => a - b);
  };
  const sweeps = await Promise.allSettled([faults.sweep(now), faults.sweep(now)]);
  expect(sweeps.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  for (const { reason } of sweeps as PromiseRejectedResult[]) expect((reason as AggregateError).errors).toHaveLength(2);
  const first = await bore();
  expect(first.map(([index]) => index)).toEqual([0, 2, 3, 5]);
  for (const operator of [0, 2]) expect(first.filter(([index]) => index % 3 === operator).map(([, bond, deficit]) => `${bond}/${deficit}`).toSorted()).toEqual(['3/4', '7/0']);
  await give([operators[1]]);
  await faults.sweep(now);
  expect((await bore()).map(([index]) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  const kept = await Promise.all(slashes.map(async ({ id }) => (await balanceOf(database, redressAccount(id))).balance));
  expect(kept.reduce((sum, part) => sum + part, 0n)).toBe(30n);
  expect(await auditLedger(database)).toMatchObject({ wrongBalances: [] });
});
