import { type Reader, rowsOf, sql, sqlEmpty, type Transaction } from '#libs/database';
import { type LeaseId, type Millis, type ResourceClass } from '#libs/kernel';
import { type DataFunction, type DiskFunction, type DiskWork, type GpuFunction, type GpuWork, type MemoryWork, type NetworkFunction, type NetworkWork, type StoredData, type WorkFunction } from '#libs/runtime';
import { type OfferedUnits } from '#libs/stake';

import { type ChallengeOutcome, type ChallengeVerdict, type CheckedAnswer } from './judge.js';
import { type TransferView, transferViews } from './network.store.js';
import { periodViews, type PeriodView } from './possession.store.js';
import { type Size } from './sizes.js';

/** A drawn challenge, by what it is known by. */
export interface DueDraw {
  poolId: string;
  /** The hour's start. */
  hour: Millis;
  number: number;
}

interface Begun extends DueDraw {
  id: string;
  operatorId: string;
  hostId: string;
  leaseId: LeaseId;
  /** How many hosts it was drawn from. */
  candidates: number;
  /** What is in question. */
  units: readonly OfferedUnits[];
  rulesVersion: number;
  begunAt: Millis;
}

/** What is asked of a host, by the kind of challenge. */
export type Asked =
  | { kind: 'compute'; work: MemoryWork & { function: WorkFunction } }
  | { kind: 'possession'; work: StoredData & { function: DataFunction } }
  | { kind: 'disk'; work: DiskWork & { function: DiskFunction } }
  | { kind: 'network'; work: NetworkWork & { function: NetworkFunction } }
  | { kind: 'gpu'; work: GpuWork & { function: GpuFunction } };
export type ChallengeKind = Asked['kind'];
export type Challenge = Begun & Asked;
/** One whose answer is read as tenants read logs. */
export type WrittenChallenge = Begun & Exclude<Asked, { kind: 'possession' | 'network' }>;
export type PossessionChallenge = Begun & Extract<Asked, { kind: 'possession' }>;
export type GpuChallenge = Begun & Extract<Asked, { kind: 'gpu' }>;
export type NetworkChallenge = Begun & Extract<Asked, { kind: 'network' }>;

interface StoredUnits {
  resourceClass: ResourceClass;
  variant: string;
  units: string;
}

interface ChallengeRow {
  id: string;
  pool_id: string;
  hour: bigint;
  number: number;
  kind: ChallengeKind;
  operator_id: string;
  host_id: string;
  lease_id: LeaseId;
  candidates: number;
  units: StoredUnits[];
  work: Challenge['work'];
  rules_version: number;
  begun_at: bigint;
}

const columns = sql`c.id, c.pool_id, c.hour, c.number, c.kind, c.operator_id, c.host_id, c.lease_id, c.candidates, c.units, c.work, c.rules_version, c.begun_at`;

/** Which of the hosts that were idle, and of the sizes that fit there, the secret named: kept to be told with the verdict. */
export interface Drawn {
  /** Of the tree (RFC 6962) of those hosts' ids, in order. In hexadecimal digits. */
  hostsRoot: string;
  /** From the host's id to the root, base 64. */
  hostPath: string;
  sizes: readonly Size[];
}

export async function insertChallenge(tx: Transaction, challenge: Challenge & { drawn: Drawn }): Promise<void> {
  const { id, poolId, hour, number, kind, operatorId, hostId, leaseId, candidates, drawn, units, work, rulesVersion, begunAt } = challenge;
  await tx.$executeRaw(sql`
    insert into challenges (id, pool_id, hour, number, kind, operator_id, host_id, lease_id, candidates, drawn, units, work, rules_version, begun_at)
    values (${id}, ${poolId}, ${BigInt(hour)}, ${number}, ${kind}, ${operatorId}, ${hostId}, ${leaseId}, ${candidates}, ${JSON.stringify(drawn)}::jsonb, ${JSON.stringify(stored(units))}::jsonb, ${JSON.stringify(work)}::jsonb, ${rulesVersion}, ${BigInt(begunAt)})`);
}

