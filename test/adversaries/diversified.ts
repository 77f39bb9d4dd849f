import { assetsForRedemption, deposit, exitPayment, exitRate, keptForLeavers, routeRound, type SharePool, sharesForWithdrawal } from '#libs/economics';
import { assert, MILLIS_PER_DAY } from '#libs/kernel';
import { initialRules } from '#libs/rules';

import { Backed, UNBONDING_DAYS } from './backers.js';
import type { Adversary, Chance } from './play.js';

const { operatorMostBps, groupMostBps, driftBps, moveMostBps, roundMillis } = initialRules.diversified;
const rule = { operatorMostBps: BigInt(operatorMostBps), groupMostBps: BigInt(groupMostBps), driftBps: BigInt(driftBps), moveMostBps: BigInt(moveMostBps) };
const ROUND_DAYS = roundMillis / MILLIS_PER_DAY;
const DAYS = 180;
const GAIN_DAYS = 7;
/** Whoever asked in time was paid by then: what was short after a loss took one more round, and the stake pools that it asks. */
const MOST_DAYS = DAYS + 2 * (ROUND_DAYS + UNBONDING_DAYS);

interface Leaving { shares: bigint; asked: bigint; day: number }

/** The diversified pool over operators' pools: what its handlers and rounds do to its numbers. */
class Diversified {
  private cash = 0n;
  private issued = 0n;
  private readonly held: { shares: bigint; leaving: Leaving[] }[];
  private readonly exits: (Leaving & { paid: (amount: bigint) => void })[] = [];

  constructor(private readonly pools: readonly Backed[]) {
    this.held = pools.map(() => ({ shares: 0n, leaving: [] }));
  }

  put(amount: bigint): bigint {
    const { shares } = deposit(this.pool, amount);
    this.cash += amount;
    this.issued += shares;
    return shares;
  }

  ask(shares: bigint, day: number, paid: (amount: bigint) => void): void {
    this.exits.push({ shares, asked: assetsForRedemption(this.pool, shares), day, paid });
  }

  /** What a worker does of a day: stake pools pay, there is a round, whoever waited long enough is paid, the first who asked first. */
  sweep(day: number): void {
    for (const [place, { leaving }] of this.held.entries()) {
      while (leaving.length > 0 && day >= leaving[0]!.day + UNBONDING_DAYS) {
        const { shares, asked } = leaving.shift()!;
        this.cash += this.pools[place]!.pay(shares, asked);
      }
    }
    if (day % ROUND_DAYS === 0) this.divide(day);
    while (this.exits.length > 0 && day >= this.exits[0]!.day + ROUND_DAYS + UNBONDING_DAYS) {
      const { shares, asked, paid } = this.exits[0]!;
      const amount = exitPayment({ amount: asked, shares }, exitRate(this.pool));
      if (amount > this.cash) return;
      this.exits.shift();
      this.cash -= amount;
      this.issued -= shares;
      paid(amount);
    }
  }

  private divide(day: number): void {
    const waiting = this.exits.reduce((sum, { shares, asked }) => ({ shares: sum.shares + shares, asked: sum.asked + asked }), { shares: 0n, asked: 0n });
    const owed = keptForLeavers({ asked: waiting.asked, worth: assetsForRedemption(this.pool, waiting.shares) });
    const pools = this.pools.map((pool, place) => ({ id: String(place), group: String(place), worth: pool.worth(this.held[place]!.shares), leaving: this.leavingOf(place), eligible: true, takes: true, gives: true }));
    const { deposits, exits } = routeRound({ cash: this.cash, owed, pools }, rule);
    for (const { id, amount } of deposits) {
      this.held[Number(id)]!.shares += this.pools[Number(id)]!.put(amount);
      this.cash -= amount;
    }
    for (const { id, amount } of exits) {
      const [pool, held] = [this.pools[Number(id)]!, this.held[Number(id)]!];
      const priced = sharesForWithdrawal(pool.now, amount);
      const shares = amount >= pool.worth(held.shares) || priced > held.shares ? held.shares : priced;
      held.shares -= shares;
      held.leaving.push({ shares, asked: pool.worth(shares), day });
    }
  }

