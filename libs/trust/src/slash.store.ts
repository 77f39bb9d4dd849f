import { columnsOf, type Reader, rowsOf, type Sql, sql, sqlEmpty, textArray, type Transaction } from '#libs/database';
import { move, type Millis, type NanoTokens, type ResourceClass } from '#libs/kernel';
import type { AccountRef } from '#libs/ledger';
import type { BorneLoss } from '#libs/stake';

import { unitsText } from './fault.store.js';
import { type Slash, slashMoves, type SlashState } from './slash.js';

/** Where what a slash took is kept for whoever was harmed. */
export function redressAccount(slashId: string): AccountRef {
  return { ownerId: slashId, kind: 'redress' };
}

/** The key that a slash is borne under. */
export function lossKey(slashId: string): string {
  return `slash/${slashId}`;
}

export async function insertSlash(tx: Transaction, slash: Omit<Slash, 'appeal' | 'decision' | 'borne' | 'redressUntil' | 'state'> & { together: readonly string[]; bonded: NanoTokens; backed: NanoTokens }): Promise<void> {
  const { id, faultId, kind, operatorId, poolId, rulesVersion, units, base, together, bonded, backed, atStake, slashedBefore, amount, proposedAt, dueAt } = slash;
  await tx.$executeRaw(sql`
    insert into slashes (id, fault_id, kind, operator_id, pool_id, rules_version, units, base, together, bonded, backed, at_stake, slashed_before, amount, proposed_at, due_at, state)
    values (${id}, ${faultId}, ${kind}, ${operatorId}, ${poolId}, ${rulesVersion}, ${unitsText(units)}::jsonb, ${base}, ${together}, ${bonded}, ${backed}, ${atStake}, ${slashedBefore}, ${amount}, ${BigInt(proposedAt)}, ${BigInt(dueAt)}, 'pending')`);
}

interface SlashRow extends Pick<Slash, 'id' | 'kind' | 'state' | 'base' | 'amount'>, BorneLoss {
  fault_id: string;
  operator_id: string;
  pool_id: string;
  rules_version: number;
  units: { resourceClass: ResourceClass; variant: string; units: string }[];
  at_stake: bigint;
  slashed_before: bigint;
  proposed_at: bigint;
  due_at: bigint;
  redress_until: bigint | null;
  appeal_reason: string | null;
  appealed_at: bigint | null;
  decide_by: bigint | null;
  decision: 'upheld' | 'forgiven' | null;
  decided_by: 'administrator' | 'time';
  decision_reason: string;
  decided_at: bigint;
  harm: bigint;
  borne_at: bigint | null;
}

/** Slashes, the latest first unless it is said otherwise. */
export async function selectSlashes(reader: Reader, { where = sqlEmpty, order = sql`s.proposed_at desc, s.id desc`, limit, lock = sqlEmpty }: { where?: Sql; order?: Sql; limit: number; lock?: Sql }): Promise<Slash[]> {
  const rows = await rowsOf<SlashRow>(reader, sql`
    select s.id, s.fault_id, s.kind, s.operator_id, s.pool_id, s.rules_version, s.units, s.base, s.at_stake, s.slashed_before, s.amount, s.proposed_at, s.due_at, s.state, s.redress_until,
      a.reason as appeal_reason, a.at as appealed_at, a.decide_by, d.decision, d.decided_by, d.reason as decision_reason, d.at as decided_at,
      l.harm, l.bond, l.stake, l.insurance, l.treasury, l.deficit, l.at as borne_at
    from slashes s left join slash_appeals a on a.slash_id = s.id left join slash_decisions d on d.slash_id = s.id left join losses l on l.key = 'slash/' || s.id
    ${where} order by ${order} limit ${limit} ${lock}`);
  return rows.map((row) => ({
    id: row.id, faultId: row.fault_id, kind: row.kind, operatorId: row.operator_id, poolId: row.pool_id, rulesVersion: row.rules_version,
    units: row.units.map(({ units, ...of }) => ({ ...of, units: BigInt(units) })), base: row.base, atStake: row.at_stake, slashedBefore: row.slashed_before, amount: row.amount,
    proposedAt: Number(row.proposed_at), dueAt: Number(row.due_at), state: row.state, redressUntil: row.redress_until === null ? null : Number(row.redress_until),
    appeal: row.appealed_at === null ? null : { reason: row.appeal_reason!, at: Number(row.appealed_at), decideBy: Number(row.decide_by) },
    decision: row.decision === null ? null : { decision: row.decision, decidedBy: row.decided_by, reason: row.decision_reason, at: Number(row.decided_at) },
    borne: row.borne_at === null ? null : { bond: row.bond, stake: row.stake, insurance: row.insurance, treasury: row.treasury, deficit: row.deficit, harm: row.harm, at: Number(row.borne_at) },
  }));
}

/** Locks one until the transaction ends. Undefined when there is none, or it is another operator's. */
export async function lockSlash(tx: Transaction, slashId: string, operatorId?: string): Promise<Slash | undefined> {
  const own = operatorId === undefined ? sqlEmpty : sql`and operator_id = ${operatorId}`;
  await tx.$queryRaw(sql`select 1 from slashes where id = ${slashId} ${own} for update`);
  const [slash] = await selectSlashes(tx, { where: sql`where s.id = ${slashId} ${operatorId === undefined ? sqlEmpty : sql`and s.operator_id = ${operatorId}`}`, limit: 1 });
  return slash;
}

/** Locks several, in order of id, until the transaction ends. @returns them in the order of their proposals; those that are not there are left out. */
export async function lockSlashes(tx: Transaction, slashIds: readonly string[]): Promise<Slash[]> {
  const ids = textArray(slashIds);
  await tx.$queryRaw(sql`select 1 from slashes where id = any(${ids}::text[]) order by id collate "C" for update`);
  return selectSlashes(tx, { where: sql`where s.id = any(${ids}::text[])`, order: sql`s.proposed_at, s.id`, limit: slashIds.length });
}

/** Moves a locked slash along `slashMoves`. */
export async function moveSlash(tx: Transaction, { id, state }: Slash, to: SlashState): Promise<void> {
  move<SlashState>(slashMoves, state, to);
  await tx.$executeRaw(sql`update slashes set state = ${to} where id = ${id}`);
}

/** Moves locked slashes to where what they took is kept for whoever was harmed, each until a time. */
export async function moveToCarriedOut(tx: Transaction, slashes: readonly Slash[], redressUntil: (slash: Slash) => Millis): Promise<void> {
  for (const { state } of slashes) move<SlashState>(slashMoves, state, 'carried_out');
  const { texts, times } = columnsOf(slashes);
  await tx.$executeRaw(sql`
    update slashes s set state = 'carried_out', redress_until = t.redress_until
    from (select unnest(${texts(({ id }) => id)}::text[]) as id, unnest(${times(redressUntil)}::bigint[]) as redress_until) t where s.id = t.id`);
}
