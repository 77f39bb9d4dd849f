import { appendEvents, columnsOf, type NewEvent, rowsOf, sql, textArray, type Transaction } from '#libs/database';
import { atStake, bearable, bearDown, slash } from '#libs/economics';
import { assert, type Millis, type NanoTokens } from '#libs/kernel';
import { type AccountRef, balanceOf, keepAccounts, type NewTransfer, postTransfers } from '#libs/ledger';

import { bondAccount, bondEvent, lockBonds, setBonds, signalPools, type StoredBond, type StoredUnbonding } from './bond.store.js';
import { stakeLost } from './lose-stake.js';
import type { BorneLoss, Loss, LossCover } from './loss.js';
import { lockPoolsOf, type StoredPool, writeLost } from './stake-pool.store.js';

/** What was borne, and what there was to bear it: nothing where nothing was asked. */
interface Asked {
  borne: NanoTokens;
  available: NanoTokens;
}

const NOTHING: Asked = { borne: 0n, available: 0n };

/**
 * Losses that go down the waterfall one after the other in one transaction: each finds what those before it left. They are reckoned on what was read under the locks, and written
 * together, so that many cost few statements more than one. Locks: all bonds in order of their operators, then all stake pools in order of id, then insurance, then accounts.
 */
export class Waterfall {
  /** What is told of what was borne, in order; the caller adds what is its own. Written with the rest. */
  readonly events: NewEvent[] = [];
  private readonly treasuries = new Map<string, NanoTokens>();
  private readonly lostBonds = new Map<string, StoredBond>();
  private readonly lostPools = new Map<string, StoredPool>();
  private transfers: NewTransfer[] = [];
  private losses: (Loss & { borne: BorneLoss; had: { bond: NanoTokens; stake: NanoTokens; treasury: NanoTokens } })[] = [];

  private constructor(
    private readonly tx: Transaction, private readonly now: Millis, private readonly cover: LossCover | undefined,
    private readonly bonds: Map<string, StoredBond>, private readonly pools: Map<string, StoredPool>, private readonly known: Map<string, BorneLoss>,
  ) {}

  /** Locks what some losses may fall on: of stake pools those of operators whose bonds may not be enough. */
  static async open(tx: Transaction, losses: readonly Pick<Loss, 'key' | 'operatorId' | 'amount'>[], now: Millis, cover?: LossCover): Promise<Waterfall> {
    const bonds = await lockBonds(tx, losses.map(({ operatorId }) => operatorId));
    const known = await rowsOf<BorneLoss & { key: string }>(tx, sql`select key, bond, stake, insurance, treasury, deficit from losses where key = any(${textArray(losses.map(({ key }) => key))}::text[])`);
    const borne = new Map(known.map(({ key, ...of }) => [key, of]));
    const short = [...Map.groupBy(losses.filter(({ key }) => !borne.has(key)), ({ operatorId }) => operatorId)]
      .filter(([operatorId, of]) => of.reduce((sum, { amount }) => sum + amount, 0n) > atStake(bonds.get(operatorId)!)).map(([operatorId]) => operatorId);
    const pools = await lockPoolsOf(tx, short);
    return new Waterfall(tx, now, cover, bonds, new Map(pools.map((pool) => [pool.operatorId, pool])), borne);
  }

  /** Lets one of them down, each bearing all it can before the next is touched. Once for its key: what was borne for it before is said again. */
  async bear(loss: Loss): Promise<BorneLoss> {
    const { key, operatorId, poolId, amount, harm, to } = loss;
    assert(amount > 0n && harm >= 0n && harm <= amount, 'a loss is more than nothing, and harm is a part of it');
    assert(to.kind !== 'treasury' || to.ownerId !== poolId, 'what a treasury bears goes elsewhere');
    const known = this.known.get(key);
    if (known) return known;
    const bond = this.loseBond(loss);
    const stake = this.loseStake(loss, amount - bond.borne);
    const unmet = max(0n, harm - bond.borne - stake.borne);
    const insurance = await this.loseInsured({ ...loss, amount: unmet, harm: unmet });
    const treasury = await this.loseTreasury(loss, unmet - insurance);
    const had = { bond: bond.available, stake: stake.available, insurance, treasury: treasury.available };
    const borne = bearDown(loss, had);
    assert(borne.bond === bond.borne && borne.stake === stake.borne && borne.treasury === treasury.borne, 'each bears what the waterfall says');
    this.losses.push({ ...loss, borne, had });
    this.known.set(key, borne);
    this.events.push({ type: 'loss.borne', subjectId: operatorId, payload: { key, operatorId, poolId, amount, harm, ...borne } });
    return borne;
  }

