import { type Millis, MILLIS_PER_HOUR } from '#libs/kernel';

import { mulDivCeil, mulDivFloor } from '../mul-div.js';
import { BPS } from '../scale.js';
import { bearable } from '../share-pool/move-shares.js';
import type { SharePool } from '../share-pool/shares.js';

/** Stay when all else is paid, so that a share has a price. */
const LAST_UNITS = 2n;

/** All that may be covered by so much capital, without what those who are leaving back; rounded down. */
export function coverCapacity(gearingBps: bigint, { assets, leaving }: { assets: bigint; leaving: bigint }): bigint {
  const backed = assets - leaving - LAST_UNITS;
  return backed > 0n ? mulDivFloor(backed, gearingBps, BPS) : 0n;
}

/** What a month's service level gives back: how much, for how much time down. */
export interface CreditForTime {
  amount: bigint;
  downMillis: bigint;
}

/** What outages cost by a cover's terms beyond the service credit: what is paid for rounds down, what is credited already up. */
export function lossBeyondCredit(perHour: bigint, downMillis: bigint, credit: CreditForTime | undefined): { loss: bigint; credited: bigint; beyond: bigint } {
  const loss = mulDivFloor(perHour, downMillis, BigInt(MILLIS_PER_HOUR));
  const credited = credit && credit.downMillis > 0n ? mulDivCeil(credit.amount, downMillis, credit.downMillis) : 0n;
  return { loss, credited, beyond: loss > credited ? loss - credited : 0n };
}

/** What of a loss is paid: no more than the cover has left, nor than its pool has but for its last unit. */
export function coverPayment(beyond: bigint, left: bigint, pool: SharePool): bigint {
  const asked = beyond < left ? beyond : left;
  const most = bearable(pool);
  return asked < most ? asked : most;
}

/** A time in which a replica was down; or several of one replica, told together. */
export interface DownTime {
  startsAt: Millis;
  endsAt: Millis;
  /** Of several, from the first one's start to the last one's end: how long they were in all. */
  downMillis?: bigint;
}

/** Replica-time: of each replica its own. */
export function downMillisOf(outages: readonly DownTime[]): bigint {
  return outages.reduce((sum, { startsAt, endsAt, downMillis }) => sum + (downMillis ?? BigInt(endsAt - startsAt)), 0n);
}
