import type { Reader } from '#libs/database';
import { type KinkedCurve, kinkedRate } from '#libs/economics';
import { poolUtilisation } from '#libs/inventory';
import { assert, type NanoTokens } from '#libs/kernel';

import { pricingProblems } from './pricing.errors.js';
import { isMeter, type RateClass } from './rate-class.js';

/** How a price is found: always the same, or by how much of the pool's capacity of the class and variant is claimed. */
export type Curve = { kind: 'fixed'; nanoTokensPerUnitHour: NanoTokens } | ({ kind: 'kinked' } & KinkedCurve);

/** A curve as it is stored and shown: amounts as decimal strings. */
export type CurveView =
  | { kind: 'fixed'; nanoTokensPerUnitHour: string }
  | { kind: 'kinked'; base: string; slope1: string; slope2: string; kinkBps: number };

/** The dearest rate that is taken, a million tokens an hour: so that what many units cost for long can still be stored. */
export const MAX_RATE: NanoTokens = 10n ** 15n;

/** @throws Problem `invalid_curve` on a curve that is too dear, that falls, or that a meter cannot have. */
export function checkCurve(rateClass: RateClass, curve: Curve): void {
  const refuse = (detail: string, pointer: string) => pricingProblems.invalid_curve(detail, { pointer });
  if (curve.kind === 'fixed') {
    if (curve.nanoTokensPerUnitHour > MAX_RATE) throw refuse(`A rate is at most ${MAX_RATE} nano-tokens.`, '/curve/nanoTokensPerUnitHour');
    return;
  }
  const { base, slope1, slope2, kinkBps } = curve;
  if (isMeter(rateClass)) throw refuse('What is metered has no utilisation: its rate is fixed.', '/curve/kind');
  if (kinkBps < 1 || kinkBps > 9_999) throw refuse('The kink is between 1 and 9999 basis points.', '/curve/kinkBps');
  if (slope1 > slope2) throw refuse('Beyond the kink a price rises by more than up to it: slope2 is at least slope1.', '/curve/slope2');
  if (base + slope1 + slope2 > MAX_RATE) throw refuse(`When full, a rate is at most ${MAX_RATE} nano-tokens: base and both slopes together.`, '/curve');
}

/** The curve's price of a class and variant, at the pool's utilisation as the reader sees it. */
export async function priceOn(reader: Reader, curve: Curve, at: { poolId: string; resourceClass: RateClass; variant: string }): Promise<NanoTokens> {
  if (curve.kind === 'fixed') return curve.nanoTokensPerUnitHour;
  assert(!isMeter(at.resourceClass), 'a meter has a fixed rate');
  return kinkedRate(curve, await poolUtilisation(reader, at.poolId, at.resourceClass, at.variant));
}

export function viewOf(curve: Curve): CurveView {
  if (curve.kind === 'fixed') return { kind: 'fixed', nanoTokensPerUnitHour: curve.nanoTokensPerUnitHour.toString() };
  const { base, slope1, slope2, kinkBps } = curve;
  return { kind: 'kinked', base: base.toString(), slope1: slope1.toString(), slope2: slope2.toString(), kinkBps };
}

export function curveOf(view: CurveView): Curve {
  if (view.kind === 'fixed') return { kind: 'fixed', nanoTokensPerUnitHour: BigInt(view.nanoTokensPerUnitHour) };
  return { kind: 'kinked', base: BigInt(view.base), slope1: BigInt(view.slope1), slope2: BigInt(view.slope2), kinkBps: view.kinkBps };
}
