import { appendEvents, columnsOf, type NewEvent, type Reader, rowsOf, signalChannels, signalEach, sql, type Sql, textArray, type Transaction } from '#libs/database';
import { atStake, type Bond, type Unbonding } from '#libs/economics';
import { type Actor, assert, commonProblems, type Millis, type NanoTokens, type ResourceClass } from '#libs/kernel';
import type { AccountRef } from '#libs/ledger';

import type { OfferedUnits } from './bond-cover.js';

export interface StoredUnbonding extends Unbonding {
  id: string;
  askedAt: Millis;
  rulesVersion: number;
}

/** A bond as it is kept: the primitive's, whose parts have names. */
export interface StoredBond extends Bond {
  unbonding: readonly StoredUnbonding[];
}

/** Where a bond lies, what is on its way out included. */
export function bondAccount(operatorId: string): AccountRef {
  return { ownerId: operatorId, kind: 'bond' };
}

export function earningsAccount(operatorId: string): AccountRef {
  return { ownerId: operatorId, kind: 'earnings' };
}

/** The operator on whose behalf somebody acts. @throws Problem `forbidden` for anybody else. */
export function bondingOperator(actor: Actor): string {
  if (actor.ownerType !== 'operator') throw commonProblems.forbidden('Only an operator bonds.');
  return actor.ownerId;
}

/** Locks an operator's bond until the transaction ends, opening it if need be. */
export async function lockBond(tx: Transaction, operatorId: string): Promise<StoredBond> {
  return (await lockBonds(tx, [operatorId])).get(operatorId)!;
}

/** Locks the bonds of operators, in order of their ids, opening them if need be. */
export async function lockBonds(tx: Transaction, operatorIds: readonly string[]): Promise<Map<string, StoredBond>> {
  const ids = [...new Set(operatorIds)].toSorted();
  const lock = () => tx.$queryRaw<{ operator_id: string; bonded: bigint }[]>(sql`select operator_id, bonded from bonds where operator_id = any(${textArray(ids)}::text[]) order by operator_id collate "C" for update`);
  let rows = await lock();
  if (rows.length < ids.length) {
    await tx.$executeRaw(sql`insert into bonds (operator_id) select unnest(${textArray(ids)}::text[]) on conflict do nothing`);
    rows = await lock();
  }
  const unbonding = await selectUnbonding(tx, ids);
  return new Map(rows.map(({ operator_id, bonded }) => [operator_id, { bonded, unbonding: unbonding.get(operator_id) ?? [] }]));
}

/** An operator's bond, what is on its way out in the order it was asked for. */
export async function selectBond(reader: Reader, operatorId: string): Promise<StoredBond> {
  const [bond] = await rowsOf<{ bonded: bigint }>(reader, sql`select bonded from bonds where operator_id = ${operatorId}`);
  return { bonded: bond?.bonded ?? 0n, unbonding: (await selectUnbonding(reader, [operatorId])).get(operatorId) ?? [] };
}

async function selectUnbonding(reader: Reader, operatorIds: readonly string[]): Promise<Map<string, StoredUnbonding[]>> {
  const rows = await rowsOf<{ operator_id: string; id: string; amount: bigint; asked_at: bigint; releases_at: bigint; rules_version: number }>(reader, sql`
    select operator_id, id, amount, asked_at, releases_at, rules_version from unbondings where operator_id = any(${textArray(operatorIds)}::text[]) and released_at is null order by asked_at, id`);
  const byOperator = Map.groupBy(rows, ({ operator_id }) => operator_id);
  return new Map([...byOperator].map(([operatorId, of]) => [operatorId, of.map((row): StoredUnbonding => (
    { id: row.id, amount: row.amount, askedAt: Number(row.asked_at), releasesAt: Number(row.releases_at), rulesVersion: row.rules_version }))]));
}

export async function setBonded(tx: Transaction, operatorId: string, bonded: NanoTokens): Promise<void> {
  assert(bonded >= 0n, 'a bond is not negative');
  await tx.$executeRaw(sql`update bonds set bonded = ${bonded} where operator_id = ${operatorId}`);
}

