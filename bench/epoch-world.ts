import { type Database, sql } from '#libs/database';
import { type AccountRef, MAX_BATCH, type NewTransfer, postTransfers, type TransferReason } from '#libs/ledger';
import { ManualClock, MILLIS_PER_DAY, MILLIS_PER_HOUR, MILLIS_PER_MINUTE, newId, toJson } from '#libs/kernel';
import { EPOCH_MILLIS, RewardEpochs } from '#libs/reward';
import { initialRules, type Rules } from '#libs/rules';
import { stakeAccounts, StakeEarnings, stakeSharesOf } from '#libs/stake';
import { OperatorFaults, PlatformWatch } from '#libs/trust';

import { reconciled } from './ledger-world.js';
import { benchDatabase } from './servers.js';

const START = Date.UTC(2027, 0, 15, 12);
/** Earned by each operator in an epoch, and what backs each. */
const EARNED = 3_000_000_001n;
const STAKE = 10n ** 12n;
const RATE = 1_000_003n;
/** One operator in so many is slashed in an epoch. */
const SLASHED_ONE_IN = 100;
const SLASH = 1_000_007n;
/** Of the worker that post at the end of an epoch: earnings, rewards, faults. */
const SWEEPS = 3;
const ENOUGH = 10n ** 17n;
/** What each account of the bare ledger gets for an epoch: more than it pays, and little enough for many. */
const BARE_FUNDS = 10n ** 14n;

/** Rewards by the last work, since the treasury is to pay a part of what it took in; a day's earnings flow in at a time. */
const rules: Rules = {
  ...initialRules,
  reward: { ...initialRules.reward, scheme: 'pplns', leastTier: 'unproven', rates: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: RATE }] },
};

/** A transfer as its epoch posted it. */
export interface Posting {
  reason: TransferReason;
  from: AccountRef;
  to: AccountRef;
  amount: bigint;
}

/** A pool of many operators, each with a stake pool that many back, and all that has to be dealt with at the end of each epoch. */
export class EpochWorld {
  private readonly clock = new ManualClock(START);
  private readonly poolId = newId('pool');
  private readonly operators: readonly string[];
  private position = 0n;

  private constructor(private readonly database: Database, operators: number) {
    this.operators = Array.from({ length: operators }, (_, index) => `opr_${String(index).padStart(5, '0')}`);
  }

  static async create(serverUrl: string, { name, operators, backers }: { name: string; operators: number; backers: number }): Promise<EpochWorld> {
    const world = new EpochWorld(await benchDatabase(serverUrl, name, 4), operators);
    await world.fill(backers / operators);
    return world;
  }

  /** All that happened in an epoch, which nobody has dealt with yet: operators earned, capacity stood idle, and some of them are to be slashed. */
  async passEpoch(): Promise<void> {
    const { database, clock, poolId, operators } = this;
    clock.advance(MILLIS_PER_DAY);
    const now = clock.now();
    await this.post(operators.map((operatorId): Posting => ({ reason: 'charge', from: { ownerId: 'lse_all', kind: 'escrow' }, to: { ownerId: operatorId, kind: 'earnings' }, amount: EARNED })), now - MILLIS_PER_HOUR);
    const slot = now - 2 * EPOCH_MILLIS;
    const slashed = operators.filter((_, index) => index % SLASHED_ONE_IN === 0).map((operatorId) => ({ id: newId('slash'), fault: newId('fault'), operator: operatorId }));
    await database.transaction(async (tx) => {
      await tx.$executeRaw(sql`insert into reward_looks (pool_id, slot, look_at, looked_at) values (${poolId}, ${BigInt(slot)}, ${BigInt(slot)}, ${BigInt(slot)})`);
      await tx.$executeRaw(sql`insert into reward_found (pool_id, slot, operator_id, resource_class, variant, unit_millis) select ${poolId}, ${BigInt(slot)}, id, 'CPU_MILLI', '', 1000::numeric * ${MILLIS_PER_HOUR} from operators`);
      await tx.$executeRaw(sql`
        insert into charges (id, kind, lease_id, tenant_id, pool_id, operator_id, host_id, stream_id, resource_class, quantity, nano_tokens_per_unit_hour, starts_at, ends_at, amount, operator_amount, treasury_amount, fee_amount, posted_at, settlement_id)
        select 'chg_' || ${now}::text || id, 'time', 'lse_all', 'ten_all', ${poolId}, id, 'hst', 'str_' || id, 'CPU_MILLI', 1000, 1, ${BigInt(slot)}, ${BigInt(slot + 1)}, ${EARNED}, 0, ${EARNED}, 0, ${BigInt(slot)}, 'stl' from operators`);
      await tx.$executeRaw(sql`
        insert into slashes (id, fault_id, kind, operator_id, pool_id, rules_version, units, base, at_stake, slashed_before, amount, proposed_at, due_at, state)
        select id, fault, 'host_lost', operator, ${poolId}, 1, '[]', ${SLASH}, ${STAKE}, 0, ${SLASH}, ${BigInt(now - MILLIS_PER_DAY)}, ${BigInt(now)}, 'pending'
        from jsonb_to_recordset(${JSON.stringify(slashed)}::jsonb) as t(id text, fault text, operator text)`);
    });
    await reconciled(database);
    const [last] = await database.query<{ position: bigint }>(sql`select max(position) as position from transfers`);
    this.position = last!.position;
  }

