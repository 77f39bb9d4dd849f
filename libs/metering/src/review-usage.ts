import { type Transaction } from '#libs/database';
import { type Millis } from '#libs/kernel';

import { agreeOn, type HeldUsage, holdUsage, lockHeldUsage, sidePaid } from './held-usage.js';
import { comparedPlaces, placeKey, reachedPlaces, type UsagePlace, waitUntil } from './usage-places.js';
import { COMPARED_AFTER_MILLIS, differ, type Side, WINDOW_MILLIS } from './two-sources.js';
import { type UnchargedUsage, unchargedUsage } from './uncharged-usage.js';

/** A window of a claim's meter that more than one source counted, and which of them is paid; null when none is. */
export interface ContestedUsage extends UsagePlace {
  paid: Side | null;
}

/** What is to be done with usage that billing has not dealt with. */
export interface UsageReview {
  /** Only this is charged. */
  charge: UnchargedUsage[];
  /** This is done with, once that is charged, and what was charged of `contested` before is taken back where it is not paid. */
  dealtWith: UnchargedUsage[];
  contested: ContestedUsage[];
}

type Verdict = { is: 'waiting'; until: Millis } | { is: 'paid'; side: Side } | { is: 'held' } | { is: 'waived' };

/**
 * Looks at the uncharged usage of leases, at most 5,000 samples. What one source counted is charged at once. Where there are several, one waits until they have
 * told: when they agree within the pool's tolerance, the first of them counts; when they do not, none is charged until somebody has decided. So it comes to the
 * same in whatever order samples come: what was charged before others told is in `contested`, also where they tell by a sample that ended in a later window.
 */
export async function reviewUsage(tx: Transaction, leaseIds: readonly string[], now: Millis): Promise<UsageReview> {
  const usage = await unchargedUsage(tx, leaseIds, now);
  const reached = await reachedPlaces(tx, usage);
  const compared = await comparedPlaces(tx, [...usage, ...[...reached.values()].flat()]);
  if (compared.size === 0) return { charge: usage, dealtWith: usage, contested: [] };
  const held = await lockHeldUsage(tx, [...compared.values()]);
  const review: UsageReview = { charge: [], dealtWith: [], contested: [] };
  const verdicts = new Map<string, Verdict>();
  for (const [key, place] of compared) {
    const known = held.get(key);
    const verdict = judge(place.sides, place.toleranceBps, place.startsAt, known, now);
    verdicts.set(key, verdict);
    if (verdict.is === 'waiting') await waitUntil(tx, place, verdict.until);
    else review.contested.push({ ...place, paid: verdict.is === 'paid' ? verdict.side : null });
    if (verdict.is === 'held') await holdUsage(tx, place, known, now);
    if (verdict.is === 'paid' && known?.state === 'open') await agreeOn(tx, known, verdict.side, now);
  }
  for (const record of usage) {
    const own = placeKey(record);
    const verdict = verdicts.get(own);
    if (verdict?.is === 'waiting') continue;
    const until = Math.max(0, ...(reached.get(own) ?? []).map((place) => untilOf(verdicts.get(placeKey(place)))));
    if (until > 0) {
      // It is what tells of that window: it is not done with before the window is.
      await waitUntil(tx, { ...record, startsAt: record.window }, until);
      continue;
    }
    review.dealtWith.push(record);
    if (!verdict || (verdict.is === 'paid' && isOf(verdict.side, record))) review.charge.push(record);
  }
  return review;
}

function untilOf(verdict: Verdict | undefined): Millis {
  return verdict?.is === 'waiting' ? verdict.until : 0;
}

/** Pure. What is decided stays decided; what agreed may come to differ, and what differed to agree. */
function judge(sides: readonly Side[], toleranceBps: number, startsAt: Millis, held: HeldUsage | undefined, now: Millis): Verdict {
  if (held?.state === 'waived') return { is: 'waived' };
  if (held?.state === 'charged') return { is: 'paid', side: sidePaid(held) };
  const until = startsAt + WINDOW_MILLIS + COMPARED_AFTER_MILLIS;
  if (now < until) return { is: 'waiting', until };
  return differ(sides, toleranceBps) ? { is: 'held' } : { is: 'paid', side: sides[0]! };
}

/** Whether a record is part of an account. */
export function isOf(side: Pick<Side, 'reporterId' | 'sources'>, record: { reporterId: string; party: string }): boolean {
  return side.reporterId === record.reporterId && side.sources.includes(record.party);
}
