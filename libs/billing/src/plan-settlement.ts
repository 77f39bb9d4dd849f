import { mulDivFloor } from '#libs/economics';
import { type Millis, MILLIS_PER_HOUR, type NanoTokens } from '#libs/kernel';

import type { Interval } from './period.js';
import type { ShareBps } from './shares.js';
import {
  chargesTo, fundedUntil, hourlyRate, isResolved, type KeptUntil, owedAt, positionAt, runsAt, type StreamAccount, type StreamCharge, waivedFrom,
} from './stream-account.js';
import type { TakenBack } from './take-back.js';
import { chargesOfUsage, type PricedUsage, type UsageCharge } from './usage-charge.js';

/** What a settlement of one lease is worked out from. */
export interface SettlementInput {
  /** Whether the lease may still run: not closing, closed or failed. */
  open: boolean;
  /** Whether it is closed or failed: nothing of it runs, and what is left is returned. */
  ended: boolean;
  /** When its duration will be over. */
  leaseEndsAt: Millis | null;
  streams: readonly StreamAccount[];
  /** How far streams are charged that ended and are done with: they are not among these. Where it does not say: not beyond where these are. */
  doneTo?: Millis;
  usage: readonly PricedUsage[];
  /** Charges of usage that are not to stand: what they paid returns before anything is paid. */
  takeBack: readonly TakenBack[];
  bps: ShareBps;
  /** What may be spent of the lease's own escrow, and of the tenant's wallet after the leases settled before it. */
  escrow: NanoTokens;
  wallet: NanoTokens;
  /** What of the escrow is kept for volumes while the lease is suspended: from paying time, and before at other prices; and from paying usage. */
  kept: { fromTime: NanoTokens; fromTimeBefore?: readonly KeptUntil[]; fromUsage: NanoTokens };
  /** Whether it is suspended, rather than closed, where its funds end: what ran, and at which prices, is then what did at that instant. */
  suspends: boolean;
  /** What the rest of a term that was paid ahead costs: stays in the escrow, whatever else is owed. Null when nothing was paid ahead. */
  prepaid: NanoTokens | null;
  /** What the tenant's other leases cost an hour: what the wallet fills escrows with is shared by price. */
  othersNanoTokensPerHour: NanoTokens;
  upTo: Millis;
  cut: (from: Millis, to: Millis) => Interval[];
  holdMillis: Millis;
}

export interface StreamPosition {
  streamId: string;
  settledTo: Millis;
  charged: NanoTokens;
}

export interface SettlementPlan {
  streamCharges: StreamCharge[];
  usageCharges: UsageCharge[];
  takenBack: readonly TakenBack[];
  positions: StreamPosition[];
  /** The funds for time end here: the lease is suspended, or closes. */
  closeAt: Millis | undefined;
  /** From the wallet into the escrow, before anything is paid. */
  topUp: NanoTokens;
  /** Everything is charged: what the escrow holds afterwards goes back to the wallet. */
  final: boolean;
  escrowAfter: NanoTokens;
  walletAfter: NanoTokens;
  nanoTokensPerHour: NanoTokens;
}

/**
 * Settles one lease on paper. Pure: the same input, the same plan.
 *
 * Time comes first: charged up to `upTo`, or to the very millisecond at which escrow and wallet end, but for what is kept; an open
 * lease is suspended or closes there, and of a lease that was already closing the unpaid time is waived. Usage is paid from what is left, and what
 * is not covered is waived. So no account ever goes below zero.
 */
