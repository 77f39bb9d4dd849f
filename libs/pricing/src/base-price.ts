import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import type { Millis, NanoTokens, ResourceClass } from '#libs/kernel';

/** The base of one variant from an epoch on, and everything it follows from. */
export interface BasePrice {
  rateId: string;
  poolId: string;
  resourceClass: ResourceClass;
  variant: string;
  /** Counts from the beginning of the rate, which is epoch 0. */
  epoch: number;
  /** Per priced unit and hour. */
  base: NanoTokens;
  previous: NanoTokens;
  /** How full the pool was of it when the epoch before had ended. */
  used: bigint;
  total: bigint;
  /** When it was set, and began to hold: never before the epoch. */
  activeFrom: Millis;
}

/** The base of a rate's variant that held at a time; undefined while its first one does. */
export async function baseAt(reader: Reader, rateId: string, variant: string, at: Millis): Promise<NanoTokens | undefined> {
  const [row] = await rowsOf<{ base: bigint }>(reader, sql`
    select base from base_prices where rate_id = ${rateId} and variant = ${variant} and active_from <= ${BigInt(at)} order by epoch desc limit 1`);
  return row?.base;
}

/** The latest epoch and base of each variant of a rate that has one. */
export async function latestBases(tx: Transaction, rateId: string): Promise<Map<string, { epoch: number; base: NanoTokens }>> {
  const rows = await rowsOf<{ variant: string; epoch: bigint; base: bigint }>(tx, sql`
    select distinct on (variant) variant, epoch, base from base_prices where rate_id = ${rateId} order by variant, epoch desc`);
  return new Map(rows.map(({ variant, epoch, base }) => [variant, { epoch: Number(epoch), base }]));
}

export async function insertBases(tx: Transaction, bases: readonly BasePrice[]): Promise<void> {
  const rows = bases.map((each) => ({
    rate_id: each.rateId, pool_id: each.poolId, resource_class: each.resourceClass, variant: each.variant, epoch: each.epoch, base: each.base.toString(),
    previous: each.previous.toString(), used: each.used.toString(), total: each.total.toString(), active_from: each.activeFrom,
  }));
  await tx.$executeRaw(sql`
    insert into base_prices (rate_id, pool_id, resource_class, variant, epoch, base, previous, used, total, active_from)
    select rate_id, pool_id, resource_class, variant, epoch, base, previous, used, total, active_from
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(
      rate_id text, pool_id text, resource_class text, variant text, epoch bigint, base bigint, previous bigint, used bigint, total bigint, active_from bigint)`);
}

/** Forgets bases that were replaced before a time; the latest of each variant stays. @returns how many; at most 10,000. */
export async function forgetBases(tx: Transaction, replacedBefore: Millis): Promise<number> {
  return tx.$executeRaw(sql`
    delete from base_prices where ctid in (
      select old.ctid from base_prices old where old.active_from < ${BigInt(replacedBefore)} and exists (
        select 1 from base_prices next where next.rate_id = old.rate_id and next.variant = old.variant and next.epoch > old.epoch and next.active_from < ${BigInt(replacedBefore)})
      limit 10000)`);
}
