import type { Client } from 'pg';

import { apiCall, setUpWorld } from '#apps/weir';
import { Database } from '#libs/database';
import { MILLIS_PER_DAY, MILLIS_PER_HOUR, NANO_PER_TOKEN, newId } from '#libs/kernel';
import { MAX_BATCH, postTransfers, reconcileLedger } from '#libs/ledger';

/** How much there is of the tenant and of the operator that read it; of others there is OTHERS times as much. */
export interface Sizes {
  leases: number;
  hosts: number;
  statements: number;
  /** Of whatever else is listed by the thousand: messages, charges, movements of the wallet, faults. */
  others: number;
}

export const promised: Sizes = { leases: 10_000, hosts: 1_000, statements: 100, others: 10_000 };

export interface ListsWorld {
  tenant: { id: string; key: string };
  operator: { id: string; key: string };
  adminKey: string;
  poolId: string;
  /** One of each that has lists of its own. */
  leaseId: string;
  statementId: string;
  endpointId: string;
}

/** Whoever reads a list is one of many, and is not to wait for what is theirs. */
const OTHERS = 9;

type Changes = Readonly<Record<string, string>>;

const inventories = [['CPU_MILLI', '', 32_000], ['MEMORY_MIB', '', 131_072], ['STORAGE_GIB', 'nvme', 2_000], ['EGRESS_MBPS', '', 1_000]] as const;

/**
 * Fills an empty database with lists as long as a large customer's. One of each kind is made through the API, as anybody would,
 * and multiplied in the tables with the names and times that differ; the rest is written as its libs write it.
 */
export async function fillLists(apiUrl: string, adminKey: string, client: Client, databaseUrl: string, sizes: Sizes): Promise<ListsWorld> {
  const market = await setUpWorld(apiUrl, adminKey, {
    pool: { name: 'lists' },
    rates: ['CPU_MILLI', 'MEMORY_MIB', 'STORAGE_GIB', 'EGRESS_MBPS'].map((resourceClass) => ({ resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: '1000000' } as const })),
    operators: ['rhine', 'lake'].map((name) => ({
      name, site: { name, jurisdiction: 'DE', region: 'europe-west' },
      hosts: [{ name: `${name}-first`, inventories: inventories.map(([resourceClass, variant, total]) => ({ resourceClass, variant, total })) }],
    })),
    tenants: ['reader', 'other'].map((name) => ({ name, depositNanoTokens: (10n ** 9n * NANO_PER_TOKEN).toString() })),
  });
  const more = Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, size * OTHERS])) as unknown as Sizes;
  const fillers = [new Filler(client, sizes, market.poolId), new Filler(client, more, market.poolId)];
  const [tenant, operator] = [market.tenants[0]!, market.operators[0]!];
  const made = [];
  for (const [place, { id, key }] of market.tenants.entries()) made.push(await fillers[place]!.tenant(place, id, market.operators[place]!.id, await firstOfEach(apiUrl, key)));
  for (const [place, { id, hostIds }] of market.operators.entries()) await fillers[place]!.operator(place, id, hostIds[0]!);
  await fillers[0]!.platform();
  for (const [place, { id }] of market.tenants.entries()) await moveTokens(databaseUrl, id, market.operators[place]!.id, place === 0 ? sizes.others : more.others);
  await client.query('vacuum analyze');
  return { tenant: { id: tenant.id, key: tenant.key }, operator: { id: operator.id, key: operator.key }, adminKey, poolId: market.poolId, ...made[0]! };
}

interface FirstOfEach {
  leaseId: string;
  statementId: string;
  endpointId: string;
}

