import {
  assetsForRedemption, deposit, EMPTY_POOL, exitPayment, exitRate, lose, lossBeyondCredit, mulDivFloor, poolAt, priceCover, reportProfit, settleUnlocking, type SharePool, type UnlockingPool,
} from '#libs/economics';
import { outcomeOf } from '#libs/cover';
import { type ManualClock, MILLIS_PER_DAY, MILLIS_PER_HOUR } from '#libs/kernel';
import { tenantsOutages } from '#libs/lease';
import { initialRules } from '#libs/rules';

import type { Adversary, Chance } from './play.js';

const { stake: rules, cover: coverRules } = initialRules;
export const UNBONDING_DAYS = rules.unbondingMillis / MILLIS_PER_DAY;
export const DAYS = 180;
const GAIN_DAYS = 7;

/** A stake pool: what its handlers do to its numbers. */
export class Backed {
  private state: UnlockingPool;

  constructor(others: bigint, private readonly clock: ManualClock) {
    this.state = { pool: EMPTY_POOL, locked: 0n, updatedAt: clock.now(), unlocksAt: clock.now() };
    this.put(others);
  }

  put(amount: bigint): bigint {
    const settled = settleUnlocking(this.state, this.clock.now());
    const { pool, shares } = deposit(settled.pool, amount);
    this.state = { ...settled, pool };
    return shares;
  }

  /** As it is priced now. */
  get now(): SharePool {
    return poolAt(this.state, this.clock.now());
  }

  worth(shares: bigint): bigint {
    return assetsForRedemption(this.now, shares);
  }

  /** Pays who waited long enough. */
  pay(shares: bigint, asked: bigint): bigint {
    const settled = settleUnlocking(this.state, this.clock.now());
    const paid = exitPayment({ amount: asked, shares }, exitRate(settled.pool));
    this.state = { ...settled, pool: { ...settled.pool, assets: settled.pool.assets - paid, shares: settled.pool.shares - shares } };
    return paid;
  }

  gain(amount: bigint): void {
    this.state = reportProfit(this.state, { now: this.clock.now(), gain: amount, loss: 0n, fee: amount / 10n, refund: 0n, unlockMillis: rules.unlockMillis }).unlocking;
  }

  lose(bps: number): void {
    const { lost } = lose(this.state.pool, mulDivFloor(this.state.pool.assets, BigInt(bps), 10_000n));
    this.state = reportProfit(this.state, { now: this.clock.now(), gain: 0n, loss: lost, fee: 0n, refund: 0n, unlockMillis: 0 }).unlocking;
  }
}

export interface PoolLife {
  others: bigint;
  own: bigint;
  gains: bigint[];
  /** On which day, in basis points of the pool. */
  loss: { day: number; bps: number } | undefined;
  /** When there is word of it. */
  rumour: number;
}

function drawLife(chance: Chance): PoolLife {
  return {
    others: chance.tokens(1_000, 100_000), own: chance.tokens(10, 10_000), gains: Array.from({ length: Math.ceil(DAYS / GAIN_DAYS) }, () => chance.tokens(1, 100)),
    loss: chance.below(2) === 0 ? { day: chance.between(1, DAYS - UNBONDING_DAYS - 1), bps: chance.between(100, 5_000) } : undefined, rumour: chance.between(1, DAYS - 2 * UNBONDING_DAYS),
  };
}

interface Hand { cash: bigint; shares: bigint; exit: { asked: bigint; day: number } | undefined }

/** Lives through the days of a pool; `act` decides each morning, before anything happens. In the end everything is asked for, and waited for. */
function live({ others, own, gains, loss }: PoolLife, clock: ManualClock, act: (day: number, hand: Hand, pool: Backed) => void): bigint {
  const pool = new Backed(others, clock);
  const hand: Hand = { cash: own, shares: 0n, exit: undefined };
  for (let day = 0; day <= DAYS; day += 1) {
    if (hand.exit && day >= hand.exit.day + UNBONDING_DAYS) {
      hand.cash += pool.pay(hand.shares, hand.exit.asked);
      [hand.shares, hand.exit] = [0n, undefined];
    }
    if (day === DAYS - UNBONDING_DAYS && hand.shares > 0n && !hand.exit) hand.exit = { asked: pool.worth(hand.shares), day };
    if (day < DAYS - UNBONDING_DAYS) act(day, hand, pool);
    if (day % GAIN_DAYS === 3) pool.gain(gains[Math.floor(day / GAIN_DAYS)]!);
    if (loss?.day === day) pool.lose(loss.bps);
    clock.advance(MILLIS_PER_DAY);
  }
  return hand.cash;
}

function enter(hand: Hand, pool: Backed): void {
  [hand.shares, hand.cash] = [pool.put(hand.cash), 0n];
}

