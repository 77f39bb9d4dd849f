import { appendEvents, type Reader, rowsOf, type Sql, sql, sqlEmpty, type Transaction } from '#libs/database';
import { type Millis, newId, type ResourceClass } from '#libs/kernel';
import { type FaultKind, rulesAt } from '#libs/rules';
import { freeExits, holdExits, type OfferedUnits } from '#libs/stake';

import type { FaultState, NewFault, Verdict } from './operator-fault.js';

export interface StoredFault extends Omit<NewFault, 'key'> {
  id: string;
  recordedAt: Millis;
  rulesVersion: number;
  state: FaultState;
  /** Null while it is open. */
  reason: string | null;
  settledAt: Millis | null;
}

interface FaultRow {
  id: string;
  kind: FaultKind;
  operator_id: string;
  pool_id: string;
  host_id: string;
  at: bigint;
  recorded_at: bigint;
  rules_version: number;
  units: { resourceClass: ResourceClass; variant: string; units: string }[];
  evidence: Record<string, string | number>;
  state: FaultState;
  reason: string | null;
  settled_at: bigint | null;
}

/**
 * Records faults by the rules in force, each once, and holds back what is on its way out of what is at stake: as long as it may take to see what becomes of it, and to decide.
 * @returns how many are new.
 */
export async function recordFaults(tx: Transaction, faults: readonly NewFault[], now: Millis): Promise<string[]> {
  if (faults.length === 0) return [];
  const { version, rules } = await rulesAt(tx, now);
  const recorded: string[] = [];
  for (const fault of faults.toSorted((a, b) => (a.operatorId < b.operatorId ? -1 : 1))) {
    const { kind, key, operatorId, poolId, hostId, at, units, evidence } = fault;
    const id = newId('operatorFault');
    const added = await tx.$executeRaw(sql`
      insert into operator_faults (id, key, kind, operator_id, pool_id, host_id, at, recorded_at, rules_version, units, evidence, state)
      values (${id}, ${key}, ${kind}, ${operatorId}, ${poolId}, ${hostId}, ${BigInt(at)}, ${BigInt(now)}, ${version}, ${unitsText(units)}::jsonb, ${JSON.stringify(evidence)}::jsonb, 'open')
      on conflict (key) do nothing`);
    if (added === 0) continue;
    const { graceMillis } = rules.faults.table[kind];
    await holdExits(tx, { id, operatorId, until: now + graceMillis + rules.faults.decisionMillis }, now);
    await appendEvents(tx, now, [{ type: 'fault.recorded', subjectId: operatorId, payload: { faultId: id, operatorId, hostId, kind, at } }]);
    recorded.push(id);
  }
  return recorded;
}

export function unitsText(units: readonly OfferedUnits[]): string {
  return JSON.stringify(units.map(({ resourceClass, variant, units: count }) => ({ resourceClass, variant, units: count.toString() })));
}

/** Settles an open fault for good. Whoever slashes for it holds exits back by the slash. @returns false when somebody else was faster. */
export async function settleFault(tx: Transaction, { id, operatorId, kind }: StoredFault, { state, reason }: Verdict, now: Millis): Promise<boolean> {
  const changed = await tx.$executeRaw(sql`update operator_faults set state = ${state} where id = ${id} and state = 'open'`);
  if (changed === 0) return false;
  await tx.$executeRaw(sql`insert into fault_verdicts (fault_id, state, reason, at) values (${id}, ${state}, ${reason}, ${BigInt(now)})`);
  await freeExits(tx, [id], now);
  await appendEvents(tx, now, [{ type: 'fault.settled', subjectId: operatorId, payload: { faultId: id, operatorId, kind, state, reason } }]);
  return true;
}

/** Faults, the latest first unless the condition says its own order. */
export async function selectFaults(reader: Reader, { where = sqlEmpty, order = sql`f.recorded_at desc, f.id desc`, limit, lock = sqlEmpty }: { where?: Sql; order?: Sql; limit: number; lock?: Sql }): Promise<StoredFault[]> {
  const rows = await rowsOf<FaultRow>(reader, sql`
    select f.id, f.kind, f.operator_id, f.pool_id, f.host_id, f.at, f.recorded_at, f.rules_version, f.units, f.evidence, f.state, v.reason, v.at as settled_at
    from operator_faults f left join fault_verdicts v on v.fault_id = f.id ${where} order by ${order} limit ${limit} ${lock}`);
  return rows.map((row) => ({
    id: row.id, kind: row.kind, operatorId: row.operator_id, poolId: row.pool_id, hostId: row.host_id, at: Number(row.at), recordedAt: Number(row.recorded_at), rulesVersion: row.rules_version,
    units: row.units.map(({ units, ...of }) => ({ ...of, units: BigInt(units) })), evidence: row.evidence, state: row.state, reason: row.reason, settledAt: row.settled_at === null ? null : Number(row.settled_at),
  }));
}