  /** What the worker's sweeps do at its end, side by side as its queue has them run. @returns how long it took, in seconds, and what it posted. */
  async closeEpoch(): Promise<{ seconds: number; postings: Posting[] }> {
    const { database, clock } = this;
    const [earnings, rewards, faults] = [new StakeEarnings(database), new RewardEpochs(database), new OperatorFaults(database, new PlatformWatch(database))];
    const start = performance.now();
    const flowAll = async () => {
      while ((await earnings.flowDue(clock.now())) > 0);
    };
    await Promise.all([flowAll(), rewards.closeDue(clock.now()), faults.sweep(clock.now())]);
    const seconds = (performance.now() - start) / 1_000;
    const rows = await database.query<{ reason: Posting['reason']; amount: bigint; from: AccountRef; to: AccountRef }>(sql`
      select t.reason, t.amount, jsonb_build_object('ownerId', d.owner_id, 'kind', d.kind, 'asset', d.asset) as from, jsonb_build_object('ownerId', c.owner_id, 'kind', c.kind, 'asset', c.asset) as to
      from transfers t join accounts d on d.number = t.debit_account join accounts c on c.number = t.credit_account where t.position > ${this.position} order by t.position`);
    const expected = ['stake_gain', 'reward', 'stake_loss'].map((reason) => rows.filter((row) => row.reason === reason).length);
    const slashed = Math.ceil(this.operators.length / SLASHED_ONE_IN);
    if (String(expected) !== String([this.operators.length, this.operators.length, slashed])) throw new Error(`gains, rewards and losses are ${String(expected)}`);
    return { seconds, postings: rows };
  }

  close(): Promise<void> {
    return this.database.close();
  }

  private async fill(backersEach: number): Promise<void> {
    const { database, operators, poolId } = this;
    const at = BigInt(START);
    await database.client.$executeRaw(sql`
      insert into rule_sets (version, content, decided_by, author_id, reason, proposed_at, active_from) values (1, ${JSON.stringify(toJson(rules))}, 'product', 'system', 'bench', 0, 0)`);
    await database.client.pool.create({ data: { id: poolId, name: 'bench', createdAt: at } });
    await database.transaction(async (tx) => {
      const rows = JSON.stringify(operators);
      await tx.$executeRaw(sql`insert into operators (id, name, created_at) select value, value, ${at} from jsonb_array_elements_text(${rows}::jsonb)`);
      await tx.$executeRaw(sql`
        insert into stake_pools (id, operator_id, created_at, earnings_bps, commission_bps, locked_since, unlocks_at, reported_to)
        select 'stp_' || value, value, ${at}, 9000, 1000, ${at}, ${at}, ${at - BigInt(10 * MILLIS_PER_MINUTE)} from jsonb_array_elements_text(${rows}::jsonb)`);
    });
    const issuance: AccountRef = { ownerId: 'platform', kind: 'issuance' };
    await this.post([
      { reason: 'deposit', from: issuance, to: { ownerId: 'lse_all', kind: 'escrow' }, amount: ENOUGH },
      { reason: 'deposit', from: issuance, to: { ownerId: poolId, kind: 'treasury' }, amount: ENOUGH },
      ...operators.flatMap((operatorId): Posting[] => {
        const { tokens, issuance: shares } = stakeAccounts(`stp_${operatorId}`);
        const each = STAKE / BigInt(backersEach);
        return [
          { reason: 'deposit', from: issuance, to: tokens, amount: each * BigInt(backersEach) },
          ...Array.from({ length: backersEach }, (_, index): Posting => ({ reason: 'shares', from: shares, to: stakeSharesOf(`stp_${operatorId}`, `ten_${operatorId}_${index}`), amount: each })),
        ];
      }),
    ], START);
    await reconciled(database);
    await database.client.$executeRawUnsafe('vacuum analyze');
  }

  private post(postings: readonly Posting[], at: number): Promise<void> {
    return postBare(this.database, postings, at, MAX_BATCH);
  }
}

/** The same postings, sent to a ledger that knows of nothing else, many in a transaction. */
export class BareLedger {
  private constructor(private readonly database: Database) {}

  static async create(serverUrl: string, name: string): Promise<BareLedger> {
    return new BareLedger(await benchDatabase(serverUrl, name, 4));
  }

  /** Has whoever is to pay have enough. */
  async fund(postings: readonly Posting[]): Promise<void> {
    const payers = new Map(postings.filter(({ from }) => from.kind !== 'issuance').map(({ from }) => [JSON.stringify(from), from]));
    await postBare(this.database, [...payers.values()].map((to): Posting => ({ reason: 'deposit', from: { ownerId: 'platform', kind: 'issuance', ...(to.asset && { asset: to.asset }) }, to, amount: BARE_FUNDS })), START, MAX_BATCH);
  }

  /** As many streams of postings side by side as there are sweeps. @returns how long it took, in seconds. */
  async post(postings: readonly Posting[], batch: number): Promise<number> {
    const each = Math.ceil(postings.length / SWEEPS);
    const start = performance.now();
    await Promise.all(Array.from({ length: SWEEPS }, (_, stream) => postBare(this.database, postings.slice(stream * each, (stream + 1) * each), START, batch)));
    return (performance.now() - start) / 1_000;
  }

  close(): Promise<void> {
    return this.database.close();
  }
}

async function postBare(database: Database, postings: readonly Posting[], at: number, batch: number): Promise<void> {
  for (let done = 0; done < postings.length; done += batch) {
    const transfers = postings.slice(done, done + batch).map((posting): NewTransfer => ({ key: newId('transfer'), type: 'posted', ...posting }));
    const { outcome } = await database.transaction((tx) => postTransfers(tx, at, transfers));
    if (outcome !== 'posted') throw new Error(`the postings have ${outcome}`);
  }
}
