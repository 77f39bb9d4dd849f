import { mulDivFloor } from '#libs/economics';
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

/** Charges of usage, in the order given, as far as the funds go; each record is cut in proportion to time. */
export function chargesOfUsage(
  usage: readonly PricedUsage[], funds: NanoTokens, cut: (from: Millis, to: Millis) => Interval[], bps: ShareBps,
): UsageCharge[] {
  let left = funds > 0n ? funds : 0n;
  return usage.filter((record) => record.quantity > 0n && record.startsAt < record.endsAt).flatMap((record) => {
    const { perPriced } = meterRates[record.meter];
    const length = BigInt(record.endsAt - record.startsAt);
    let [quantityBefore, owedBefore, paid] = [0n, 0n, 0n];
    return cut(record.startsAt, record.endsAt).map((piece) => {
      const quantityAfter = mulDivFloor(record.quantity, BigInt(piece.endsAt - record.startsAt), length);
      const owedAfter = mulDivFloor(quantityAfter, record.nanoTokensPerPriced, perPriced);
      const owed = owedAfter - owedBefore;
      const amount = owed < left ? owed : left;
      const charge = { ...piece, usage: record, quantity: quantityAfter - quantityBefore, amount, shares: sharesBetween(paid, paid + amount, bps), waived: owed - amount };
      left -= amount;
      paid += amount;
      [quantityBefore, owedBefore] = [quantityAfter, owedAfter];
      return charge;
    });
  });
}