/** Challenges that run: those whose answers are awaited within a minute first, those that take time to ask last, and of each those that began first. */
export async function runningChallenges(reader: Reader, limit: number): Promise<Challenge[]> {
  const rows = await rowsOf<ChallengeRow>(reader, sql`select ${columns} from challenges c where c.state = 'running' order by c.kind = 'network', c.kind = 'possession', c.begun_at, c.id limit ${limit}`);
  return rows.map(toChallenge);
}

/** Ends a challenge, once. @returns false when somebody else was faster. */
export async function endChallenge(tx: Transaction, challenge: Challenge, verdict: ChallengeVerdict, times: VerdictTimes, now: Millis): Promise<boolean> {
  const ended = await tx.$executeRaw(sql`update challenges set state = ${verdict.outcome} where id = ${challenge.id} and state = 'running'`);
  if (ended === 0) return false;
  await tx.$executeRaw(sql`
    insert into challenge_verdicts (challenge_id, operator_id, pool_id, host_id, outcome, reason, ready_at, deadline_at, answered_at, answer, at)
    values (${challenge.id}, ${challenge.operatorId}, ${challenge.poolId}, ${challenge.hostId}, ${verdict.outcome}, ${verdict.reason}, ${big(times.readyAt)}, ${big(times.deadlineAt)}, ${big(times.answeredAt)}, ${times.checked ? JSON.stringify(times.checked) : null}::jsonb, ${BigInt(now)})`);
  return true;
}

/** When its replica was ready, when the answer was due, and when it was found; null for what never was. */
export interface VerdictTimes {
  readyAt: Millis | null;
  deadlineAt: Millis | null;
  answeredAt: Millis | null;
  /** What of the answer was done again. */
  checked?: CheckedAnswer | undefined;
}

/** What a challenge's draw follows from. Told with its verdict, and never before. */
export async function secretOf(reader: Reader, { poolId, hour, number }: DueDraw): Promise<string> {
  const [row] = await rowsOf<{ secret: string }>(reader, sql`select secret from challenge_draws where pool_id = ${poolId} and hour = ${BigInt(hour)} and number = ${number}`);
  return row!.secret;
}

/** How many challenges a host failed since a time, and since what it offers was last in doubt: trust's, whose table is only read. */
export async function failedOf(reader: Reader, hostId: string, since: Millis): Promise<number> {
  const [row] = await rowsOf<{ count: bigint }>(reader, sql`
    select count(*) as count from challenge_verdicts where host_id = ${hostId} and outcome = 'failed'
      and at > greatest(${BigInt(since)}, (select max(f.at) from operator_faults f where f.host_id = ${hostId} and f.kind = 'false_capacity'))`);
  return Number(row!.count);
}

/** Operators of a pool whose last challenges there that say anything, of each kind, were passed, the last of them since a time. */
export async function provenOperators(reader: Reader, poolId: string, since: Millis): Promise<Set<string>> {
  const rows = await rowsOf<{ operator_id: string }>(reader, sql`
    select operator_id from (
      select distinct on (v.operator_id, c.kind) v.operator_id, v.outcome, v.at from challenge_verdicts v join challenges c on c.id = v.challenge_id
      where v.pool_id = ${poolId} and v.outcome <> 'void' order by v.operator_id, c.kind, v.sequence desc
    ) last group by operator_id having bool_and(outcome = 'passed') and max(at) > ${BigInt(since)}`);
  return new Set(rows.map((row) => row.operator_id));
}

/** Whether another host passed a challenge of just such GPUs, with no more time, that began since a time. */
export async function wasInTime(reader: Reader, { hostId, units, work }: Pick<GpuChallenge, 'hostId' | 'units' | 'work'>, withinMillis: Millis, since: Millis): Promise<boolean> {
  const [row] = await rowsOf<{ found: boolean }>(reader, sql`
    select exists (select 1 from challenges c join challenge_verdicts v on v.challenge_id = c.id
      where c.kind = 'gpu' and c.begun_at >= ${BigInt(since)} and c.host_id <> ${hostId} and c.units = ${JSON.stringify(stored(units))}::jsonb and c.work - 'seed' = ${JSON.stringify(work)}::jsonb - 'seed'
        and v.outcome = 'passed' and v.deadline_at - v.ready_at <= ${BigInt(withinMillis)}) as found`);
  return row!.found;
}

/** A challenge that is over, as its operator reads it: plain JSON. */
export type ChallengeView = Told & Asked;

