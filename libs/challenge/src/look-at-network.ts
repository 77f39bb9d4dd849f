import { type Database } from '#libs/database';
import { allowedForStream } from '#libs/economics';
import { type Millis, MILLIS_PER_MINUTE } from '#libs/kernel';
import { type NetworkRules } from '#libs/rules';
import { askReplica, ClusterUnreachable, type Driver, type DriverRegistry, MIB, readSimulatedStream, receiveStream, type Received, simulatedStreamPath, STREAM_PORT, streamKey } from '#libs/runtime';

import { type NetworkChallenge, type VerdictTimes } from './challenge.store.js';
import { type Seen } from './judge.js';
import { seenIn, type Standing, standingOf } from './look-at.js';
import { transferAt, transferEnd } from './network.js';
import { beginTransfer, endForgotten, endTransfer, type Transfer, transfersOf, wasAsFast } from './network.store.js';

/** None takes so long: who began one that is open since then is gone. */
const GIVEN_UP_MILLIS: Millis = 3 * MILLIS_PER_MINUTE;
const ASK_WITHIN_MILLIS = 10_000;

export interface KnownOfNetwork {
  seen: Omit<Seen, 'deadlineAt'>;
  transfers: Transfer[];
  /** Whether another host was as fast, where it matters. */
  isWitnessed: boolean;
  /** Of the last that says anything. */
  times: VerdictTimes;
  standing: Standing | undefined;
}

/** What is known of a challenge of a network before anything more is done for it. */
export async function lookAtNetwork(database: Database, challenge: NetworkChallenge, rules: NetworkRules, now: Millis): Promise<KnownOfNetwork> {
  const { work, hostId } = challenge;
  const standing = await standingOf(database, challenge);
  const [seen, transfers] = [seenIn(standing, challenge), await transfersOf(database, challenge.id)];
  const slow = transfers.find(({ outcome }) => outcome === 'slow');
  const withinMillis = allowedForStream(work, rules);
  const isWitnessed = rules.witnessMillis === 0
    || (slow !== undefined && transfers.length >= rules.transfers && (await wasAsFast(database, { hostId, kind: work.function, bytes: work.mib * MIB, withinMillis }, Math.min(slow.begunAt, now) - rules.witnessMillis)));
  const last = transfers.findLast(({ outcome }) => outcome !== 'open' && outcome !== 'void');
  const answeredAt = last && last.outcome !== 'slow' ? last.begunAt + (last.millis ?? 0) : null;
  return { seen, transfers, isWitnessed, times: { readyAt: seen.readyAt, deadlineAt: last ? last.begunAt + withinMillis : null, answeredAt }, standing };
}

/** Asks for the next stream when it is time, and finds how it came. One is asked for at a time, of whichever challenge, and recorded before: whoever else looks lets it be. @returns whether one was. */
export async function goOnWithNetwork(database: Database, drivers: DriverRegistry, challenge: NetworkChallenge, { seen, transfers, standing }: KnownOfNetwork, rules: NetworkRules, now: Millis): Promise<boolean> {
  const { id: challengeId, work } = challenge;
  const number = transfers.length;
  if (seen.readyAt === null || !standing || number >= rules.transfers || now < transferAt(work, number, rules, seen.readyAt)) return false;
  await database.transaction((tx) => endForgotten(tx, now - GIVEN_UP_MILLIS));
  if (!(await database.transaction((tx) => beginTransfer(tx, { challengeId, number }, now)))) return false;
  const allowed = allowedForStream(work, rules);
  const received = await receiveFrom(drivers, challenge, standing, streamKey(work, number), allowed);
  return database.transaction((tx) => endTransfer(tx, challengeId, number, transferEnd(received, work, allowed)));
}

/** What came of a stream, or why nothing did. */
async function receiveFrom(drivers: DriverRegistry, { leaseId, work }: NetworkChallenge, standing: Standing, key: string, withinMillis: Millis): Promise<Received | 'unread' | undefined> {
  const cluster = { id: standing.cluster_id!, driver: standing.driver! };
  const driver = standing.claim_id ? drivers.find(cluster) : undefined;
  if (!driver) return 'unread';
  const replica = { leaseId, claimId: standing.claim_id! };
  try {
    if (work.function === 'simulated') return await simulatedFrom(driver, cluster, replica, { work, key, withinMillis });
    return await receiveStream(driver, cluster, replica, STREAM_PORT, { key, mib: work.mib, withinMillis });
  } catch (error) {
    if (error instanceof ClusterUnreachable) return 'unread';
    throw error;
  }
}

/** What would have come, as a simulated replica says. */
async function simulatedFrom(driver: Driver, cluster: Parameters<Driver['connect']>[0], replica: Parameters<Driver['connect']>[1], { work, key, withinMillis }: Pick<NetworkChallenge, 'work'> & { key: string; withinMillis: Millis }): Promise<Received | undefined> {
  const answer = await askReplica(driver, cluster, replica, { port: STREAM_PORT, method: 'GET', path: simulatedStreamPath(key, work) }, AbortSignal.timeout(ASK_WITHIN_MILLIS));
  const told = answer?.status === 200 ? readSimulatedStream(answer.body, key) : undefined;
  if (!told) return undefined;
  const [all, { millis, isRight }] = [work.mib * MIB, told];
  if (!isRight) return { how: 'wrong', bytes: all, millis: Math.min(millis, withinMillis), busyPercent: 0 };
  return millis <= withinMillis ? { how: 'arrived', bytes: all, millis, busyPercent: 0 } : { how: 'late', bytes: Math.max(1, Math.floor((all * withinMillis) / millis)), millis: withinMillis, busyPercent: 0 };
}
