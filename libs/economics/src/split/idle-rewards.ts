import { type Millis, MILLIS_PER_HOUR, type ResourceClass, unitsPerPriced } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { BPS } from '../scale.js';
import { payByWork, workInWindow } from './pplns.js';
import { payoutScheme, ppsPay, ppsReserve } from './pps.js';

/** What an hour of a priced unit that stands ready counts for. */
export interface IdleRate {
  resourceClass: string;
  /** A GPU's model or a storage class; '' is every variant without a rate of its own. */
  variant: string;
  nanoTokensPerUnitHour: bigint;
}

/** How what idle capacity counts for is paid. */
export interface RewardTerms {
  scheme: 'pps' | 'pplns';
  feeBps: number;
  halvings: number;
  revenueBps: number;
}

/** Capacity of an operator that stood ready, and idle, in an epoch. */
export interface IdleUnits {
  resourceClass: ResourceClass;
  variant: string;
  /** Units × milliseconds. */
  unitMillis: bigint;
}

/** What each operator's capacity counted for in one epoch, at the rates of then. */
export type WorkByOperator = ReadonlyMap<string, bigint>;

/** What idle capacity counts for, each class rounded down: work, in nano-tokens at the posted rates. */
export function workOf(units: readonly IdleUnits[], { rates }: { rates: readonly IdleRate[] }): bigint {
  let work = 0n;
  for (const { resourceClass, variant, unitMillis } of units) {
    const rate = rates.find((one) => one.resourceClass === resourceClass && one.variant === variant) ?? rates.find((one) => one.resourceClass === resourceClass && one.variant === '');
    if (rate) work += mulDivFloor(unitMillis, rate.nanoTokensPerUnitHour, unitsPerPriced(resourceClass) * BigInt(MILLIS_PER_HOUR));
  }
  return work;
}

/** The last so much work: whole epochs, the newest first, that which crosses the window's end too. By operator, with where the window begins. */
export function windowOf(newestFirst: readonly { startsAt: Millis; work: WorkByOperator }[], window: bigint): { from: Millis; work: Map<string, bigint> } {
  const sums = newestFirst.map(({ startsAt, work }) => ({ id: String(startsAt), work: sum(work.values()) }));
  const counted = workInWindow(sums, window);
  const within = newestFirst.filter(({ startsAt }, place) => place === 0 || counted.has(String(startsAt)));
  const work = new Map<string, bigint>();
  for (const epoch of within) for (const [operatorId, done] of epoch.work) work.set(operatorId, (work.get(operatorId) ?? 0n) + done);
  return { from: within.at(-1)!.startsAt, work };
}

export interface EpochBooks {
  /** Of the epoch. */
  work: WorkByOperator;
  /** Of the window, the epoch included. */
  counted: WorkByOperator;
  /** What the pool's treasury has, and what it took in within the epoch. */
  treasury: bigint;
  revenue: bigint;
}

export interface Rewards {
  scheme: 'pps' | 'pplns';
  /** What the treasury must have for `pps`; null where no reserve suffices. */
  reserve: bigint | null;
  /** What is paid, all together: the amounts sum to it. */
  paid: bigint;
  amounts: Map<string, bigint>;
}

/**
 * What each operator gets for an epoch. Per share at the rates less the fee, each rounded down, while the treasury has the reserve for epochs as dear as this one; else a part of what the
 * treasury took in, rounded down, divided by the work of the window to the unit. Never more than the treasury has.
 */
export function rewardsOf({ work, counted, treasury, revenue }: EpochBooks, { scheme, feeBps, halvings, revenueBps }: RewardTerms): Rewards {
  const perShare = new Map([...work].map(([operatorId, done]) => [operatorId, ppsPay({ reward: 1n, expectedWork: 1n, feeBps }, done)]));
  const due = sum(perShare.values());
  const ruin = ppsReserve(sum(work.values()), feeBps, halvings);
  const reserve = ruin === undefined ? undefined : ruin > due ? ruin : due;
  if (scheme === 'pps' && payoutScheme(treasury, reserve) === 'pps') return { scheme: 'pps', reserve: reserve!, paid: due, amounts: perShare };
  const part = mulDivFloor(revenue > 0n ? revenue : 0n, BigInt(revenueBps), BPS);
  const { payouts } = payByWork(part < treasury ? part : treasury, counted, [], NOBODY);
  payouts.delete(NOBODY);
  return { scheme: 'pplns', reserve: reserve ?? null, paid: sum(payouts.values()), amounts: payouts };
}

/** Where nobody did anything the treasury keeps it. */
const NOBODY = '';

function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}