interface Told {
  id: string;
  poolId: string;
  operatorId: string;
  hostId: string;
  outcome: ChallengeOutcome;
  reason: string;
  units: StoredUnits[];
  rulesVersion: number;
  begunAt: Millis;
  readyAt: Millis | null;
  deadlineAt: Millis | null;
  answeredAt: Millis | null;
  at: Millis;
  draw: { hour: Millis; number: number; secret: string; commitment: string; candidates: number };
  /** Of `possession` alone. */
  periods?: PeriodView[];
  /** Of `network` alone. */
  transfers?: TransferView[];
}

type ViewRow = ChallengeRow & { outcome: ChallengeOutcome; reason: string; ready_at: bigint | null; deadline_at: bigint | null; answered_at: bigint | null; at: bigint; sequence: bigint; secret: string; commitment: string; periods: PeriodView[] | null; transfers: TransferView[] | null };

/** Which challenges that are over, by what was asked: processors and memory, volumes, networks, or GPUs. */
export const kindsAsked = { compute: ['compute'], devices: ['possession', 'disk'], network: ['network'], gpu: ['gpu'] } as const satisfies Record<string, readonly ChallengeKind[]>;

export interface VerdictsAsked {
  of: keyof typeof kindsAsked;
  operatorId?: string | undefined;
  before?: number | undefined;
  limit: number;
}

/** Challenges that are over, the latest first, with their places. */
export async function selectVerdicts(reader: Reader, { operatorId, of, before, limit }: VerdictsAsked): Promise<{ place: number; view: ChallengeView }[]> {
  const rows = await rowsOf<ViewRow>(reader, sql`
    select ${columns}, v.outcome, v.reason, v.ready_at, v.deadline_at, v.answered_at, v.at, v.sequence, d.secret, d.commitment, case when c.kind = 'possession' then (${periodViews}) end as periods,
      case when c.kind = 'network' then (${transferViews}) end as transfers
    from challenge_verdicts v join challenges c on c.id = v.challenge_id join challenge_draws d on d.pool_id = c.pool_id and d.hour = c.hour and d.number = c.number
    where c.kind = any(${[...kindsAsked[of]]}) ${operatorId === undefined ? sqlEmpty : sql`and v.operator_id = ${operatorId}`} ${before === undefined ? sqlEmpty : sql`and v.sequence < ${BigInt(before)}`}
    order by v.sequence desc limit ${limit}`);
  return rows.map((row) => ({ place: Number(row.sequence), view: viewOf(row) }));
}

function viewOf(row: ViewRow): ChallengeView {
  return {
    // Those of processors and memory, which came first, are told without their kind.
    id: row.id, ...({ ...(row.kind === 'compute' ? {} : { kind: row.kind }), work: row.work } as Asked), poolId: row.pool_id, operatorId: row.operator_id, hostId: row.host_id, outcome: row.outcome, reason: row.reason, units: row.units, rulesVersion: row.rules_version,
    begunAt: Number(row.begun_at), readyAt: numberOrNull(row.ready_at), deadlineAt: numberOrNull(row.deadline_at), answeredAt: numberOrNull(row.answered_at), at: Number(row.at),
    draw: { hour: Number(row.hour), number: row.number, secret: row.secret, commitment: row.commitment, candidates: row.candidates },
    ...(row.periods ? { periods: row.periods } : {}), ...(row.transfers ? { transfers: row.transfers } : {}),
  };
}

function stored(units: readonly OfferedUnits[]): StoredUnits[] {
  return units.map(({ units: count, ...of }) => ({ ...of, units: count.toString() }));
}

function toChallenge(row: ChallengeRow): Challenge {
  return {
    id: row.id, poolId: row.pool_id, hour: Number(row.hour), number: row.number, operatorId: row.operator_id, hostId: row.host_id, leaseId: row.lease_id, candidates: row.candidates,
    units: row.units.map(({ units, ...of }) => ({ ...of, units: BigInt(units) })), rulesVersion: row.rules_version, begunAt: Number(row.begun_at), ...({ kind: row.kind, work: row.work } as Asked),
  };
}

function big(at: Millis | null): bigint | null {
  return at === null ? null : BigInt(at);
}

function numberOrNull(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}
