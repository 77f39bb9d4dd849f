import { isList, type Plain } from './canonical.js';
import { amountOf } from './read-charge.js';

/** Units of a class in the one thing that its rate is for; of other classes one. */
const UNITS_PER_PRICED: Readonly<Record<string, bigint>> = { CPU_MILLI: 1_000n, MEMORY_MIB: 1_024n, GPU_MILLI: 1_000n };
const BYTES_PER_GIB = 1n << 30n;
const MILLIS_PER_HOUR = 3_600_000n;

/** Meters that are charged: the class of their rates, and how much of what they count that rate is for. */
const METERS: Readonly<Record<string, { rateClass: string; perPriced: bigint }>> = {
  egress_bytes: { rateClass: 'EGRESS_GIB', perPriced: BYTES_PER_GIB },
  stored_bytes: { rateClass: 'STORED_GIB_HOUR', perPriced: BYTES_PER_GIB * MILLIS_PER_HOUR },
};

/** A charge of time, or a credit for it. */
export interface TimeCharge {
  resourceClass: string;
  quantity: bigint;
  nanoTokensPerUnitHour: bigint;
  streamStartsAt: number;
  startsAt: number;
  endsAt: number;
}

export function unitsPerPricedOf(resourceClass: string): bigint {
  return Object.hasOwn(UNITS_PER_PRICED, resourceClass) ? UNITS_PER_PRICED[resourceClass]! : 1n;
}

/** What time costs: the floor for all of the stream up to the end, less that up to the start, so that pieces sum to the whole. */
export function priceOfTime({ resourceClass, quantity, nanoTokensPerUnitHour, streamStartsAt, startsAt, endsAt }: TimeCharge): bigint {
  const upTo = (at: number) => (quantity * nanoTokensPerUnitHour * BigInt(at - streamStartsAt)) / (unitsPerPricedOf(resourceClass) * MILLIS_PER_HOUR);
  return upTo(endsAt) - upTo(startsAt);
}

/** What a piece of usage costs, after what was charged of the same record before. Undefined for a meter that is not charged. */
export function priceOfUsage(meter: Plain | undefined, { quantityBefore, quantity, nanoTokensPerUnitHour }: { quantityBefore: bigint; quantity: bigint; nanoTokensPerUnitHour: bigint }): bigint | undefined {
  const perPriced = meterOf(meter)?.perPriced;
  if (perPriced === undefined) return undefined;
  const upTo = (amount: bigint) => (amount * nanoTokensPerUnitHour) / perPriced;
  return upTo(quantityBefore + quantity) - upTo(quantityBefore);
}

export function rateClassOf(meter: Plain | undefined): string | undefined {
  return meterOf(meter)?.rateClass;
}

function meterOf(meter: Plain | undefined): (typeof METERS)[string] | undefined {
  return typeof meter === 'string' && Object.hasOwn(METERS, meter) ? METERS[meter] : undefined;
}

/** Whether a rate's curve can give a price: a fixed one only its own, one that rises with utilisation any from idle to full, a base fee any from its floor. Others are not known here. */
export function curveGives(curve: Plain | undefined, price: bigint): boolean {
  if (typeof curve !== 'object' || curve === null || isList(curve)) return false;
  const amount = (name: string) => amountOf(curve[name]) ?? -1n;
  if (curve.kind === 'fixed') return amount('nanoTokensPerUnitHour') === price;
  if (curve.kind === 'base-fee') return amount('tip') >= 0n && amount('floor') >= 0n && amount('tip') + amount('floor') <= price;
  return curve.kind === 'kinked' && amount('base') <= price && price <= amount('base') + amount('slope1') + amount('slope2');
}