  /** Writes all that was borne since the last time, and what is told of it. */
  async write(): Promise<void> {
    const { tx, now } = this;
    const outcome = await postTransfers(tx, now, this.transfers.splice(0));
    assert(outcome.outcome === 'posted', 'what bears a loss has what it bears');
    await setBonds(tx, this.lostBonds);
    await writeLost(tx, [...this.lostPools.values()]);
    await this.record();
    await signalPools(tx, [...this.lostBonds.keys()]);
    await appendEvents(tx, now, this.events.splice(0));
    this.lostBonds.clear();
    this.lostPools.clear();
  }

  /** What is bonded first, then what is on its way out, the last that was asked for first. */
  private loseBond({ key, operatorId, amount, to }: Loss): Asked {
    const before = this.bonds.get(operatorId)!;
    const { bond, slashed } = slash(before, amount);
    const available = atStake(before);
    if (slashed === 0n) return { borne: 0n, available };
    this.transfers.push({ key: `bond_loss/${key}`, type: 'posted', reason: 'bond_loss', amount: slashed, subjectId: operatorId, from: bondAccount(operatorId), to });
    const left = new Map((bond.unbonding as StoredUnbonding[]).map((part) => [part.id, part.amount]));
    // What is gone whole is written as nothing, not left out.
    const after = { bonded: bond.bonded, unbonding: before.unbonding.map((part) => ({ ...part, amount: left.get(part.id) ?? 0n })) };
    this.bonds.set(operatorId, after);
    this.lostBonds.set(operatorId, after);
    this.events.push(bondEvent('bond.lost', operatorId, bond, slashed));
    return { borne: slashed, available };
  }

  private loseStake({ operatorId, to }: Loss, asked: NanoTokens): Asked {
    const before = asked === 0n ? undefined : this.pools.get(operatorId);
    if (!before) return NOTHING;
    const { lost, pool, movements, event } = stakeLost(before, asked, to, this.now);
    this.transfers.push(...movements);
    this.pools.set(operatorId, pool);
    this.lostPools.set(operatorId, pool);
    this.events.push(event);
    return { borne: lost, available: bearable(before.unlocking.pool) };
  }

  /** Insurance moves what it bears itself: it finds written what was borne before it, and may change what the treasury has. */
  private async loseInsured(loss: Loss): Promise<NanoTokens> {
    if (!this.cover || loss.amount === 0n) return 0n;
    await this.write();
    const insurance = await this.cover.coverLoss(this.tx, loss, this.now);
    assert(insurance >= 0n && insurance <= loss.amount, 'insurance covers no more than it was asked for');
    this.treasuries.clear();
    return insurance;
  }

  /** It pays into and out of many hands: once it is asked it is kept as it is until the transaction ends. */
  private async loseTreasury({ key, operatorId, poolId, to }: Loss, asked: NanoTokens): Promise<Asked> {
    if (asked === 0n) return NOTHING;
    const treasury: AccountRef = { ownerId: poolId, kind: 'treasury' };
    if (!this.treasuries.has(poolId)) {
      await keepAccounts(this.tx, [treasury]);
      this.treasuries.set(poolId, (await balanceOf(this.tx, treasury)).available);
    }
    const available = this.treasuries.get(poolId)!;
    const amount = available < asked ? available : asked;
    if (amount <= 0n) return NOTHING;
    this.transfers.push({ key: `treasury_loss/${key}`, type: 'posted', reason: 'treasury_loss', amount, subjectId: operatorId, from: treasury, to });
    this.treasuries.set(poolId, available - amount);
    return { borne: amount, available };
  }

  private async record(): Promise<void> {
    const losses = this.losses.splice(0);
    if (losses.length === 0) return;
    const { texts, amounts } = columnsOf(losses);
    await this.tx.$executeRaw(sql`
      insert into losses (key, operator_id, pool_id, amount, harm, bond, stake, insurance, treasury, deficit, bond_available, stake_available, treasury_available, at)
      select unnest(${texts(({ key }) => key)}::text[]), unnest(${texts(({ operatorId }) => operatorId)}::text[]), unnest(${texts(({ poolId }) => poolId)}::text[]),
        unnest(${amounts(({ amount }) => amount)}::bigint[]), unnest(${amounts(({ harm }) => harm)}::bigint[]),
        unnest(${amounts(({ borne }) => borne.bond)}::bigint[]), unnest(${amounts(({ borne }) => borne.stake)}::bigint[]), unnest(${amounts(({ borne }) => borne.insurance)}::bigint[]),
        unnest(${amounts(({ borne }) => borne.treasury)}::bigint[]), unnest(${amounts(({ borne }) => borne.deficit)}::bigint[]),
        unnest(${amounts(({ had }) => had.bond)}::bigint[]), unnest(${amounts(({ had }) => had.stake)}::bigint[]), unnest(${amounts(({ had }) => had.treasury)}::bigint[]), ${BigInt(this.now)}`);
  }
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