async function firstOfEach(apiUrl: string, key: string): Promise<FirstOfEach> {
  const call = apiCall(apiUrl, key);
  const { id: endpointId } = await call<{ id: string }>('POST', '/v1/webhooks/endpoints', { url: 'https://hooks.example/weir', eventTypes: ['lease.activated'] });
  const { id: leaseId } = await call<{ id: string }>('POST', '/v1/leases', { pool: 'lists', replicas: 1, resources: { cpuMillis: 100, memoryMib: 128 }, workload: { image: 'registry.example/app:1' } });
  const { id: statementId } = await call<{ id: string }>('POST', '/v1/statements');
  return { leaseId, statementId, endpointId };
}

class Filler {
  constructor(private readonly client: Client, private readonly sizes: Sizes, private readonly poolId: string) {}

  /** `place`: of the owner among those that are filled, so that no two have the same ids. */
  async tenant(place: number, tenantId: string, operatorId: string, first: FirstOfEach): Promise<FirstOfEach> {
    const { leases, statements, others } = this.sizes;
    const id = idsOf(place);
    await this.multiply('leases', leases, first.leaseId, {
      id: id('lse'), name: `'job ' || n`, state: `(array['active', 'active', 'active', 'blocked', 'closed'])[(1 + n % 5)::int]`, created_at: `t.created_at - n * 60000`, hold_key: 'null', unplaced: 'n % 5 = 3', sought: 'n % 5 = 3',
      activated_at: `case when n % 5 < 3 then t.created_at - n * 60000 end`, closed_at: `case when n % 5 = 4 then t.created_at end`, closed_reason: `case when n % 5 = 4 then 'tenant_closed' end`,
    });
    await this.run(`insert into lease_settlements (lease_id, tenant_id, settled_to, next_at, nano_tokens_per_hour)
      select id, tenant_id, created_at, created_at + ${365 * MILLIS_PER_DAY}, 1000000 from leases where tenant_id = $1 and state = 'active'`, tenantId);
    await this.run(`insert into lease_events (lease_id, at, type, data) select $1, n, 'lease.activated', '{}' from generate_series(1::bigint, ${others / 10}) n`, first.leaseId);
    await this.run(`insert into charges (id, kind, lease_id, tenant_id, pool_id, operator_id, host_id, stream_id, resource_class, quantity, nano_tokens_per_unit_hour, starts_at, ends_at, amount,
        operator_amount, treasury_amount, fee_amount, settlement_id, posted_at)
      select ${id('chg')}, 'time', case when n % 10 = 0 then $1 else ${id('lse')} end, $2, $3, $4, ${idsOf(place)('hst', `n % ${this.sizes.hosts - 1} + 1`)},
        'str_' || n, 'CPU_MILLI', 1000, 1000000, f.now - n * 60000, f.now - n * 60000 + 60000, 16666, 14166, 1667, 833, 'stl', f.now - n * 60000
      from generate_series(1::bigint, ${others}) n, (select max(created_at) as now from leases where id = $1) f`, first.leaseId, tenantId, this.poolId, operatorId);
    await this.multiply('statements', statements - 1, first.statementId, { id: id('stm'), sequence: `nextval('statements_sequence_seq')`, starts_at: `t.starts_at - n * ${MILLIS_PER_HOUR}`, ends_at: `t.starts_at - (n - 1) * ${MILLIS_PER_HOUR}` });
    await this.run(`insert into statement_lines (statement_id, line_number, lease_id, lease_name, resource_class, usage, amount, starts_at, ends_at)
      select $1, n, ${id('lse')}, 'job ' || n, 'CPU_MILLI', 60000, 16666, 0, 60000 from generate_series(1::bigint, ${others / 10}) n`, first.statementId);
    await this.webhooks(id, tenantId, first.endpointId);
    await this.run(`insert into members (id, owner_type, owner_id, email, role, created_at) select ${id('mbr')}, 'tenant', $1, 'person-' || n || '@example.com', 'viewer', n from generate_series(1::bigint, 200) n`, tenantId);
    await this.run(`insert into projects (id, tenant_id, name, created_at) select ${id('prj')}, $1, 'project ' || n, n from generate_series(1::bigint, 200) n`, tenantId);
    await this.run(`insert into api_keys (id, prefix, hash, owner_type, owner_id, name, role, scopes, created_at)
      select ${id('key')}, 'weir_x', 'none ${place} ' || n, 'tenant', $1, 'key ' || n, 'viewer', '{}', n from generate_series(1::bigint, 200) n`, tenantId);
    return first;
  }

