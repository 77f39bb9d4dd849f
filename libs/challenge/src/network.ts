import { type Millis, MILLIS_PER_MINUTE } from '#libs/kernel';
import { type NetworkRules } from '#libs/rules';
import { MIB, type NetworkWork, type Received } from '#libs/runtime';
import { askedAfter, MOST_BUSY_PERCENT } from '#libs/verify';

import { type ChallengeVerdict, type Seen, START_MILLIS } from './judge.js';
import { type Transfer, type TransferEnd } from './network.store.js';

/** So long after the last should have been asked for, nobody asks any more. */
const ASK_WITHIN_MILLIS: Millis = 10 * MILLIS_PER_MINUTE;

/** When a stream is asked for, at the earliest: some time within its part of the challenge, by the seed. */
export function transferAt({ seed }: Pick<NetworkWork, 'seed'>, number: number, { everyMillis }: Pick<NetworkRules, 'everyMillis'>, readyAt: Millis): Millis {
  return readyAt + number * everyMillis + askedAfter(seed, number, everyMillis);
}

/** What is found of a stream; `unread`: its cluster could not be reached. Slow is one that was still coming when its time was over, while the platform waited for it and for nothing else. */
export function transferEnd(received: Received | 'unread' | undefined, { mib }: Pick<NetworkWork, 'mib'>, allowed: Millis): TransferEnd {
  if (received === 'unread') return { outcome: 'void', reason: 'its cluster could not be reached' };
  if (!received) return { outcome: 'void', reason: 'it did not answer' };
  const { how, ...measured } = received;
  if (how === 'wrong') return { outcome: 'wrong', reason: 'it is not what was asked for', measured };
  if (how === 'broken') return { outcome: 'void', reason: 'it ended before all of it was there', measured };
  if (how === 'arrived' && measured.bytes === mib * MIB && measured.millis <= allowed) return { outcome: 'fast', reason: 'all of it was there in time', measured };
  return measured.busyPercent > MOST_BUSY_PERCENT ? { outcome: 'void', reason: 'the platform was busy itself', measured } : { outcome: 'slow', reason: 'it was not all there in time', measured };
}

/**
 * How a challenge of a network ends, if it does now. One stream that comes in time is enough, since what kept others may have been anybody's; failed is one that sent something else, or was too slow in more than half
 * of all, and fast in none, while another host was as fast, so that it was not the platform's own way.
 */
export function judgeNetwork(seen: Pick<Seen, 'begunAt' | 'readyAt' | 'ends' | 'isThere' | 'trouble'>, transfers: readonly Pick<Transfer, 'outcome'>[], isWitnessed: boolean, rules: Pick<NetworkRules, 'transfers' | 'everyMillis'>, now: Millis): ChallengeVerdict | undefined {
  const { begunAt, readyAt, ends, isThere, trouble } = seen;
  const [wrong, fast, slow, open] = (['wrong', 'fast', 'slow', 'open'] as const).map((outcome) => transfers.filter((transfer) => transfer.outcome === outcome).length) as [number, number, number, number];
  const isVoid = (reason: string): ChallengeVerdict => ({ outcome: 'void', reason });
  if (wrong > 0) return { outcome: 'failed', reason: 'what it sent is not what it was asked for' };
  if (fast > 0) return { outcome: 'passed', reason: 'what it sent was there in time' };
  if (ends !== null) return isVoid(`its lease ended before it was over: ${ends}`);
  if (!isThere) return isVoid('its host was lost, or was to be empty, before it was over');
  if (readyAt === null) return now > begunAt + START_MILLIS ? isVoid(`it was not started in time${trouble === null ? '' : `: ${trouble}`}`) : undefined;
  const over = transfers.length - open;
  if (over < rules.transfers) return now > readyAt + rules.transfers * rules.everyMillis + ASK_WITHIN_MILLIS ? isVoid('it was not asked in time') : undefined;
  if (2 * slow <= over) return isVoid('too often it could not be asked, or was no fault of its own');
  return isWitnessed ? { outcome: 'failed', reason: `in ${slow} of ${over} times it sent more slowly than promised` } : isVoid('no other host was as fast: it may have been the platform');
}
