import { type Reader, rowsOf, type Sql, sql, sqlEmpty } from '#libs/database';
import type { Actor, Millis } from '#libs/kernel';

export const disputeOutcomes = ['accepted', 'denied', 'draw'] as const;
export type DisputeOutcome = (typeof disputeOutcomes)[number];
export const disputeVotes = ['accept', 'deny'] as const;
export type DisputeVote = (typeof disputeVotes)[number];

/** A dispute as those read it who vote on it, or whose it is: plain JSON, amounts as decimal strings. */
export interface DisputeView {
  id: string;
  pool: string;
  /** Null for whoever votes: whose it is does not matter to what is true. */
  coverId: string | null;
  startsAt: Millis;
  endsAt: Millis;
  recordedMillis: string;
  downMillis: string;
  nanoTokensPerHour: string;
  asked: string;
  reason: string;
  state: 'voting' | 'cooldown' | 'decided';
  openedAt: Millis;
  votingEndsAt: Millis;
  decidesAt: Millis;
  deposit: string;
  quorum: string;
  accept: string;
  deny: string;
  rulesVersion: number;
  outcome: DisputeOutcome | null;
  paid: string | null;
  decidedAt: Millis | null;
  /** What the reader voted. */
  vote: DisputeVote | null;
}

export interface DisputeRow {
  id: string; cover_id: string; pool_id: string; tenant_id: string; starts_at: bigint; ends_at: bigint; recorded: bigint; claimed: bigint; asked: bigint; reserved: bigint; deposit: bigint; reason: string; opened_at: bigint;
  voting_ends_at: bigint; decides_at: bigint; quorum: bigint; rules_version: number; outcome: DisputeOutcome | null; accept: bigint | null; deny: bigint | null; paid: bigint | null; decided_at: bigint | null;
}

export function selectDisputes(reader: Reader, where: Sql, limit: number): Promise<DisputeRow[]> {
  return rowsOf<DisputeRow>(reader, sql`
    select id, cover_id, pool_id, tenant_id, starts_at, ends_at, recorded, claimed, asked, reserved, deposit, reason, opened_at, voting_ends_at, decides_at, quorum, rules_version, outcome, accept, deny, paid, decided_at
    from cover_disputes where ${where} order by opened_at desc, id desc limit ${limit}`);
}

export interface Tally {
  accept: bigint;
  deny: bigint;
}

/** What was voted, each vote with what is still deposited of its weight, what is on its way out included: nobody votes by what has left. */
export async function tallyOf(reader: Reader, disputeId: string): Promise<Tally> {
  const rows = await rowsOf<{ vote: DisputeVote; sum: bigint }>(reader, sql`
    select v.vote, sum(least(v.weight,
        coalesce((select c.value from assessor_checkpoints c where c.pool_id = d.pool_id and c.assessor_id = v.assessor_id order by c.at desc limit 1), 0)
        + (select coalesce(sum(e.amount), 0) from assessor_exits e where e.pool_id = d.pool_id and e.assessor_id = v.assessor_id and e.paid_at is null)))::bigint as sum
    from cover_votes v join cover_disputes d on d.id = v.dispute_id where v.dispute_id = ${disputeId} group by v.vote`);
  const of = (vote: DisputeVote) => rows.find((row) => row.vote === vote)?.sum ?? 0n;
  return { accept: of('accept'), deny: of('deny') };
}

/** Whose it is, who votes in its pool, and the platform may read a dispute. */
export function visibleTo({ ownerType, ownerId, projectId }: Actor): Sql {
  if (ownerType === 'platform') return sqlEmpty;
  const own = sql`(tenant_id = ${ownerId} ${projectId === undefined ? sqlEmpty : sql`and exists (select 1 from covers c where c.id = cover_id and c.project_id = ${projectId})`})`;
  const assesses = sql`exists (select 1 from assessor_checkpoints c where c.pool_id = cover_disputes.pool_id and c.assessor_id = ${ownerId} and c.value > 0)`;
  return projectId === undefined ? sql`and (${own} or ${assesses})` : sql`and ${own}`;
}

export async function disputeViews(reader: Reader, rows: readonly DisputeRow[], { ownerType, ownerId }: Actor, now: Millis): Promise<DisputeView[]> {
  if (rows.length === 0) return [];
  const pools = await rowsOf<{ id: string; name: string }>(reader, sql`select id, name from pools where id = any(${[...new Set(rows.map((row) => row.pool_id))]})`);
  const covers = await rowsOf<{ id: string; per_hour: bigint }>(reader, sql`select id, per_hour from covers where id = any(${[...new Set(rows.map((row) => row.cover_id))]})`);
  const own = await rowsOf<{ dispute_id: string; vote: DisputeVote }>(reader, sql`select dispute_id, vote from cover_votes where assessor_id = ${ownerId} and dispute_id = any(${rows.map(({ id }) => id)})`);
  const views: DisputeView[] = [];
  for (const row of rows) {
    const { accept, deny } = row.outcome === null ? await tallyOf(reader, row.id) : { accept: row.accept!, deny: row.deny! };
    views.push({
      id: row.id, pool: pools.find(({ id }) => id === row.pool_id)!.name, coverId: ownerType === 'platform' || row.tenant_id === ownerId ? row.cover_id : null, startsAt: Number(row.starts_at), endsAt: Number(row.ends_at),
      recordedMillis: row.recorded.toString(), downMillis: row.claimed.toString(), nanoTokensPerHour: covers.find(({ id }) => id === row.cover_id)!.per_hour.toString(), asked: row.asked.toString(), reason: row.reason,
      state: row.outcome !== null ? 'decided' : now < Number(row.voting_ends_at) ? 'voting' : 'cooldown', openedAt: Number(row.opened_at), votingEndsAt: Number(row.voting_ends_at), decidesAt: Number(row.decides_at),
      deposit: row.deposit.toString(), quorum: row.quorum.toString(), accept: accept.toString(), deny: deny.toString(), rulesVersion: row.rules_version, outcome: row.outcome, paid: row.paid?.toString() ?? null,
      decidedAt: row.decided_at === null ? null : Number(row.decided_at), vote: own.find((vote) => vote.dispute_id === row.id)?.vote ?? null,
    });
  }
  return views;
}