export function planSettlement(input: SettlementInput): SettlementPlan {
  const { streams, cut, bps } = input;
  const returned = input.takeBack.reduce((sum, { amount }) => sum - amount, 0n);
  const funds = input.escrow + input.wallet + returned;
  const fundedTo = fundedUntil(streams, funds, input.upTo, input.kept.fromTime, input.kept.fromTimeBefore);
  const closeAt = input.open && fundedTo < input.upTo ? closingInstant(streams, Math.max(fundedTo, input.doneTo ?? 0), input.upTo) : undefined;

  const streamCharges: StreamCharge[] = [];
  const positions: StreamPosition[] = [];
  let spent = 0n;
  for (const stream of streams) {
    const paidTo = positionAt(stream, fundedTo);
    // A stream still open ends with the lease, at closeAt; one that ended before keeps its end, and the rest is waived. What ended after a suspension did not: see `suspendLease`.
    const endsThen = closeAt !== undefined && (stream.endsAt === null || (input.suspends && stream.endsAt > closeAt));
    const settledTo = endsThen ? paidTo : Math.max(paidTo, positionAt(stream, input.upTo));
    const charged = owedAt(stream, settledTo);
    streamCharges.push(...chargesTo(stream, paidTo, cut, bps), ...waivedFrom(stream, paidTo, settledTo, cut));
    spent += owedAt(stream, paidTo) - stream.charged;
    // A stream that was charged to its end without a moment in it still gets its position: it is done with.
    positions.push({ streamId: stream.streamId, settledTo, charged });
  }
  // What it stands still on is what was kept at that instant.
  const then = closeAt === undefined ? undefined : input.kept.fromTimeBefore?.find(({ until }) => until > closeAt)?.amount;
  const kept = then === undefined ? input.kept : { fromTime: then, fromUsage: then };
  const unkept = input.escrow + input.wallet + returned - spent - kept.fromUsage - (input.prepaid ?? 0n);
  const usageCharges = chargesOfUsage(input.usage, unkept, cut, bps);
  spent += usageCharges.reduce((sum, charge) => sum + charge.amount, 0n) - returned;

  const running = input.open && closeAt === undefined;
  const nanoTokensPerHour = running && input.prepaid === null ? hourlyRate(streams) : 0n;
  const topUp = topUpOf({ ...input, kept }, spent, running ? nanoTokensPerHour : 0n);
  return {
    streamCharges, usageCharges, takenBack: input.takeBack, positions, closeAt, topUp, nanoTokensPerHour,
    final: input.ended && streams.every((stream, index) => isResolved(stream, positions[index]!.settledTo)),
    escrowAfter: input.escrow + topUp - spent,
    walletAfter: input.wallet - topUp,
  };
}

/** What a settlement charges in all; negative when what it takes back is more. */
export function chargedBy({ streamCharges, usageCharges, takenBack }: Pick<SettlementPlan, 'streamCharges' | 'usageCharges' | 'takenBack'>): NanoTokens {
  return [...streamCharges, ...usageCharges, ...takenBack].reduce((sum, { amount }) => sum + amount, 0n);
}

/**
 * Where funds end, at the earliest `from`; not before what is charged already, also of what has ended since, which a host that was silent for a while can lag behind, and not while nothing runs:
 * a reserve that grew meanwhile is in nobody's way. Undefined when nothing does any more.
 */
function closingInstant(streams: readonly StreamAccount[], from: Millis, upTo: Millis): Millis | undefined {
  const charged = streams.filter((stream) => stream.settledTo > stream.startsAt);
  const at = Math.max(from, ...charged.map((stream) => Math.min(stream.settledTo, stream.endsAt ?? Infinity)));
  if (streams.some((stream) => runsAt(stream, at))) return at;
  const next = Math.min(...streams.filter((stream) => stream.startsAt > at && stream.endsAt !== stream.startsAt).map((stream) => stream.startsAt));
  return next < upTo ? next : undefined;
}

/**
 * What the escrow lacks: all that is spent now; and when less than half of the runway would remain in it, the whole
 * runway, as far as this lease's share of the wallet goes, so that leases that run out do so together.
 */
function topUpOf(input: SettlementInput, spent: NanoTokens, nanoTokensPerHour: NanoTokens): NanoTokens {
  const runway = Math.max(0, Math.min(input.holdMillis, (input.leaseEndsAt ?? Infinity) - input.upTo));
  const wanted = mulDivFloor(nanoTokensPerHour, BigInt(runway), BigInt(MILLIS_PER_HOUR));
  const after = input.escrow - input.kept.fromTime - (input.prepaid ?? 0n) - spent;
  // What is kept is filled up as far as the wallet goes.
  const needed = after >= 0n ? 0n : -after < input.wallet ? -after : input.wallet;
  if (input.prepaid !== null) return needed;
  const kept = after + needed;
  // Below zero where the wallet could not fill what is kept: then there is nothing to share.
  if (kept < 0n || kept * 2n >= wanted) return needed;
  const share = mulDivFloor(input.wallet - needed, nanoTokensPerHour, nanoTokensPerHour + input.othersNanoTokensPerHour);
  return needed + (wanted - kept < share ? wanted - kept : share);
}