/** Comes in the morning of a gain, unless it knows of a loss within the week, and asks to leave the next. */
export const jumper: Adversary<PoolLife> = {
  name: 'in before a gain, out before a loss',
  draw: drawLife,
  play: (life, isHonest, clock) => live(life, clock, (day, hand, pool) => {
    if (isHonest) {
      if (day === 0) enter(hand, pool);
      return;
    }
    const isLossKnown = life.loss !== undefined && life.loss.day >= day && life.loss.day <= day + 7;
    if (hand.shares === 0n && day % GAIN_DAYS === 3 && !isLossKnown) enter(hand, pool);
    else if (hand.shares > 0n && !hand.exit) hand.exit = { asked: pool.worth(hand.shares), day };
  }),
};

/** Leaves with the first rumour, as do all that hear it. */
export const runner: Adversary<PoolLife> = {
  name: 'runs at a rumour',
  draw: drawLife,
  play: (life, isHonest, clock) => live(life, clock, (day, hand, pool) => {
    if (day === 0) enter(hand, pool);
    if (!isHonest && day === life.rumour) hand.exit = { asked: pool.worth(hand.shares), day };
  }),
};

/** Covers a second lease, too, and crashes it. */
export const falseClaimant: Adversary<{ amount: bigint; perHour: bigint; capital: bigint; lostHours: number; crashedHours: number }> = {
  name: 'claims what the record has not',
  draw: (chance) => ({ amount: chance.tokens(10, 50), perHour: chance.tokens(0, 1) + 1n, capital: chance.tokens(200, 1_000), lostHours: chance.below(60), crashedHours: chance.between(1, 200) }),
  play({ amount, perHour, capital, lostHours, crashedHours }, isHonest, clock) {
    const rule = { targetBps: BigInt(coverRules.targetBps), decayBpsPerDay: BigInt(coverRules.decayBpsPerDay), bumpBps: BigInt(coverRules.bumpBps), unit: coverRules.unitNanoTokens };
    const outages = [{ lease: 0, reason: 'host_lost', hours: lostHours }, { lease: 1, reason: 'crash_loop', hours: crashedHours }];
    let [has, bumpedBps, used] = [0n, rule.targetBps, 0n];
    for (const lease of isHonest ? [0] : [0, 1]) {
      const priced = priceCover(rule, { amount, periodMillis: 30 * MILLIS_PER_DAY, bumpedBps, elapsedMillis: 0, capacity: capital, used });
      [bumpedBps, used] = [priced.bumpedBps, used + amount];
      const down = outages.filter((one) => one.lease === lease && !tenantsOutages.some((reason) => reason === one.reason)).reduce((sum, { hours }) => sum + hours * MILLIS_PER_HOUR, 0);
      const { beyond } = lossBeyondCredit(perHour, BigInt(down), undefined);
      has += (beyond < amount ? beyond : amount) - priced.premium;
      clock.advance(MILLIS_PER_DAY);
    }
    return has;
  },
};

export interface Collusion {
  /** What each of ten assessors deposited; the first so many collude. */
  stakes: bigint[];
  colluding: number;
  /** Whether each of the others looks at what is disputed, and denies it. */
  votes: boolean[];
  /** What of the insurance is the colluders' own, in basis points. */
  backedBps: number;
  capital: bigint;
  claimed: bigint;
}

const { dispute: disputeRules } = initialRules;

/** What votes for a claim, against it, and what must. */
export function votedOf({ stakes, colluding, votes }: Collusion): { accept: bigint; deny: bigint; quorum: bigint } {
  const sum = (some: readonly bigint[]) => some.reduce((total, one) => total + one, 0n);
  return { accept: sum(stakes.slice(0, colluding)), deny: sum(stakes.slice(colluding).filter((_, other) => votes[other])), quorum: mulDivFloor(sum(stakes), BigInt(disputeRules.quorumBps), 10_000n) };
}

/** One of them disputes what its cover paid, rightly, and they accept it, by the product's rules. It costs what they back the insurance with as it costs all others. */
export const colluders: Adversary<Collusion> = {
  name: 'assessors that collude',
  draw(chance) {
    const stakes = Array.from({ length: 10 }, () => chance.tokens(1, 1_000));
    return { stakes, colluding: chance.between(1, 9), votes: Array.from({ length: 9 }, () => chance.below(2) === 0), backedBps: chance.below(10_001), capital: chance.tokens(100, 1_000), claimed: chance.tokens(1, 10) };
  },
  play(world, isHonest, clock) {
    const own = mulDivFloor(world.capital, BigInt(world.backedBps), 10_000n);
    const { pool: before } = deposit(EMPTY_POOL, world.capital);
    if (isHonest) return assetsForRedemption(before, own);
    const votingEndsAt = clock.now() + disputeRules.votingMillis;
    clock.advance(disputeRules.votingMillis + disputeRules.cooldownMillis + 1);
    const outcome = outcomeOf(disputeRules, { ...votedOf(world), votingEndsAt }, clock.now());
    const { pool, lost } = lose(before, outcome === 'accepted' ? world.claimed : 0n);
    return assetsForRedemption(pool, own) + lost - (outcome === 'denied' ? disputeRules.depositNanoTokens : 0n);
  },
};
