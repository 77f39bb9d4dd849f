import { type Reader, rowsOf, sql } from '#libs/database';
import { curveGives, type Plain } from '#libs/verify';

/** Where a statement's leaves are in the log. A statement, line or deposit that is not there yet has no place. */
export interface StatementPlaces {
  statement: number | null;
  /** In order of the lines. */
  lines: (number | null)[];
  deposits: (number | null)[];
}

/** Undefined when the tenant has no such statement. */
export async function statementPlaces(reader: Reader, tenantId: string, statementId: string): Promise<StatementPlaces | undefined> {
  const [statement] = await rowsOf<{ index: bigint | null }>(reader, sql`
    select l.index from statements s left join log_leaves l on l.kind = 'statement' and l.sequence = s.sequence where s.id = ${statementId} and s.tenant_id = ${tenantId}`);
  if (!statement) return undefined;
  const lines = await rowsOf<{ index: bigint | null }>(reader, sql`
    select l.index from statement_lines s left join log_leaves l on l.kind = 'line' and l.sequence = s.sequence where s.statement_id = ${statementId} order by s.line_number`);
  const deposits = await rowsOf<{ index: bigint | null }>(reader, sql`
    select l.index from statement_deposits d
      join accounts a on a.owner_id = ${tenantId} and a.kind = 'wallet' and a.asset = 'token'
      join transfers t on t.position = transfer_position(d.transfer_id) and a.number in (t.debit_account, t.credit_account)
      left join log_leaves l on l.kind = 'entry' and l.sequence = 2 * t.position + case when a.number = t.credit_account then 1 else 0 end
    where d.statement_id = ${statementId} order by t.position`);
  const place = ({ index }: { index: bigint | null }) => (index === null ? null : Number(index));
  return { statement: place(statement), lines: lines.map(place), deposits: deposits.map(place) };
}

/** A charge on a line. */
export interface ChargePlace {
  /** The number of its line. */
  line: number;
  index: number;
  /** Of the usage record that it is for; null when it is for time. */
  usageIndex: number | null;
}

/** Charges of a statement by line, each with its place; charges were logged before the statement was. At most `limit`. */
export async function chargePlaces(reader: Reader, statementId: string, limit: number): Promise<ChargePlace[]> {
  const rows = await rowsOf<{ line: number; index: bigint; usageIndex: bigint | null }>(reader, sql`
    select s.line_number as line, l.index, u.index as "usageIndex"
    from billed_charges c
      join statement_lines s on s.statement_id = c.statement_id and s.lease_id = c.lease_id and s.resource_class = c.resource_class and s.variant = c.variant
        and s.corrects_statement_id is not distinct from c.corrects_statement_id
      join log_leaves l on l.kind = 'charge' and l.sequence = c.sequence
      left join usage_records r on r.reporter_id = c.usage_reporter_id and r.source = c.usage_source and r.id = c.usage_id
      left join log_leaves u on u.kind = 'usage' and u.sequence = r.sequence
    where c.statement_id = ${statementId} order by s.line_number, l.index limit ${limit}`);
  return rows.map(({ line, index, usageIndex }) => ({ line, index: Number(index), usageIndex: usageIndex === null ? null : Number(usageIndex) }));
}

interface Candidate {
  poolId: string;
  resourceClass: string;
  variant: string;
  price: bigint;
  pricedAt: bigint;
  index: bigint;
  curve: Plain;
}

/**
 * Places of the rate versions that a statement's prices come from: for each price of a class, the latest version that had
 * begun by then and gives it. (A price that was locked or quoted is of an earlier version than the one in force.)
 */
export async function ratePlaces(reader: Reader, statementId: string): Promise<number[]> {
  const rows = await rowsOf<Candidate>(reader, sql`
    with prices as (
      select c.pool_id, c.resource_class, c.variant, c.nano_tokens_per_unit_hour as price, coalesce(s.starts_at, u.received_at) as priced_at
      from billed_charges c left join streams s on s.id = c.stream_id
        left join usage_records u on u.reporter_id = c.usage_reporter_id and u.source = c.usage_source and u.id = c.usage_id
      where c.statement_id = ${statementId}
    ), firsts as (
      select pool_id, resource_class, variant, price, min(priced_at) as priced_at from prices group by 1, 2, 3, 4
    )
    select f.pool_id as "poolId", f.resource_class as "resourceClass", f.variant, f.price, f.priced_at as "pricedAt", l.index, r.curve
    from firsts f
      join rates r on r.pool_id = f.pool_id and r.resource_class = f.resource_class and r.variant in (f.variant, '') and r.active_from <= f.priced_at
      join log_leaves l on l.kind = 'rate' and l.sequence = r.sequence
    order by r.variant = '', r.active_from desc, r.version desc`);
  const places = new Map<string, number>();
  for (const { poolId, resourceClass, variant, price, index, curve } of rows) {
    const key = `${poolId}/${resourceClass}/${variant}/${price}`;
    if (!places.has(key) && curveGives(curve, price)) places.set(key, Number(index));
  }
  return [...new Set(places.values())].toSorted((a, b) => a - b);
}
