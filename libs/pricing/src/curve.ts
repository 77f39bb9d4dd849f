import type { Reader } from '#libs/database';
import { type BaseFeeRule, type KinkedCurve, kinkedRate } from '#libs/economics';
import { poolUtilisation } from '#libs/inventory';
import { assert, type Millis, MILLIS_PER_DAY, type NanoTokens } from '#libs/kernel';

import { baseAt } from './base-price.js';
import { pricingProblems } from './pricing.errors.js';
import { isMeter, type RateClass } from './rate-class.js';

/**
 * A tip, which is divided like any price, and a base, which goes to the pool's treasury alone and which demand moves from epoch
 * to epoch. So an operator gains nothing by filling its own pool.
 */
export interface BaseFeeCurve {
  /** Never moves. */
  tip: NanoTokens;
  /** The base of the first epoch. */
  initial: NanoTokens;
  /** The base never falls below this. */
  floor: NanoTokens;
  /** Utilisation at which the base stays, in basis points. */
  targetBps: number;
  /** An epoch moves the base by at most this part of it. */
  denominator: number;
  epochMillis: Millis;
}

/** How a price is found: always the same, by how much of the pool's capacity of the class and variant is claimed, or by how much was at the end of each epoch. */
export type Curve = { kind: 'fixed'; nanoTokensPerUnitHour: NanoTokens } | ({ kind: 'kinked' } & KinkedCurve) | ({ kind: 'base-fee' } & BaseFeeCurve);

/** A curve as it is stored and shown: amounts as decimal strings. */
export type CurveView =
  | { kind: 'fixed'; nanoTokensPerUnitHour: string }
  | { kind: 'kinked'; base: string; slope1: string; slope2: string; kinkBps: number }
  | { kind: 'base-fee'; tip: string; initial: string; floor: string; targetBps: number; denominator: number; epochMillis: Millis };

/** The dearest rate that is taken, a million tokens an hour: so that what many units cost for long can still be stored. */
export const MAX_RATE: NanoTokens = 10n ** 15n;
/** The lowest floor of a base, so that its steps are not lost in rounding: no denominator exceeds it. */
export const MIN_BASE_FLOOR: NanoTokens = 1_000n;
export const MIN_EPOCH_MILLIS: Millis = 10_000;

/** @throws Problem `invalid_curve` on a curve that is too dear, that falls, or that a meter cannot have. */
export function checkCurve(rateClass: RateClass, curve: Curve): void {
  const refuse = (detail: string, pointer: string) => pricingProblems.invalid_curve(detail, { pointer });
  if (curve.kind === 'fixed') {
    if (curve.nanoTokensPerUnitHour > MAX_RATE) throw refuse(`A rate is at most ${MAX_RATE} nano-tokens.`, '/curve/nanoTokensPerUnitHour');
    return;
  }
  if (isMeter(rateClass)) throw refuse('What is metered has no utilisation: its rate is fixed.', '/curve/kind');
  if (curve.kind === 'base-fee') return checkBaseFee(curve, refuse);
  const { base, slope1, slope2, kinkBps } = curve;
  if (kinkBps < 1 || kinkBps > 9_999) throw refuse('The kink is between 1 and 9999 basis points.', '/curve/kinkBps');
  if (slope1 > slope2) throw refuse('Beyond the kink a price rises by more than up to it: slope2 is at least slope1.', '/curve/slope2');
  if (base + slope1 + slope2 > MAX_RATE) throw refuse(`When full, a rate is at most ${MAX_RATE} nano-tokens: base and both slopes together.`, '/curve');
}

function checkBaseFee(curve: BaseFeeCurve, refuse: (detail: string, pointer: string) => Error): void {
  const { tip, initial, floor, targetBps, denominator, epochMillis } = curve;
  if (targetBps < 1 || targetBps > 9_999) throw refuse('The target is between 1 and 9999 basis points.', '/curve/targetBps');
  if (denominator < 2 || BigInt(denominator) > MIN_BASE_FLOOR) throw refuse(`The denominator is between 2 and ${MIN_BASE_FLOOR}.`, '/curve/denominator');
  if (epochMillis < MIN_EPOCH_MILLIS || epochMillis > MILLIS_PER_DAY) throw refuse(`An epoch is between ${MIN_EPOCH_MILLIS} and ${MILLIS_PER_DAY} milliseconds.`, '/curve/epochMillis');
  if (floor < MIN_BASE_FLOOR) throw refuse(`The floor is at least ${MIN_BASE_FLOOR} nano-tokens: below, steps are lost in rounding.`, '/curve/floor');
  if (initial < floor) throw refuse('The first base is not below the floor.', '/curve/initial');
  if (tip + initial > MAX_RATE) throw refuse(`A rate is at most ${MAX_RATE} nano-tokens: tip and base together.`, '/curve');
}

/** How the base moves. Base and tip together never exceed the dearest rate. */
export function ruleOf({ tip, floor, targetBps, denominator }: BaseFeeCurve): BaseFeeRule {
  return { targetBps, denominator, floor, ceiling: MAX_RATE - tip };
}

/** What is priced, by which version of a rate, and when. */
export interface PricedAt {
  rateId: string;
  poolId: string;
  resourceClass: RateClass;
  variant: string;
  at: Millis;
}

/** A price, and what of it is base: the pool's treasury's. */
export interface PriceParts {
  nanoTokensPerUnitHour: NanoTokens;
  baseNanoTokensPerUnitHour?: NanoTokens;
}

/** The curve's price of a class and variant: a kinked one at the pool's utilisation as the reader sees it, a base fee's as it was at the time. */
export async function priceOn(reader: Reader, curve: Curve, { rateId, poolId, resourceClass, variant, at }: PricedAt): Promise<PriceParts> {
  if (curve.kind === 'fixed') return { nanoTokensPerUnitHour: curve.nanoTokensPerUnitHour };
  assert(!isMeter(resourceClass), 'a meter has a fixed rate');
  if (curve.kind === 'kinked') return { nanoTokensPerUnitHour: kinkedRate(curve, await poolUtilisation(reader, poolId, resourceClass, variant)) };
  const base = (await baseAt(reader, rateId, variant, at)) ?? curve.initial;
  return { nanoTokensPerUnitHour: curve.tip + base, baseNanoTokensPerUnitHour: base };
}

export function viewOf(curve: Curve): CurveView {
  if (curve.kind === 'fixed') return { kind: 'fixed', nanoTokensPerUnitHour: curve.nanoTokensPerUnitHour.toString() };
  if (curve.kind === 'base-fee') return { ...curve, tip: curve.tip.toString(), initial: curve.initial.toString(), floor: curve.floor.toString() };
  const { base, slope1, slope2, kinkBps } = curve;
  return { kind: 'kinked', base: base.toString(), slope1: slope1.toString(), slope2: slope2.toString(), kinkBps };
}

export function curveOf(view: CurveView): Curve {
  if (view.kind === 'fixed') return { kind: 'fixed', nanoTokensPerUnitHour: BigInt(view.nanoTokensPerUnitHour) };
  if (view.kind === 'base-fee') return { ...view, tip: BigInt(view.tip), initial: BigInt(view.initial), floor: BigInt(view.floor) };
  return { kind: 'kinked', base: BigInt(view.base), slope1: BigInt(view.slope1), slope2: BigInt(view.slope2), kinkBps: view.kinkBps };
}
