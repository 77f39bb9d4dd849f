import { randomBytes } from 'node:crypto';

import { LEAF_BYTES, prove } from '#libs/economics';
import { type Database } from '#libs/database';
import { type Millis } from '#libs/kernel';
import { type PossessionRules } from '#libs/rules';
import { askReplica, ClusterUnreachable, DATA_PORT, dataFrom, type Driver, type DriverRegistry, questionPath, readProofs, type ReplicaRequest, simulatedKeepPath } from '#libs/runtime';

import { type PossessionChallenge } from './challenge.store.js';
import { type Standing, standingOf, seenIn } from './look-at.js';
import { areProofsRight, closingOf, firstPeriod, leavesAsked, periodAfter, provingOf, provingRule } from './possession.js';
import { closePeriod, insertPeriod, type Keeping, keepingOf, type Period, recordSeed, recordStored, recordTried, type Tried } from './possession.store.js';
import { type Seen } from './judge.js';

/** Leaves that are brought there in one request: a MiB. */
const CHUNK_LEAVES = 256;
/** A request takes no longer. */
const ASK_WITHIN_MILLIS = 10_000;
/** No time to bring more is left after this, in one look. */
const BRING_WITHIN_MILLIS = 5_000;
/** Why a replica is not ready that is not its host's doing. */
const notItsDoing: ReadonlySet<string> = new Set(['image_not_found', 'host_lost', 'contact_lost']);

/** Reaches what keeps the data. */
type Ask = (asked: Omit<ReplicaRequest, 'port'>) => Promise<{ status: number; body: string } | Tried>;

/** What is known of a challenge of possession before anything more is done for it. */
export async function lookAtPossession(database: Database, challenge: PossessionChallenge): Promise<{ seen: Seen; keeping: Keeping; standing: Standing | undefined }> {
  const standing = await standingOf(database, challenge);
  return { seen: { ...seenIn(standing, challenge), deadlineAt: null }, keeping: await keepingOf(database, challenge.id), standing };
}

/** Does what is next for a challenge of possession that is not over: brings its data, begins or ends a period, or asks. @returns whether there was anything to do. */
export async function goOnWith(database: Database, drivers: DriverRegistry, challenge: PossessionChallenge, { seen, keeping, standing }: Awaited<ReturnType<typeof lookAtPossession>>, rules: PossessionRules, now: Millis): Promise<boolean> {
  if (seen.readyAt === null || !standing) return false;
  const ask = askerOf(drivers, standing, challenge);
  const { work } = challenge;
  if (keeping.leaves < work.leaves) return bringData(database, ask, challenge, keeping.leaves, now);
  const last = keeping.periods.at(-1);
  if (!last) {
    await database.transaction((tx) => insertPeriod(tx, challenge.id, firstPeriod(keeping.secret, rules, now)));
    return true;
  }
  if (now > last.deadlineAt) {
    // One that ends may be the last.
    if (last.outcome === 'open') return database.transaction((tx) => closePeriod(tx, challenge.id, last.number, closingOf(last, rules)));
    await database.transaction((tx) => insertPeriod(tx, challenge.id, periodAfter(keeping.secret, last, rules, now)));
    return true;
  }
  return last.outcome === 'open' && now >= last.asksAt && askLeaves(database, ask, challenge, last, rules, now);
}

function askerOf(drivers: DriverRegistry, standing: Standing, { leaseId }: PossessionChallenge): Ask {
  const known = standing.readiness.find(({ replica }) => replica === 0);
  const cluster = { id: standing.cluster_id!, driver: standing.driver! };
  const driver = standing.claim_id ? drivers.find(cluster) : undefined;
  if (!driver || known === undefined) return () => Promise.resolve('unread');
  if (!known.ready) return () => Promise.resolve(notItsDoing.has(known.reason ?? '') ? 'unread' : 'silent');
  return (asked) => askWith(driver, cluster, { leaseId, claimId: standing.claim_id! }, asked);
}

async function askWith(driver: Driver, cluster: Parameters<Driver['connect']>[0], replica: Parameters<Driver['connect']>[1], asked: Omit<ReplicaRequest, 'port'>): Promise<{ status: number; body: string } | Tried> {
  try {
    return (await askReplica(driver, cluster, replica, { ...asked, port: DATA_PORT }, AbortSignal.timeout(ASK_WITHIN_MILLIS))) ?? 'silent';
  } catch (error) {
    if (error instanceof ClusterUnreachable) return 'unread';
    throw error;
  }
}

/** Brings more of the data to its volume, as far as one look goes. */
async function bringData(database: Database, ask: Ask, { id, work }: PossessionChallenge, stored: number, now: Millis): Promise<boolean> {
  const until = AbortSignal.timeout(BRING_WITHIN_MILLIS);
  let [leaves, noRoom] = [stored, false];
  while (leaves < work.leaves && !noRoom && !until.aborted) {
    const count = work.function === 'simulated' ? work.leaves : Math.min(CHUNK_LEAVES, work.leaves - leaves);
    const answer = await ask(work.function === 'simulated' ? { method: 'PUT', path: simulatedKeepPath(work) } : { method: 'PUT', path: `/${leaves * LEAF_BYTES}`, body: dataFrom(work, leaves, count) });
    if (typeof answer !== 'object' || (answer.status !== 204 && answer.status !== 507)) break;
    noRoom = answer.status === 507;
    leaves += noRoom ? 0 : count;
  }
  if (leaves === stored && !noRoom) return false;
  await database.transaction((tx) => recordStored(tx, id, { leaves, noRoom }, now));
  return true;
}

/** Asks for leaves that nobody could name before: what names them is drawn and recorded first, and stays when it has to be asked again. */
async function askLeaves(database: Database, ask: Ask, { id, work }: PossessionChallenge, period: Period, rules: PossessionRules, now: Millis): Promise<boolean> {
  const { number } = period;
  const seed = await database.transaction((tx) => recordSeed(tx, id, number, randomBytes(32).toString('hex'), now));
  if (seed === undefined) return false;
  const asked = leavesAsked(seed, number, work, rules.leaves);
  const answer = await ask({ method: 'GET', path: questionPath(seed, asked) });
  const proofs = typeof answer === 'object' && answer.status === 200 ? readProofs(answer.body, asked.length) : undefined;
  if (!proofs) {
    await database.transaction((tx) => recordTried(tx, id, number, answer === 'unread' ? 'unread' : 'silent', now));
    return false;
  }
  const isRight = areProofsRight(work, seed, asked, proofs);
  if (isRight) prove(provingRule(rules), provingOf(period), proofs.length, BigInt(now));
  const closed = isRight ? { outcome: 'proven' as const, reason: 'it has what was asked for' } : { outcome: 'missed' as const, reason: 'it has not what was asked for' };
  return database.transaction((tx) => closePeriod(tx, id, number, { ...closed, proofs, answeredAt: now }));
}
