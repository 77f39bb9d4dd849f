import type { Plain } from './canonical.js';
import type { LeafBody } from './document.js';

/** A charge as its leaf says it, with all that pricing it again takes. */
export interface Charge {
  type: 'time' | 'credit' | 'usage' | 'service_credit';
  /** Whether it is for usage, or takes back what was charged for usage; else it is for time. */
  isUsage: boolean;
  resourceClass: string;
  quantity: bigint;
  nanoTokensPerUnitHour: bigint;
  startsAt: number;
  endsAt: number;
  /** Of usage 0: it has no stream. */
  streamStartsAt: number;
  /** Charged of the same usage record before; of time 0. */
  quantityBefore: bigint;
  amount: bigint;
  waived: bigint;
}

/** Undefined when the leaf is no charge that could be priced. */
export function readCharge(leaf: LeafBody): Charge | undefined {
  const { type, resourceClass } = leaf;
  if (type !== 'time' && type !== 'credit' && type !== 'usage' && type !== 'service_credit') return undefined;
  const isUsage = type === 'usage' || (type === 'credit' && leaf.usageIndex !== undefined);
  const amounts = [leaf.quantity, leaf.nanoTokensPerUnitHour, isUsage ? leaf.quantityBefore : '0', leaf.waived].map(amountOf);
  const times = [isUsage || type === 'service_credit' ? 0 : leaf.streamStartsAt, leaf.startsAt, leaf.endsAt].map(timeOf);
  const amount = amountOf(leaf.amount);
  if (typeof resourceClass !== 'string' || amount === undefined) return undefined;
  if (!amounts.every((value) => value !== undefined) || !times.every((value) => value !== undefined)) return undefined;
  const [quantity, nanoTokensPerUnitHour, quantityBefore, waived] = amounts as [bigint, bigint, bigint, bigint];
  const [streamStartsAt, startsAt, endsAt] = times as [number, number, number];
  // What takes a charge of usage back takes back what of it was waived.
  const waivedOnce = isUsage && type === 'credit' ? -waived : waived;
  if (quantity < 0n || nanoTokensPerUnitHour < 0n || quantityBefore < 0n || waivedOnce < 0n) return undefined;
  if (!(streamStartsAt <= startsAt && startsAt < endsAt)) return undefined;
  return { type, isUsage, resourceClass, quantity, nanoTokensPerUnitHour, startsAt, endsAt, streamStartsAt, quantityBefore, amount, waived };
}

/** An amount in its one right form; undefined when it is none. */
export function amountOf(text: Plain | undefined): bigint | undefined {
  return typeof text === 'string' && /^(0|-?[1-9]\d{0,60})$/.test(text) ? BigInt(text) : undefined;
}

function timeOf(value: Plain | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
