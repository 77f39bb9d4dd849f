import { Client } from 'pg';

/**
 * What must hold of a database that the product has worked on, recomputed with plain SQL that shares nothing with the
 * product's own code. Every finding is a sentence; none is good.
 */
export interface Audit {
  findings: string[];
  /** How much was looked at, so that an empty audit is not taken for a clean one. */
  looked: Record<string, number>;
}

interface Check {
  name: string;
  /** Rows that should not exist. */
  sql: string;
}

/** Units of a class that its rate is stated for. */
const unitsPerPriced = `case s.resource_class when 'CPU_MILLI' then 1000 when 'GPU_MILLI' then 1000 when 'MEMORY_MIB' then 1024 else 1 end`;

const checks: Check[] = [
  { name: 'entries do not sum to zero', sql: `select sum(amount) as sum from entries having sum(amount) <> 0` },
  {
    name: 'the entries of a transfer do not sum to zero',
    sql: `select transfer_id from entries group by transfer_id having sum(amount) <> 0 or count(*) <> 2`,
  },
  {
    name: 'a balance is not the sum of its entries',
    sql: `select a.id, a.owner_id, a.kind, a.balance, coalesce(sum(e.amount), 0) as entries from accounts a left join entries e on e.account_id = a.id
      group by a.id having a.balance <> coalesce(sum(e.amount), 0)`,
  },
  { name: 'an account is below zero', sql: `select owner_id, kind, balance, reserved from accounts where not may_go_below and balance - reserved < 0` },
  {
    name: 'capacity in use is not what held claims take',
    sql: `with taken as (
        select c.host_id, r->>'resourceClass' as resource_class, coalesce(r->>'variant', '') as variant, sum((r->>'amount')::bigint) as amount
        from claims c cross join jsonb_array_elements(c.resources) r where c.state = 'held' group by 1, 2, 3)
      select i.host_id, i.resource_class, i.variant, i.used, t.amount from inventories i full join taken t using (host_id, resource_class, variant)
      where coalesce(i.used, -1) <> coalesce(t.amount, 0)`,
  },
  {
    name: 'a host was oversold at some moment',
    sql: `with moves as (
        select c.host_id, r->>'resourceClass' as resource_class, coalesce(r->>'variant', '') as variant, c.made_at as at, (r->>'amount')::bigint as amount
        from claims c cross join jsonb_array_elements(c.resources) r
        union all
        select c.host_id, r->>'resourceClass', coalesce(r->>'variant', ''), c.released_at, -(r->>'amount')::bigint
        from claims c cross join jsonb_array_elements(c.resources) r where c.released_at is not null),
      levels as (select *, sum(amount) over (partition by host_id, resource_class, variant order by at, amount rows unbounded preceding) as level from moves)
      select l.host_id, l.resource_class, l.at, max(l.level) as level from levels l join inventories i using (host_id, resource_class, variant)
      where l.level > (i.total - i.reserved) * i.allocation_ratio_bps / 10000 group by 1, 2, 3`,
  },
  {
    name: 'a GPU was promised beyond its thousandths at some moment',
    sql: `with moves as (
        select c.host_id, coalesce(r->>'variant', '') as variant, (d->>'index')::int as device, c.made_at as at, (d->>'milli')::int as amount
        from claims c cross join jsonb_array_elements(c.resources) r cross join jsonb_array_elements(coalesce(r->'devices', '[]')) d
        union all
        select c.host_id, coalesce(r->>'variant', ''), (d->>'index')::int, c.released_at, -(d->>'milli')::int
        from claims c cross join jsonb_array_elements(c.resources) r cross join jsonb_array_elements(coalesce(r->'devices', '[]')) d where c.released_at is not null),
      levels as (select *, sum(amount) over (partition by host_id, variant, device order by at, amount rows unbounded preceding) as level from moves)
      select host_id, device, at, level from levels where level > 1000`,
  },
  {
    name: 'a replica has two held claims',
    sql: `select lease_id, replica from claims where state = 'held' and part <> 'succeeded' group by 1, 2, part having count(*) > 1`,
  },
  {
    name: 'a claim is held for a lease that has ended',
    sql: `select c.id, l.state from claims c join leases l on l.id = c.lease_id where c.state = 'held' and l.state in ('closed', 'failed')`,
  },
  {
    name: 'a lease that runs does not have a claim for each replica',
    sql: `select l.id, l.replicas, count(c.id) as claims from leases l left join claims c on c.lease_id = l.id and c.state = 'held' and c.part = 'serving'
      where l.state = 'active' group by l.id having count(c.id) <> l.replicas`,
  },
  {
    name: 'a simulated workload runs without a lease',
    sql: `select w.claim_id, l.state from simulated_workloads w left join claims c on c.id = w.claim_id and c.state = 'held' left join leases l on l.id = w.lease_id
      where c.id is null or l.state in ('closed', 'failed')`,
  },
  {
    name: 'a stream was not charged exactly quantity × rate × time',
    sql: `select s.id, x.charged, floor(s.quantity::numeric * s.nano_tokens_per_unit_hour * (x.settled_to - s.starts_at) / (${unitsPerPriced} * 3600000::numeric)) as owed
      from streams s join stream_settlements x on x.stream_id = s.id
      where x.charged <> floor(s.quantity::numeric * s.nano_tokens_per_unit_hour * (x.settled_to - s.starts_at) / (${unitsPerPriced} * 3600000::numeric))`,
  },
  {
    // What was not covered by funds is `waived`: it counts as charged, and was never paid.
    name: 'the charges of a stream are not what it was charged',
    sql: `select x.stream_id, x.charged, coalesce(sum(c.amount + c.waived), 0) as charges from stream_settlements x left join charges c on c.stream_id = x.stream_id
      group by x.stream_id having x.charged <> coalesce(sum(c.amount + c.waived), 0)`,
  },
  {
    name: 'two charges of a stream overlap',
    sql: `select a.stream_id, a.id, b.id from charges a join charges b on a.stream_id = b.stream_id and a.id < b.id and a.kind = 'time' and b.kind = 'time'
      where a.starts_at < b.ends_at and b.starts_at < a.ends_at`,
  },
  {
    // What the platform's own mistake ended is free from its start.
    name: 'a stream of an ended lease is still open, or not fully charged',
    sql: `select s.id, s.ends_at, x.settled_to from streams s join leases l on l.id = s.lease_id left join stream_settlements x on x.stream_id = s.id
      where l.state in ('closed', 'failed') and l.closed_reason <> 'platform_error'
        and (s.ends_at is null or (s.ends_at > s.starts_at and coalesce(x.settled_to, s.starts_at) < s.ends_at))`,
  },
  {
    name: 'an ended lease still has funds in escrow or on hold',
    sql: `select l.id, l.state, a.balance from leases l join accounts a on a.owner_id = l.id and a.kind = 'escrow' where l.state in ('closed', 'failed') and (a.balance <> 0 or a.reserved <> 0)`,
  },
  {
    name: 'operators, pools and the platform were not paid what was charged',
    // By what came from tenants: operators may have put earnings at stake, been paid out, or brought tokens of their own.
    sql: `with flows as (
        select case when c.kind in ('earnings', 'treasury', 'fees') and d.kind in ('escrow', 'wallet') then t.amount
          when d.kind in ('earnings', 'treasury', 'fees') and c.kind in ('escrow', 'wallet') then -t.amount else 0 end as amount
        from transfers t join accounts d on d.number = t.debit_account join accounts c on c.number = t.credit_account where t.type in ('posted', 'post')),
      paid as (select sum(amount) as amount from flows), charged as (select sum(amount) as amount from charges)
      select paid.amount as paid, charged.amount as charged from paid, charged where coalesce(paid.amount, 0) <> coalesce(charged.amount, 0)`,
  },
  {
    name: 'the lines of a statement do not sum to it',
    sql: `select s.id, s.charges, coalesce(sum(l.amount), 0) as lines from statements s left join statement_lines l on l.statement_id = s.id
      group by s.id having s.charges <> coalesce(sum(l.amount), 0)`,
  },
  { name: 'a statement does not add up', sql: `select id from statements where opening_balance + deposits - charges <> closing_balance` },
  {
    name: 'statements of a tenant overlap or leave a gap',
    sql: `select id from (select id, starts_at, lag(ends_at) over (partition by tenant_id order by starts_at) as before from statements) t where before is not null and before <> starts_at`,
  },
  {
    name: 'an event was never carried',
    sql: `select id, type from outbox_events where relayed_at is null`,
  },
];

const counted = ['leases', 'claims', 'entries', 'transfers', 'streams', 'charges', 'statements', 'simulated_workloads', 'outbox_events'];

/** Runs every check. Meant for a database at rest: while work is under way, some of what it looks for is normal for a moment. */
export async function audit(databaseUrl: string): Promise<Audit> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const looked: Record<string, number> = {};
    for (const table of counted) {
      looked[table] = Number((await client.query<{ count: string }>(`select count(*) from ${table}`)).rows[0]!.count);
    }
    const findings: string[] = [];
    for (const { name, sql } of checks) {
      // Materialised, since for five rows that are never found a plan is chosen which goes through one table once for each row of another.
      const { rows } = await client.query<Record<string, unknown>>(`with found as materialized (${sql}) select * from found limit 5`);
      if (rows.length > 0) findings.push(`${name}: ${rows.map((row) => JSON.stringify(row)).join(', ')}`);
    }
    return { findings, looked };
  } finally {
    await client.end();
  }
}