  private async webhooks(id: ReturnType<typeof idsOf>, tenantId: string, endpointId: string): Promise<void> {
    const { others } = this.sizes;
    const now = `(select created_at from endpoints where id = $2)`;
    await this.run(`insert into messages (id, tenant_id, event_id, type, body, created_at)
      select ${id('msg')}, $1, ${id('evt')}, 'lease.activated', '{"type":"lease.activated"}', ${now} - n * 1000 from generate_series(1::bigint, ${others}) n`, tenantId, endpointId);
    await this.run(`insert into deliveries (id, message_id, endpoint_id, tenant_id, state, created_at)
      select ${id('dlv')}, ${id('msg')}, $2, $1, case when n % 50 = 0 then 'failed' else 'delivered' end, ${now} - n * 1000 from generate_series(1::bigint, ${others}) n`, tenantId, endpointId);
    await this.run(`insert into attempts (id, delivery_id, endpoint_id, at, status, duration_millis)
      select ${id('att')}, ${id('dlv')}, $2, ${now} - n * 1000, case when n % 50 = 0 then 500 else 200 end, 12 from generate_series(1::bigint, ${others}) n where $1 <> ''`, tenantId, endpointId);
    await this.multiply('endpoints', 99, endpointId, { id: id('end'), url: `'https://hooks.example/' || n`, created_at: 't.created_at + n' });
  }

  async operator(place: number, operatorId: string, hostId: string): Promise<void> {
    const id = idsOf(place);
    const changes = { id: id('hst'), name: `'host ' || n`, last_heartbeat_at: `t.created_at + ${MILLIS_PER_DAY}`, state: `case when n % 10 = 0 then 'cordoned' else 'open' end` };
    await this.multiply('hosts', this.sizes.hosts - 1, hostId, changes);
    await this.run(`insert into inventories select r.* from inventories t cross join generate_series(1::bigint, ${this.sizes.hosts - 1}) n
      cross join lateral jsonb_populate_record(t, jsonb_build_object('host_id', ${id('hst')}, 'used', t.total * (n % 5) / 5)) r where t.host_id = $1`, hostId);
    const [faults, slashes] = [this.sizes.others / 10, this.sizes.others / 100];
    await this.run(`insert into operator_faults (id, key, kind, operator_id, pool_id, host_id, at, recorded_at, rules_version, units, evidence, state)
      select ${id('ofl')}, 'fault ${place} ' || n, 'lost_contact', $1, $2, ${id('hst')}, f.now - n * 1000, f.now - n * 1000, 0, '[]', '{"silentMillis": 600000}', case when n <= ${slashes} then 'confirmed' else 'excused' end
      from generate_series(1::bigint, ${faults}) n, (select max(created_at) as now from hosts) f`, operatorId, this.poolId);
    await this.run(`insert into slashes (id, fault_id, kind, operator_id, pool_id, rules_version, units, base, at_stake, slashed_before, amount, proposed_at, due_at, state)
      select ${id('slh')}, ${id('ofl')}, 'lost_contact', $1, $2, 0, '[]', 1000, 1000, 0, 10, f.now - n * 1000, f.now - n * 1000, 'forgiven'
      from generate_series(1::bigint, ${slashes}) n, (select max(created_at) as now from hosts) f`, operatorId, this.poolId);
    await this.run(`insert into payouts (id, batch_id, operator_id, period_starts_at, amount, state, made_at, resolved_at) select ${id('pay')}, ${id('pbt')}, $1, n * ${MILLIS_PER_DAY}, 1000000000, 'paid', n * ${MILLIS_PER_DAY}, n * ${MILLIS_PER_DAY} from generate_series(1::bigint, 100) n`, operatorId);
  }

