import { mulDivFloor, splitShortage } from '#libs/economics';
import { type Millis, MILLIS_PER_HOUR, type NanoTokens } from '#libs/kernel';

import type { Interval } from './period.js';
import { type ShareBps, type Shares, sharesBetween } from './shares.js';

const BYTES_PER_GIB = 1n << 30n;

/** The meters that are charged: each one's rate class, and how much of its quantity that rate is for. */
export const meterRates = {
  egress_bytes: { rateClass: 'EGRESS_GIB', perPriced: BYTES_PER_GIB },
  stored_bytes: { rateClass: 'STORED_GIB_HOUR', perPriced: BYTES_PER_GIB * BigInt(MILLIS_PER_HOUR) },
} as const;

export type Meter = keyof typeof meterRates;

/** A usage record that billing has not dealt with, and the rate it is charged at. */
export interface PricedUsage {
  reporterId: string;
  source: string;
  id: string;
  operatorId: string;
  hostId: string;
  meter: Meter;
  /** The part that is charged, and when it was used; an empty part costs nothing. */
  quantity: bigint;
  startsAt: Millis;
  endsAt: Millis;
  /** Per GiB, or per GiB and hour. */
  nanoTokensPerPriced: NanoTokens;
  /** How often it was charged and taken back before. */
  round: number;
}

export interface UsageCharge extends Interval {
  usage: PricedUsage;
  quantity: bigint;
  amount: NanoTokens;
  shares: Shares;
  waived: NanoTokens;
}

/**
 * Charges of usage, each record cut in proportion to time. Where the funds are short, each is paid in proportion to what it costs, in whole
 * nano-tokens by largest remainder, so that no order of records favours an operator; the rest is waived.
 */
export function chargesOfUsage(
  usage: readonly PricedUsage[], funds: NanoTokens, cut: (from: Millis, to: Millis) => Interval[], bps: ShareBps,
): UsageCharge[] {
  const counted = usage.filter((record) => record.quantity > 0n && record.startsAt < record.endsAt);
  const paid = splitShortage(funds > 0n ? funds : 0n, counted.map((record) => ({ id: keyOf(record), owed: costOf(record, record.quantity) })));
  return counted.flatMap((record) => chargesOfRecord(record, paid.get(keyOf(record))!, cut, bps));
}

/** Charges of one record, its earliest pieces paid first. */
function chargesOfRecord(record: PricedUsage, funds: NanoTokens, cut: (from: Millis, to: Millis) => Interval[], bps: ShareBps): UsageCharge[] {
  const length = BigInt(record.endsAt - record.startsAt);
  let [quantityBefore, owedBefore, paid] = [0n, 0n, 0n];
  return cut(record.startsAt, record.endsAt).map((piece) => {
    const quantityAfter = mulDivFloor(record.quantity, BigInt(piece.endsAt - record.startsAt), length);
    const owedAfter = costOf(record, quantityAfter);
    const owed = owedAfter - owedBefore;
    const amount = owed < funds - paid ? owed : funds - paid;
    const charge = { ...piece, usage: record, quantity: quantityAfter - quantityBefore, amount, shares: sharesBetween(paid, paid + amount, bps), waived: owed - amount };
    paid += amount;
    [quantityBefore, owedBefore] = [quantityAfter, owedAfter];
    return charge;
  });
}

function costOf(record: PricedUsage, quantity: bigint): NanoTokens {
  return mulDivFloor(quantity, record.nanoTokensPerPriced, meterRates[record.meter].perPriced);
}

/** What no two records have in common. */
function keyOf({ reporterId, source, id, round }: PricedUsage): string {
  return JSON.stringify([reporterId, source, id, round]);
}
