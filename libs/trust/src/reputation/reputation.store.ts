import { appendEvents, type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR, type ResourceClass } from '#libs/kernel';
import { type FaultKind, type ReputationRules, tiers } from '#libs/rules';

import { type CountedFault, type Day, type DayOfWork, firstDay, type Score } from './reputation.js';

/** The most faults that one operator's scores are found by, the latest; more make none of them better. */
export const MOST_FAULTS = 10_000;

/** An operator's tiers by class, each by its place among tiers; classes in which it is unproven are left out. */
export type OperatorTiers = ReadonlyMap<ResourceClass, number>;

/** Of all operators with hosts in a pool: what was last found. */
export async function tiersIn(reader: Reader, poolId: string): Promise<Map<string, OperatorTiers>> {
  const rows = await rowsOf<{ operator_id: string; resource_class: ResourceClass; tier: number }>(reader, sql`
    select s.operator_id, s.resource_class, s.tier from reputation_days d join operator_scores s on s.operator_id = d.operator_id and s.day = d.day
    where s.tier > 0 and d.operator_id in (select operator_id from hosts where pool_id = ${poolId})`);
  const byOperator = new Map<string, Map<ResourceClass, number>>();
  for (const { operator_id, resource_class, tier } of rows) byOperator.set(operator_id, (byOperator.get(operator_id) ?? new Map<ResourceClass, number>()).set(resource_class, tier));
  return byOperator;
}

/**
 * Counts what an operator did on a day, once the day is over: what was charged for time and paid, by when it was charged, so that a day never changes. Time that was given back counts
 * against the day on which it was. Each unit of a challenge that was passed counts for so many hours.
 */
export async function countWork(tx: Transaction, operatorId: string, day: Day, passHours: number): Promise<void> {
  const [from, to] = [BigInt(day * MILLIS_PER_DAY), BigInt((day + 1) * MILLIS_PER_DAY)];
  await tx.$executeRaw(sql`
    insert into operator_work (operator_id, resource_class, day, unit_millis)
    select ${operatorId}, resource_class, ${day}, sum(unit_millis) from (
      select resource_class, case kind when 'credit' then -1 else 1 end * quantity * (ends_at - starts_at) as unit_millis from charges
      where operator_id = ${operatorId} and posted_at >= ${from} and posted_at < ${to} and kind in ('time', 'credit') and usage_id is null and waived = 0
      union all
      select u->>'resourceClass', (u->>'units')::numeric * ${BigInt(passHours * MILLIS_PER_HOUR)}::bigint
      from challenge_verdicts v join challenges c on c.id = v.challenge_id cross join lateral jsonb_array_elements(c.units) u
      where v.operator_id = ${operatorId} and v.outcome = 'passed' and v.at >= ${from} and v.at < ${to}
    ) done group by resource_class having sum(unit_millis) <> 0`);
}

/** Work by class, of the days that count. */
export async function selectWork(reader: Reader, operatorId: string, day: Day, rules: ReputationRules): Promise<Map<ResourceClass, DayOfWork[]>> {
  const rows = await rowsOf<{ resource_class: ResourceClass; day: number; unit_millis: string }>(reader, sql`
    select resource_class, day, unit_millis::text from operator_work where operator_id = ${operatorId} and day between ${firstDay(day, rules)} and ${day} order by day desc, resource_class`);
  const byClass = new Map<ResourceClass, DayOfWork[]>();
  for (const { resource_class, day: of, unit_millis } of rows) byClass.set(resource_class, [...(byClass.get(resource_class) ?? []), { day: of, unitMillis: BigInt(unit_millis) }]);
  return byClass;
}

export interface OperatorsFault extends CountedFault {
  faultId: string;
  at: Millis;
}

/**
 * Confirmed faults by class, of the days that count, but for those whose slash was forgiven. They are those of all operators that belong together: a new name
 * washes nothing off.
 */
export async function selectCounted(reader: Reader, operatorId: string, day: Day, rules: ReputationRules): Promise<Map<ResourceClass, OperatorsFault[]>> {
  const rows = await rowsOf<{ id: string; kind: FaultKind; at: bigint; units: { resourceClass: ResourceClass; units: string }[] }>(reader, sql`
    select f.id, f.kind, f.at, f.units from operator_faults f join fault_verdicts v on v.fault_id = f.id
    where f.operator_id in (select b.id from operators a join operators b on b.id = a.id or b.group_id = a.group_id where a.id = ${operatorId})
      and v.state = 'confirmed' and v.at < ${BigInt((day + 1) * MILLIS_PER_DAY)} and f.at >= ${BigInt(firstDay(day, rules) * MILLIS_PER_DAY)}
      and not exists (select 1 from slashes s where s.fault_id = f.id and s.state = 'forgiven')
    order by f.at desc, f.id limit ${MOST_FAULTS}`);
  const byClass = new Map<ResourceClass, OperatorsFault[]>();
  for (const { id, kind, at, units } of rows) {
    for (const [resourceClass, count] of summed(units)) {
      byClass.set(resourceClass, [...(byClass.get(resourceClass) ?? []), { faultId: id, kind, at: Number(at), day: Math.floor(Number(at) / MILLIS_PER_DAY), units: count }]);
    }
  }
  return byClass;
}

/** All variants of a class together. */
function summed(units: readonly { resourceClass: ResourceClass; units: string }[]): Map<ResourceClass, bigint> {
  const sums = new Map<ResourceClass, bigint>();
  for (const { resourceClass, units: count } of units) sums.set(resourceClass, (sums.get(resourceClass) ?? 0n) + BigInt(count));
  return sums;
}

/** Writes what was found of a day, and tells of tiers that are others than those of the day before. */
export async function writeScores(tx: Transaction, operatorId: string, day: Day, scores: ReadonlyMap<ResourceClass, Score>, rulesVersion: number): Promise<void> {
  const before = new Map((await rowsOf<{ resource_class: ResourceClass; tier: number }>(tx, sql`
    select resource_class, tier from operator_scores where operator_id = ${operatorId} and day = ${day - 1}`)).map(({ resource_class, tier }) => [resource_class, tier]));
  for (const [resourceClass, { worked, lost, scoreBps, tier }] of scores) {
    await tx.$executeRaw(sql`
      insert into operator_scores (operator_id, day, resource_class, worked, lost, score_bps, tier, rules_version)
      values (${operatorId}, ${day}, ${resourceClass}, ${worked.toString()}::numeric, ${lost.toString()}::numeric, ${scoreBps}, ${tiers.indexOf(tier)}, ${rulesVersion})`);
  }
  const changed = [...new Set([...before.keys(), ...scores.keys()])].filter((one) => (before.get(one) ?? 0) !== tiers.indexOf(scores.get(one)?.tier ?? tiers[0]));
  await appendEvents(tx, (day + 1) * MILLIS_PER_DAY, changed.map((resourceClass) => (
    { type: 'reputation.changed', subjectId: operatorId, payload: { operatorId, resourceClass, tier: scores.get(resourceClass)?.tier ?? tiers[0], day } })));
}
