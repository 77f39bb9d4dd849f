import { join } from 'node:path';
import { Client } from 'pg';

import { CloseStatement, CloseStatementHandler, type ExportFormat, ExportStatement, ExportStatementHandler, Settlement, Statements } from '#libs/billing';
import { Database, ensureDatabase, migrate, sql } from '#libs/database';
import { type Actor, defaultSettings, ManualClock, MILLIS_PER_HOUR, newId, systemActor } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';

/** A lease is charged for five classes, and for each of them twice. */
const CLASSES = ['CPU_MILLI', 'MEMORY_MIB', 'GPU_MILLI', 'STORAGE_GIB', 'EGRESS_MBPS'];
const AMOUNT = 1_234_567n;
/** Rows that the peer fetches at once, as many as an export reads. */
const FETCHED = 1_000;

/** A tenant with many leases, in the product's own schema, who is charged for all of them hour by hour. */
export class StatementWorld {
  private readonly clock = new ManualClock(Date.UTC(2026, 10, 1));
  private readonly tenantId = newId('tenant');
  private readonly actor: Actor = { ...systemActor, ownerType: 'tenant', ownerId: this.tenantId };

  private constructor(private readonly database: Database, private readonly bare: Client, private readonly leases: number) {}

  static async create(serverUrl: string, lines: number): Promise<StatementWorld> {
    await ensureDatabase(serverUrl, 'statement');
    const url = new URL(serverUrl);
    url.pathname = '/statement';
    await migrate(url.href, join(process.cwd(), 'prisma/migrations'));
    const bare = new Client({ connectionString: url.href });
    await bare.connect();
    const world = new StatementWorld(new Database({ url: url.href, poolSize: 4 }), bare, lines / CLASSES.length);
    await world.prepare();
    return world;
  }

  private async prepare(): Promise<void> {
    const now = BigInt(this.clock.now());
    await this.database.client.tenant.create({ data: { id: this.tenantId, name: 'Bench', statementPeriod: 'month', createdAt: now } });
    await this.database.client.$executeRaw(sql`
      insert into leases (id, tenant_id, project_id, pool_id, name, state, replicas, resources, workload, constraints, pricing, prices, price_locked_until, unplaced, created_at)
      select 'lse_' || n, ${this.tenantId}, 'prj', 'pol', 'lease ' || n, 'closed', 1, '{}', '{}', '{}', '{"mode":"on-demand"}', '[]', 0, false, ${now}::bigint + n from generate_series(1, ${this.leases}) n`);
    await this.post('issuance', 'platform', this.tenantId, 'deposit', 10n ** 17n);
  }

  private async post(kind: 'issuance' | 'wallet', from: string, to: string, reason: 'deposit' | 'charge', amount: bigint): Promise<void> {
    await this.database.transaction((tx) => postTransfers(tx, this.clock.now(), [{
      key: newId('transfer'), type: 'posted', amount, reason, from: { ownerId: from, kind }, to: { ownerId: to, kind: reason === 'deposit' ? 'wallet' : 'earnings' },
    }]));
  }

  /** Charges an hour of every lease, as settlement would have, and gives the peer the same rows. Not what is measured. */
  async charge(): Promise<void> {
    const start = BigInt(this.clock.now());
    const half = BigInt(MILLIS_PER_HOUR / 2);
    await this.database.client.$executeRaw(sql`
      insert into charges (id, kind, lease_id, tenant_id, pool_id, operator_id, host_id, stream_id, resource_class, quantity, nano_tokens_per_unit_hour, starts_at, ends_at, amount,
        operator_amount, treasury_amount, fee_amount, settlement_id, posted_at)
      select 'chg_' || ${start}::text || '_' || n || c || h, 'time', 'lse_' || n, ${this.tenantId}, 'pol', 'opr', 'hst', 'str_' || n || c, c, 1000, 2469134, ${start}::bigint + h * ${half}::bigint,
        ${start}::bigint + (h + 1) * ${half}::bigint, ${AMOUNT}::bigint, ${AMOUNT}::bigint, 0, 0, 'stl', ${start}::bigint
      from generate_series(1, ${this.leases}) n, unnest(${CLASSES}::text[]) c, generate_series(0, 1) h`);
    await this.database.client.$executeRaw(sql`
      insert into lease_settlements (lease_id, tenant_id, settled_to, next_at, nano_tokens_per_hour, charged_to)
      select 'lse_' || n, ${this.tenantId}, ${start}::bigint + 2 * ${half}::bigint, 0, 0, ${start}::bigint + 2 * ${half}::bigint from generate_series(1, ${this.leases}) n
      on conflict (lease_id) do update set settled_to = excluded.settled_to, charged_to = excluded.charged_to`);
    await this.post('wallet', this.tenantId, 'opr', 'charge', AMOUNT * BigInt(this.leases * CLASSES.length * 2));
    await this.bare.query('drop table if exists bare_charges, bare_lines');
    await this.bare.query('create table bare_charges as select lease_id, resource_class, variant, quantity, starts_at, ends_at, amount, waived from charges where starts_at >= $1', [start]);
    await this.bare.query('vacuum analyze');
    this.clock.advance(MILLIS_PER_HOUR);
  }

  /** Closes a statement of what was charged since the last. @returns its id. */
  async close(): Promise<string> {
    const statements = new Statements(this.database, new Settlement(this.database, this.clock, defaultSettings), this.clock);
    return (await new CloseStatementHandler(this.database, statements, this.clock).execute(new CloseStatement(this.actor))).id;
  }

  /** Exports a statement to nowhere. @returns how many characters it has, and the most memory that was in use while it was written. */
  async export(statementId: string, format: ExportFormat): Promise<{ characters: number; heapBytesAtMost: number }> {
    const price = { currency: 'EUR', nanoUnitsPerToken: 12_300_000n };
    const { text } = await new ExportStatementHandler(this.database, defaultSettings).execute(new ExportStatement(this.actor, statementId, format, price));
    let [characters, heapBytesAtMost] = [0, 0];
    for await (const part of text) {
      characters += part.length;
      heapBytesAtMost = Math.max(heapBytesAtMost, process.memoryUsage().heapUsed);
    }
    return { characters, heapBytesAtMost };
  }

  /** The peer: the same sums by one statement, stored, and read by a cursor into JSON. */
  async bareStatement(): Promise<number> {
    await this.bare.query(`create table bare_lines as select lease_id as "leaseId", resource_class as "resourceClass", variant, sum(quantity * (ends_at - starts_at))::text as usage, sum(amount)::text as amount,
      sum(waived)::text as waived, min(starts_at) as "startsAt", max(ends_at) as "endsAt" from bare_charges group by lease_id, resource_class, variant`);
    let lines = 0;
    await this.bare.query('begin; declare bare cursor for select * from bare_lines');
    for (let rows = FETCHED; rows === FETCHED; lines += rows) {
      const { rows: page } = await this.bare.query(`fetch ${FETCHED} from bare`);
      JSON.stringify(page);
      rows = page.length;
    }
    await this.bare.query('commit; drop table bare_lines');
    return lines;
  }

  async end(): Promise<void> {
    await this.bare.end();
    await this.database.close();
  }
}
