import { appendEvents, type Reader, rowsOf, signal, signalChannels, sql, type Sql, type Transaction } from '#libs/database';
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
  const lock = () => tx.$queryRaw<{ bonded: bigint }[]>(sql`select bonded from bonds where operator_id = ${operatorId} for update`);
  let [bond] = await lock();
  if (!bond) {
    await tx.$executeRaw(sql`insert into bonds (operator_id) values (${operatorId}) on conflict do nothing`);
    [bond] = await lock();
  }
  return { bonded: bond!.bonded, unbonding: await selectUnbonding(tx, operatorId) };
}

/** An operator's bond, what is on its way out in the order it was asked for. */
export async function selectBond(reader: Reader, operatorId: string): Promise<StoredBond> {
  const [bond] = await rowsOf<{ bonded: bigint }>(reader, sql`select bonded from bonds where operator_id = ${operatorId}`);
  return { bonded: bond?.bonded ?? 0n, unbonding: await selectUnbonding(reader, operatorId) };
}

async function selectUnbonding(reader: Reader, operatorId: string): Promise<StoredUnbonding[]> {
  const rows = await rowsOf<{ id: string; amount: bigint; asked_at: bigint; releases_at: bigint; rules_version: number }>(reader, sql`
    select id, amount, asked_at, releases_at, rules_version from unbondings where operator_id = ${operatorId} and released_at is null order by asked_at, id`);
  return rows.map((row) => ({ id: row.id, amount: row.amount, askedAt: Number(row.asked_at), releasesAt: Number(row.releases_at), rulesVersion: row.rules_version }));
}

export async function setBonded(tx: Transaction, operatorId: string, bonded: NanoTokens): Promise<void> {
  assert(bonded >= 0n, 'a bond is not negative');
  await tx.$executeRaw(sql`update bonds set bonded = ${bonded} where operator_id = ${operatorId}`);
}

/** Tells the log of events that a bond is another one, and pools that there may be more room, or less. */
export async function tellBond(tx: Transaction, at: Millis, type: 'bond.added' | 'bond.unbonding' | 'bond.released' | 'bond.lost', operatorId: string, bond: Bond, amount: NanoTokens): Promise<void> {
  const rows = await rowsOf<{ pool_id: string }>(tx, sql`select distinct pool_id from hosts where operator_id = ${operatorId} order by 1`);
  await appendEvents(tx, at, [
    { type, subjectId: operatorId, payload: { operatorId, amount, bonded: bond.bonded, atStake: atStake(bond) } },
    ...(type === 'bond.added' ? rows.map(({ pool_id }) => ({ type: 'capacity.changed' as const, subjectId: pool_id })) : []),
  ]);
  for (const { pool_id } of rows) await signal(tx, signalChannels.schedule, pool_id);
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