  /** What administrators and backers read. */
  async platform(): Promise<void> {
    const id = idsOf(0);
    const count = this.sizes.others / 100;
    await this.run(`insert into breakers (id, flow, scope, subject_id, author_id, reason, tripped_at, released_at, released_by, release_reason)
      select ${id('brk')}, 'payout', 'operator', ${id('opr')}, 'system', 'too much at once', n * 1000, case when n % 2 = 0 then n * 1000 + 1 end, case when n % 2 = 0 then 'key' end, case when n % 2 = 0 then 'looked at' end from generate_series(1::bigint, ${count}) n`);
    await this.run(`insert into held_usage (id, lease_id, claim_id, replica, tenant_id, pool_id, operator_id, meter, starts_at, ends_at, tolerance_bps, sources, state, held_at)
      select ${id('hus')}, ${id('lse')}, ${id('clm')}, 0, ${id('ten')}, $1, ${id('opr')}, 'egress_bytes', 0, ${MILLIS_PER_HOUR}, 500, '[]', 'open', n from generate_series(1::bigint, ${count}) n`, this.poolId);
    await this.run(`insert into operators (id, name, created_at) select ${id('opr')}, 'operator ' || n, n from generate_series(1::bigint, ${count}) n`);
    await this.run(`insert into stake_pools (id, operator_id, created_at, earnings_bps, commission_bps, locked_since, unlocks_at, reported_to) select ${id('stp')}, ${id('opr')}, n, 5000, 1000, n, n, n from generate_series(1::bigint, ${count}) n`);
    await this.run(`insert into pools (id, name, created_at) select ${id('pol')}, 'pool-' || n, n from generate_series(1::bigint, ${count}) n`);
    await this.run(`insert into audit_entries (at, owner_type, owner_id, actor_id, action, subject_id, detail) select n, 'platform', 'platform', 'key', 'pool.updated', $1, '{}' from generate_series(1::bigint, ${this.sizes.others}) n`, this.poolId);
  }

  /** So many more rows like one, but for what is named: expressions over `t`, that row, and `n`, from one. */
  private async multiply(table: string, times: number, ofId: string, changes: Changes): Promise<void> {
    const changed = Object.entries(changes).map(([column, value]) => `'${column}', ${value}`).join(', ');
    await this.run(`insert into ${table} select r.* from ${table} t cross join generate_series(1::bigint, ${times}) n cross join lateral jsonb_populate_record(t, jsonb_build_object(${changed})) r where t.id = $1`, ofId);
  }

  private async run(text: string, ...values: unknown[]): Promise<void> {
    await this.client.query(text, values);
  }
}

/** Ids as the API reads them, of the n-th row. */
function idsOf(place: number): (prefix: string, number?: string) => string {
  return (prefix, number = 'n') => `'${prefix}_' || lpad((${place * 1_000_000} + ${number})::text, 24, '0')`;
}

/** Charges of an hour each, up to now, through the ledger. */
async function moveTokens(databaseUrl: string, tenantId: string, operatorId: string, count: number): Promise<void> {
  const database = new Database({ url: databaseUrl, poolSize: 1 });
  const now = Date.now();
  for (let done = 0; done < count; done += MAX_BATCH) {
    const batch = Array.from({ length: Math.min(MAX_BATCH, count - done) }, (_, index) => ({
      key: newId('transfer'), type: 'posted' as const, amount: 1_000n + BigInt(index), reason: 'charge' as const,
      from: { ownerId: tenantId, kind: 'wallet' as const }, to: { ownerId: operatorId, kind: 'earnings' as const },
    }));
    await database.transaction((tx) => postTransfers(tx, now - (count - done), batch));
    // As the worker's sweep does: what is older than its last two runs is found by account.
    for (let run = 0; run < 2; run++) await reconcileLedger(database, now);
  }
  await database.close();
}