/** Writes what locked bonds have left, by operator, on its way out or not. */
export async function setBonds(tx: Transaction, bonds: ReadonlyMap<string, StoredBond>): Promise<void> {
  if (bonds.size === 0) return;
  const left = [...bonds].map(([operatorId, bond]) => ({ operatorId, ...bond }));
  assert(left.every(({ bonded }) => bonded >= 0n), 'a bond is not negative');
  const of = columnsOf(left);
  await tx.$executeRaw(sql`
    update bonds b set bonded = t.bonded from (select unnest(${of.texts(({ operatorId }) => operatorId)}::text[]) as operator_id, unnest(${of.amounts(({ bonded }) => bonded)}::bigint[]) as bonded) t
    where b.operator_id = t.operator_id and b.bonded <> t.bonded`);
  const parts = left.flatMap(({ unbonding }) => unbonding);
  if (parts.length === 0) return;
  const { texts, amounts } = columnsOf(parts);
  await tx.$executeRaw(sql`
    update unbondings u set amount = t.amount from (select unnest(${texts(({ id }) => id)}::text[]) as id, unnest(${amounts(({ amount }) => amount)}::bigint[]) as amount) t
    where u.id = t.id and u.amount <> t.amount`);
}

type BondEvent = 'bond.added' | 'bond.unbonding' | 'bond.released' | 'bond.lost';

/** That a bond is another one now. */
export function bondEvent(type: BondEvent, operatorId: string, bond: Bond, amount: NanoTokens): NewEvent {
  return { type, subjectId: operatorId, payload: { operatorId, amount, bonded: bond.bonded, atStake: atStake(bond) } };
}

/** Tells the log of events that a bond is another one, and pools that there may be more room, or less. */
export async function tellBond(tx: Transaction, at: Millis, type: BondEvent, operatorId: string, bond: Bond, amount: NanoTokens): Promise<void> {
  const pools = await signalPools(tx, [operatorId]);
  await appendEvents(tx, at, [bondEvent(type, operatorId, bond, amount), ...(type === 'bond.added' ? pools.map((poolId): NewEvent => ({ type: 'capacity.changed', subjectId: poolId })) : [])]);
}

/** Wakes the schedulers of all pools that operators have hosts in. @returns those pools. */
export async function signalPools(tx: Transaction, operatorIds: readonly string[]): Promise<string[]> {
  if (operatorIds.length === 0) return [];
  const rows = await rowsOf<{ pool_id: string }>(tx, sql`select distinct pool_id from hosts where operator_id = any(${textArray(operatorIds)}::text[]) order by 1`);
  const pools = rows.map(({ pool_id }) => pool_id);
  await signalEach(tx, signalChannels.schedule, pools);
  return pools;
}

/**
 * What operators offer of some classes, on all their hosts: capacity of open hosts, and elsewhere what claims hold. And of it what claims hold. This looks down: hosts and
 * inventories are libs/inventory's.
 */
export async function selectOffered(reader: Reader, operators: Sql, classes: readonly ResourceClass[]): Promise<Map<string, { offered: OfferedUnits[]; held: OfferedUnits[] }>> {
  const rows = await rowsOf<{ operator_id: string; resource_class: ResourceClass; variant: string; units: bigint; held: bigint }>(reader, sql`
    select h.operator_id, i.resource_class, i.variant, sum(i.used)::bigint as held,
      sum(case when h.state = 'open' then greatest((i.total - i.reserved) * i.allocation_ratio_bps / 10000, i.used) else i.used end)::bigint as units
    from hosts h join inventories i on i.host_id = h.id
    where h.operator_id in (${operators}) and i.resource_class in (select value from jsonb_array_elements_text(${JSON.stringify(classes)}::jsonb)) group by 1, 2, 3 order by 1, 2, 3`);
  const byOperator = new Map<string, { offered: OfferedUnits[]; held: OfferedUnits[] }>();
  for (const { operator_id, resource_class: resourceClass, variant, units, held } of rows) {
    const lists = byOperator.get(operator_id) ?? { offered: [], held: [] };
    byOperator.set(operator_id, lists);
    lists.offered.push({ resourceClass, variant, units });
    lists.held.push({ resourceClass, variant, units: held });
  }
  return byOperator;
}
