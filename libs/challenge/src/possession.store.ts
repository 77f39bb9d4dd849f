import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis } from '#libs/kernel';

/** What kept a question from being answered: `silent`: what was asked did not answer; `unread`: nothing could be asked. */
export type Tried = 'silent' | 'unread';
export type PeriodOutcome = 'open' | 'proven' | 'missed' | 'void';

/** A period at whose end leaves are asked for. */
export interface Period {
  number: number;
  deadlineAt: Millis;
  /** When they are asked for, at the earliest. */
  asksAt: Millis;
  /** What names them; null before it is drawn. */
  seed: string | null;
  triedAt: Millis | null;
  tried: Tried | null;
  outcome: PeriodOutcome;
  answeredAt: Millis | null;
}

/** A period as an operator reads it, and the log: plain JSON. */
export interface PeriodView {
  number: number;
  deadlineAt: Millis;
  asksAt: Millis;
  seed: string | null;
  askedAt: Millis | null;
  answeredAt: Millis | null;
  proofs: string[] | null;
  outcome: PeriodOutcome;
  reason: string | null;
}

/** Of the challenge `c`, as JSON. */
export const periodViews = sql`
  select coalesce(jsonb_agg(jsonb_build_object('number', p.number, 'deadlineAt', p.deadline_at, 'asksAt', p.asks_at, 'seed', p.seed, 'askedAt', p.asked_at, 'answeredAt', p.answered_at, 'proofs', p.proofs,
    'outcome', p.outcome, 'reason', p.reason) order by p.number), '[]') from challenge_periods p where p.challenge_id = c.id`;

/** How far a challenge has come. */
export interface Keeping {
  /** From which everything else of it follows. */
  secret: string;
  /** So many leaves were brought to its volume. */
  leaves: number;
  noRoom: boolean;
  /** In order. */
  periods: Period[];
}

export async function keepingOf(reader: Reader, challengeId: string): Promise<Keeping> {
  const [row] = await rowsOf<{ secret: string; leaves: number | null; no_room: boolean | null; periods: Period[] }>(reader, sql`
    select d.secret, s.leaves, s.no_room,
      (select coalesce(json_agg(json_build_object('number', p.number, 'deadlineAt', p.deadline_at, 'asksAt', p.asks_at, 'seed', p.seed, 'triedAt', p.tried_at, 'tried', p.tried, 'outcome', p.outcome,
        'answeredAt', p.answered_at) order by p.number), '[]') from challenge_periods p where p.challenge_id = c.id) as periods
    from challenges c join challenge_draws d on d.pool_id = c.pool_id and d.hour = c.hour and d.number = c.number left join challenge_stores s on s.challenge_id = c.id where c.id = ${challengeId}`);
  return { secret: row!.secret, leaves: row!.leaves ?? 0, noRoom: row!.no_room ?? false, periods: row!.periods };
}

/** Leaves that were brought to the volume; never fewer than before. */
export async function recordStored(tx: Transaction, challengeId: string, { leaves, noRoom }: { leaves: number; noRoom: boolean }, now: Millis): Promise<void> {
  await tx.$executeRaw(sql`
    insert into challenge_stores (challenge_id, leaves, no_room, at) values (${challengeId}, ${leaves}, ${noRoom}, ${BigInt(now)})
    on conflict (challenge_id) do update set leaves = greatest(challenge_stores.leaves, excluded.leaves), no_room = challenge_stores.no_room or excluded.no_room, at = excluded.at`);
}

export async function insertPeriod(tx: Transaction, challengeId: string, { number, deadlineAt, asksAt }: Pick<Period, 'number' | 'deadlineAt' | 'asksAt'>): Promise<void> {
  await tx.$executeRaw(sql`
    insert into challenge_periods (challenge_id, number, deadline_at, asks_at) values (${challengeId}, ${number}, ${BigInt(deadlineAt)}, ${BigInt(asksAt)}) on conflict do nothing`);
}

/** Draws what names the leaves, once. @returns what was drawn; undefined when the period is over. */
export async function recordSeed(tx: Transaction, challengeId: string, number: number, seed: string, now: Millis): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<{ seed: string }[]>(sql`
    update challenge_periods set seed = coalesce(seed, ${seed}), asked_at = coalesce(asked_at, ${BigInt(now)}) where challenge_id = ${challengeId} and number = ${number} and outcome = 'open' returning seed`);
  return row?.seed;
}

export async function recordTried(tx: Transaction, challengeId: string, number: number, tried: Tried, now: Millis): Promise<void> {
  await tx.$executeRaw(sql`update challenge_periods set tried = ${tried}, tried_at = ${BigInt(now)} where challenge_id = ${challengeId} and number = ${number} and outcome = 'open'`);
}

/** Closes a period, once. @returns false when somebody else was faster. */
export async function closePeriod(tx: Transaction, challengeId: string, number: number, closed: { outcome: Exclude<PeriodOutcome, 'open'>; reason: string; proofs?: readonly string[]; answeredAt?: Millis }): Promise<boolean> {
  const { outcome, reason, proofs, answeredAt } = closed;
  return (await tx.$executeRaw(sql`
    update challenge_periods set outcome = ${outcome}, reason = ${reason}, proofs = ${proofs ? JSON.stringify(proofs) : null}::jsonb, answered_at = ${answeredAt === undefined ? null : BigInt(answeredAt)}
    where challenge_id = ${challengeId} and number = ${number} and outcome = 'open'`)) > 0;
}