  private leavingOf(place: number): bigint {
    const rate = exitRate(this.pools[place]!.now);
    return this.held[place]!.leaving.reduce((sum, { shares, asked }) => sum + exitPayment({ amount: asked, shares }, rate), 0n);
  }

  private get pool(): SharePool {
    const assets = this.pools.reduce((sum, pool, place) => sum + pool.worth(this.held[place]!.shares) + this.leavingOf(place), this.cash);
    return { assets, shares: this.issued, virtualShares: 1n };
  }
}

export interface ManyPools {
  operators: bigint[];
  others: bigint;
  own: bigint;
  /** Of whom, each week. */
  gains: { place: number; amount: bigint }[];
  loss: { day: number; place: number; bps: number } | undefined;
}

/** The most that its part of the loss can be: of what is behind one operator at the most, of what it put in and of all that was gained. Nothing where nothing was lost. */
export function partOfLoss({ own, gains, loss }: ManyPools): bigint {
  const all = gains.reduce((sum, { amount }) => sum + amount, own);
  return loss ? (all * (rule.operatorMostBps + rule.driftBps) * BigInt(loss.bps)) / 100_000_000n + 1n : 0n;
}

function draw(chance: Chance): ManyPools {
  const count = chance.between(5, 6);
  return {
    operators: Array.from({ length: count }, () => chance.tokens(100, 10_000)), others: chance.tokens(1_000, 100_000), own: chance.tokens(10, 10_000),
    gains: Array.from({ length: Math.ceil(DAYS / GAIN_DAYS) }, () => ({ place: chance.below(count), amount: chance.tokens(1, 100) })),
    loss: chance.below(2) === 0 ? { day: chance.between(1, DAYS - UNBONDING_DAYS - ROUND_DAYS - 1), place: chance.below(count), bps: chance.between(100, 5_000) } : undefined,
  };
}

/** Comes in the morning of a gain of any operator, unless it knows of a loss within the week, and asks to leave the next. Its twin stays from the first day to the last. */
export const diversifiedJumper: Adversary<ManyPools> = {
  name: 'the same in the diversified pool',
  draw,
  play: ({ operators, others, own, gains, loss }, isHonest, clock) => {
    const pools = operators.map((amount) => new Backed(amount, clock));
    const pool = new Diversified(pools);
    pool.put(others);
    const hand = { cash: own, shares: 0n, isLeaving: false };
    const enter = () => { [hand.shares, hand.cash] = [pool.put(hand.cash), 0n]; };
    const leave = (day: number) => {
      hand.isLeaving = true;
      pool.ask(hand.shares, day, (amount) => { [hand.cash, hand.shares, hand.isLeaving] = [hand.cash + amount, 0n, false]; });
    };
    const isLossKnown = (day: number) => loss !== undefined && loss.day >= day && loss.day <= day + 7;
    for (let day = 0; day < DAYS || hand.shares > 0n; day += 1) {
      assert(day <= MOST_DAYS, 'whoever leaves is paid');
      pool.sweep(day);
      if (day >= DAYS - UNBONDING_DAYS - ROUND_DAYS) {
        if (hand.shares > 0n && !hand.isLeaving) leave(day);
      } else if (isHonest) {
        if (day === 0) enter();
      } else if (hand.shares === 0n && day % GAIN_DAYS === 3 && !isLossKnown(day)) enter();
      else if (hand.shares > 0n && !hand.isLeaving) leave(day);
      const gain = day % GAIN_DAYS === 3 && day < DAYS ? gains[Math.floor(day / GAIN_DAYS)]! : undefined;
      if (gain) pools[gain.place]!.gain(gain.amount);
      if (loss?.day === day) pools[loss.place]!.lose(loss.bps);
      clock.advance(MILLIS_PER_DAY);
    }
    return hand.cash;
  },
};
