import { owed } from '#libs/economics';
import { type Millis, type ResourceClass, unitsPerPriced } from '#libs/kernel';

import type { Interval } from './period.js';
import { type ShareBps, type Shares, sharesBetween } from './shares.js';

/** A stream, and how far it is charged. */
export interface StreamAccount {
  streamId: string;
  operatorId: string;
  hostId: string;
  resourceClass: ResourceClass;
  variant: string;
  quantity: bigint;
  nanoTokensPerUnitHour: bigint;
  /** What of that is base: the pool's treasury's. */
  baseNanoTokensPerUnitHour: bigint;
  startsAt: Millis;
  /** Null while it runs. */
  endsAt: Millis | null;
  /** When its host was last heard of, while there is no contact with it; else null. */
  silentSince: Millis | null;
  /** Contact is not just late: it was declared lost. */
  hostLost: boolean;
  /** Charged up to here; the start when it never was. */
  settledTo: Millis;
  /** For all of [startsAt, settledTo), waived amounts included. */
  charged: bigint;
}

/** A charge of a stream, or a credit. */
export interface StreamCharge extends Interval {
  kind: 'time' | 'credit';
  stream: StreamAccount;
  /** Negative for a credit. */
  amount: bigint;
  shares: Shares;
  waived: bigint;
}

const NOTHING: Shares = { operator: 0n, treasury: 0n, fee: 0n, base: 0n };

export function owedAt(stream: StreamAccount, at: Millis): bigint {
  return owed({
    quantity: stream.quantity,
    nanoTokensPerUnitHour: stream.nanoTokensPerUnitHour,
    unitsPerPriced: unitsPerPriced(stream.resourceClass),
    elapsedMillis: Math.max(0, at - stream.startsAt),
  });
}

function endOf(stream: StreamAccount): Millis {
  return stream.endsAt === null ? Infinity : Math.max(stream.endsAt, stream.startsAt);
}

/**
 * Where settling up to an instant brings the stream: no further than its end, nor than its host was last heard of while
 * there is no contact. Back, only when it turned out to have ended before what is charged already: the rest is credited.
 */
export function positionAt(stream: StreamAccount, upTo: Millis): Millis {
  const end = endOf(stream);
  if (end < stream.settledTo) return end;
  return Math.max(stream.settledTo, Math.min(upTo, end, stream.silentSince ?? Infinity));
}

/** What settling the streams up to an instant would take; negative when credits outweigh. Never falls as time goes on. */
export function dueBy(streams: readonly StreamAccount[], upTo: Millis): bigint {
  return streams.reduce((sum, stream) => sum + owedAt(stream, positionAt(stream, upTo)) - stream.charged, 0n);
}

/** What of the funds is kept up to an instant. */
export interface KeptUntil {
  until: Millis;
  amount: bigint;
}

/**
 * The last instant, at most `upTo`, up to which funds cover all that the streams owe besides what is kept: in the order given at first, and
 * so much after all of those. Exact to the millisecond.
 */
export function fundedUntil(streams: readonly StreamAccount[], funds: bigint, upTo: Millis, keptAfter = 0n, kept: readonly KeptUntil[] = []): Millis {
  let funded = Math.min(upTo, ...streams.map((stream) => stream.settledTo));
  for (const { until, amount } of [...kept.filter((one) => one.until < upTo), { until: upTo, amount: keptAfter }]) {
    if (until < funded) continue;
    if (dueBy(streams, until) > funds - amount) return lastFunded(streams, funds - amount, funded, until);
    funded = until;
  }
  return upTo;
}

function lastFunded(streams: readonly StreamAccount[], funds: bigint, from: Millis, to: Millis): Millis {
  let [funded, unfunded] = [from, to];
  while (unfunded - funded > 1) {
    const middle = funded + Math.floor((unfunded - funded) / 2);
    if (dueBy(streams, middle) <= funds) funded = middle;
    else unfunded = middle;
  }
  return funded;
}

/** Whether it runs at an instant, as far as is known by now. */
export function runsAt({ startsAt, endsAt }: StreamAccount, at: Millis): boolean {
  return startsAt <= at && (endsAt === null || endsAt > at);
}

/** Whether nothing more will be charged: it ended and all is charged, or its host is lost and served no longer. */
export function isResolved(stream: StreamAccount, settledTo: Millis): boolean {
  return stream.endsAt !== null && (settledTo >= endOf(stream) || stream.hostLost);
}

/** What streams cost an hour, rounded up, those on silent hosts included: they may return. */
export function hourlyRate(streams: readonly StreamAccount[]): bigint {
  return streams.filter((stream) => stream.endsAt === null).reduce((sum, stream) => {
    const units = unitsPerPriced(stream.resourceClass);
    return sum + (stream.quantity * stream.nanoTokensPerUnitHour + units - 1n) / units;
  }, 0n);
}

/** Charges from where the stream is settled to a later instant, one for each piece of the interval. */
export function chargesTo(stream: StreamAccount, to: Millis, cut: (from: Millis, to: Millis) => Interval[], bps: ShareBps): StreamCharge[] {
  if (to === stream.settledTo) return [];
  if (to < stream.settledTo) return creditsTo(stream, to, cut, bps);
  let charged = stream.charged;
  return cut(stream.settledTo, to).map((piece) => {
    const before = charged;
    charged = owedAt(stream, piece.endsAt);
    return { ...piece, kind: 'time', stream, amount: charged - before, shares: sharesBetween(before, charged, bps, stream), waived: 0n };
  });
}

/** From the latest piece to the earliest, so that each undoes what charging it did. */
function creditsTo(stream: StreamAccount, to: Millis, cut: (from: Millis, to: Millis) => Interval[], bps: ShareBps): StreamCharge[] {
  let charged = stream.charged;
  return cut(to, stream.settledTo).toReversed().map((piece) => {
    const before = charged;
    charged = owedAt(stream, piece.startsAt);
    return { ...piece, kind: 'credit', stream, amount: charged - before, shares: sharesBetween(before, charged, bps, stream), waived: 0n };
  });
}

/** The time that the funds did not reach, on record and not paid. */
export function waivedFrom(stream: StreamAccount, from: Millis, to: Millis, cut: (from: Millis, to: Millis) => Interval[]): StreamCharge[] {
  if (to <= from) return [];
  return cut(from, to).map((piece) => ({
    ...piece, kind: 'time', stream, amount: 0n, shares: NOTHING, waived: owedAt(stream, piece.endsAt) - owedAt(stream, piece.startsAt),
  }));
}
