import { type Reader, rowsOf, sql } from '#libs/database';
import { type ClaimId, type ClusterId, type LeaseId, type Millis } from '#libs/kernel';
import { type ClosedReason, isOpen, type LeaseState, type ReplicaReadiness } from '#libs/lease';
import { type ChallengeRules } from '#libs/rules';
import { ClusterUnreachable, type Driver, type DriverRegistry, isDiskRoundRight, isGpuRoundRight, isRoundRight, mostGpuLines, mostLines, readAnswer, readGpuAnswer, readRounds, ReplicaUnreachable } from '#libs/runtime';
import { type OfferedUnits } from '#libs/stake';
import { answerHash, checkedRounds } from '#libs/verify';

import { type Challenge, secretOf, type WrittenChallenge } from './challenge.store.js';
import { type CheckedRound, type Seen } from './judge.js';
import { allowedDiskMillis, allowedGpuMillis, allowedMillis } from './sizes.js';

/** Reading an answer takes no longer. */
const READ_WITHIN_MILLIS = 10_000;

/** Where a challenge's lease stands. */
export interface Standing {
  state: LeaseState;
  closed_reason: ClosedReason | null;
  reclaimed: boolean;
  activated_at: bigint | null;
  readiness: ReplicaReadiness[];
  claim_id: ClaimId | null;
  cluster_id: ClusterId | null;
  driver: string | null;
  there: boolean;
}

/** Looks at a challenge that runs as any tenant could at its lease: what its replica says, and what it wrote. Does a little of its work again once all of it is there. */
export async function lookAt(reader: Reader, drivers: DriverRegistry, challenge: WrittenChallenge, rules: ChallengeRules): Promise<Seen> {
  const standing = await standingOf(reader, challenge);
  const known = seenIn(standing, challenge);
  const { readyAt } = known;
  const seen: Seen = { ...known, deadlineAt: readyAt === null ? null : readyAt + allowedFor(challenge, rules) };
  if (readyAt === null || seen.ends !== null || !seen.isThere || !standing?.claim_id) return seen;
  const cluster = { id: standing.cluster_id!, driver: standing.driver! };
  const driver = drivers.find(cluster);
  return driver ? { ...seen, ...(await answerFrom(driver, cluster, { leaseId: challenge.leaseId, claimId: standing.claim_id }, challenge, await secretOf(reader, challenge))) } : seen;
}

/** How long after it is ready the answer is to be there. */
export function allowedFor(challenge: WrittenChallenge, rules: ChallengeRules): Millis {
  if (challenge.kind === 'disk') return allowedDiskMillis(challenge.work, rules.disk);
  if (challenge.kind === 'compute') return allowedMillis(challenge.work, rules);
  const [{ variant: model, units }] = challenge.units as readonly [OfferedUnits];
  return allowedGpuMillis({ model, milli: Number(units), gpus: challenge.work.gpus }, rules.gpu);
}

/** What can be seen of a challenge without asking it. */
export function seenIn(standing: Standing | undefined, { begunAt }: Pick<Challenge, 'begunAt'>): Omit<Seen, 'deadlineAt'> {
  const known = standing?.readiness.find(({ replica }) => replica === 0);
  return {
    begunAt, readyAt: standing?.activated_at == null ? null : Number(standing.activated_at), ends: endOf(standing), isThere: standing?.there ?? false,
    trouble: known?.ready === false ? (known.reason ?? null) : null, answer: 'unread',
  };
}

function endOf(standing: Standing | undefined): Seen['ends'] {
  if (!standing) return 'gone';
  if (standing.reclaimed) return 'capacity_reclaimed';
  return isOpen(standing.state) ? null : (standing.closed_reason ?? 'gone');
}

export async function standingOf(reader: Reader, { leaseId, hostId }: Pick<Challenge, 'leaseId' | 'hostId'>): Promise<Standing | undefined> {
  const [row] = await rowsOf<Standing>(reader, sql`
    select l.state, l.closed_reason, l.reclaim is not null as reclaimed, l.activated_at, l.readiness, c.id as claim_id, c.cluster_id, k.driver,
      c.id is not null and h.lost_at is null and h.state <> 'draining' as there
    from leases l left join claims c on c.lease_id = l.id and c.host_id = ${hostId} and c.state = 'held' and c.part = 'serving'
      left join hosts h on h.id = c.host_id left join clusters k on k.id = c.cluster_id where l.id = ${leaseId}`);
  return row;
}

type Answered = Pick<Seen, 'answer' | 'checked'>;

async function answerFrom(driver: Driver, cluster: Parameters<Driver['logs']>[0], replica: { leaseId: LeaseId; claimId: ClaimId }, challenge: WrittenChallenge, secret: string): Promise<Answered> {
  const most = mostLinesOf(challenge);
  const lines: string[] = [];
  try {
    const signal = AbortSignal.timeout(READ_WITHIN_MILLIS);
    for await (const { text } of driver.logs(cluster, replica, { tailLines: most, follow: false }, signal)) {
      lines.push(text);
      if (lines.length > most) break; // a cluster may say more than it was asked for
    }
    if (signal.aborted) return { answer: 'unread' };
  } catch (error) {
    if (error instanceof ClusterUnreachable || error instanceof ReplicaUnreachable) return { answer: 'unread' };
    throw error;
  }
  const answer = answerIn(lines, challenge);
  return answer ? check(answer, challenge, secret) : { answer: 'partial' };
}

function mostLinesOf(challenge: WrittenChallenge): number {
  if (challenge.kind === 'disk') return challenge.work.rounds;
  return challenge.kind === 'gpu' ? mostGpuLines(challenge.work) : mostLines(challenge.work);
}

/** An answer that is all there. */
interface WholeAnswer {
  /** By lane and round. */
  digests: readonly (readonly string[])[];
  isRight: (lane: number, round: number) => boolean | Promise<boolean>;
}

function answerIn(lines: readonly string[], challenge: WrittenChallenge): WholeAnswer | undefined {
  if (challenge.kind === 'disk') {
    const { work } = challenge;
    const answer = readRounds(lines, work);
    return answer && { digests: [answer], isRight: (_, round) => isDiskRoundRight(work.function, work, answer, round) };
  }
  if (challenge.kind === 'gpu') {
    const { work } = challenge;
    const answer = readGpuAnswer(work.function, lines, work);
    return answer && { digests: [answer.map(({ root }) => root)], isRight: (_, round) => isGpuRoundRight(work.function, work, answer, round) };
  }
  const { work } = challenge;
  const answer = readAnswer(lines, work);
  return answer && { digests: answer, isRight: (lane, round) => isRoundRight(work.function, work, answer, lane, round) };
}

/** Does those rounds again that the secret and all of the answer name, up to the first that is wrong. */
async function check({ digests, isRight }: WholeAnswer, { kind, work: { seed, rounds: count } }: WrittenChallenge, secret: string): Promise<Answered> {
  const hash = answerHash(digests.flat());
  const rounds: CheckedRound[] = [];
  for (const { lane, round } of checkedRounds(secret, hash, { lanes: digests.length, rounds: count })) {
    const given = kind === 'gpu' ? {} : { from: round === 0 ? seed : digests[lane]![round - 1]!, gave: digests[lane]![round]! };
    rounds.push({ lane, round, ...given, isRight: await isRight(lane, round) });
    if (!rounds.at(-1)!.isRight) break;
  }
  return { answer: rounds.at(-1)!.isRight ? 'right' : 'wrong', checked: { hash, rounds } };
}
