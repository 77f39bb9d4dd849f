import { type ApiCall, apiCall, ApiRefusal, type HostPlan, setUpWorld, type World, type WorldPlan } from '#apps/weir';
import { sql } from '#libs/database';

import { audit, type Audit } from '../audit.js';
import { type StartedProduct, startUp } from '../started-product.js';
import { type TraceHost, traceHosts, type TraceTask, traceTasks } from '../openb.js';

export interface TraceOptions {
  workload: string;
  tasks: number;
  operators: number;
  tenants: number;
}

export interface TraceReport {
  trace: string;
  workload: string;
  /** Of wall time, the start of the product and the registration included. */
  seconds: number;
  tasks: { submitted: number; placed: number; blocked: number; refused: number; closed: number; running: number };
  /** What part of the pool was claimed, after each step of the compressed clock. */
  allocation: { at: number; gpuPercent: number; cpuPercent: number }[];
  operators: { name: string; hosts: number; earnedNanoTokens: string }[];
  statements: { tenant: string; count: number; lines: number; chargedNanoTokens: string }[];
  audit: Audit;
}

export type Progress = (stage: string, done: number, total: number, unit: string) => void;

/** Arrivals between two moves of the clock: small enough that departures free capacity in time, large enough to be quick. */
const ARRIVALS_PER_STEP = 40;
/** Requests under way at once. */
const AT_ONCE = 8;
/** When the trace begins, on the simulated clock. */
const START = Date.UTC(2026, 0, 1);
const SETTLE_WITHIN_MILLIS = 60_000;
const POOL = 'openb';

/** Starts the product, plays the trace through its API, and audits the database afterwards. */
export async function runTrace(options: TraceOptions, progress: Progress): Promise<TraceReport> {
  const began = performance.now();
  const [hosts, all] = await Promise.all([traceHosts(), traceTasks(options.workload)]);
  const tasks = all.slice(0, options.tasks);
  const product = await startUp({
    WEIR_SIMULATED_CLOCK: String(START),
    WEIR_SIMULATED_START: '0ms',
    WEIR_SIMULATED_SAMPLE: '0ms',
    // A leap of hours is not silence: time passes for the clock alone.
    WEIR_HOST_STALE_AFTER: '36500d',
    WEIR_HOST_LOST_AFTER: '36501d',
    WEIR_SETTLE_EVERY: '1d',
    WEIR_PRICE_LOCK: '36500d',
    WEIR_LOW_FUNDS_WARNING: '1ms',
    WEIR_RATE_LIMIT: '10000000',
  });
  try {
    const world = await setUpWorld(product.apiUrl, product.adminKey, planOf(hosts, options), 'trace', (registered) => progress('registering', registered, hosts.length, 'hosts'));
    const run = new Run(product, world, hosts);
    const allocation = await run.play(tasks, (done) => progress('playing', done, tasks.length, 'tasks'));
    const counts = await run.counts();
    const statements = await run.closeStatements();
    const operators = await run.earnings();
    await run.atRest();
    return {
      trace: 'openb', workload: options.workload, tasks: counts, allocation, operators, statements, audit: await audit(product.databaseUrl),
      seconds: Math.round((performance.now() - began) / 1_000),
    };
  } finally {
    await product.stop();
  }
}

/** The trace's hosts dealt out to operators like cards, so that each has some of every model. */
function planOf(hosts: readonly TraceHost[], options: TraceOptions): WorldPlan {
  const jurisdictions = ['DE', 'CH', 'US', 'FR', 'NL', 'SE', 'JP', 'SG', 'CA', 'BR', 'AU', 'IE'];
  const fixed = (nanoTokensPerUnitHour: string) => ({ kind: 'fixed', nanoTokensPerUnitHour }) as const;
  return {
    pool: { name: POOL },
    rates: [
      { resourceClass: 'CPU_MILLI', curve: fixed('20000003') },
      { resourceClass: 'MEMORY_MIB', curve: fixed('2500007') },
      { resourceClass: 'GPU_MILLI', curve: fixed('800000011') },
      { resourceClass: 'EGRESS_GIB', curve: fixed('50000000') },
      { resourceClass: 'STORED_GIB_HOUR', curve: fixed('1000000') },
    ],
    operators: Array.from({ length: options.operators }, (_, index) => ({
      name: `operator-${String(index + 1).padStart(2, '0')}`,
      site: { name: `site-${index + 1}`, jurisdiction: jurisdictions[index % jurisdictions.length]!, region: 'somewhere' },
      hosts: hosts.filter((_host, host) => host % options.operators === index).map(hostPlan),
    })),
    tenants: Array.from({ length: options.tenants }, (_, index) => ({ name: `tenant-${index + 1}`, depositNanoTokens: (10n ** 17n).toString(), statementPeriod: 'month' as const })),
  };
}

function hostPlan(host: TraceHost): HostPlan {
  return {
    name: host.name,
    inventories: [
      { resourceClass: 'CPU_MILLI', total: host.cpuMillis },
      { resourceClass: 'MEMORY_MIB', total: host.memoryMib },
      ...(host.gpus > 0 ? [{ resourceClass: 'GPU_MILLI', variant: host.model, total: host.gpus * 1_000 }] : []),
    ],
  };
}

/** One playing of the trace: what was submitted, and by which tenant. */
class Run {
  private readonly tenants: ApiCall[];
  private readonly admin: ApiCall;
  private refused = 0;
  private submitted = 0;

  constructor(private readonly product: StartedProduct, private readonly world: World, private readonly hosts: readonly TraceHost[]) {
    this.tenants = world.tenants.map(({ key }) => apiCall(product.apiUrl, key));
    this.admin = apiCall(product.apiUrl, product.adminKey);
  }

  async play(tasks: readonly TraceTask[], onTasks: (done: number) => void): Promise<TraceReport['allocation']> {
    const allocation: TraceReport['allocation'] = [];
    for (let from = 0; from < tasks.length; from += ARRIVALS_PER_STEP) {
      const arriving = tasks.slice(from, from + ARRIVALS_PER_STEP);
      const at = START + arriving.at(-1)!.arrivesAt;
      await this.admin('POST', '/v1/admin/clock', { now: at });
      await this.atRest();
      await inParallel(arriving, AT_ONCE, (task, index) => this.submit(task, from + index));
      await this.atRest();
      allocation.push({ at, ...(await this.allocated()) });
      onTasks(from + arriving.length);
    }
    return allocation;
  }

  private async submit(task: TraceTask, number: number): Promise<void> {
    const tenant = this.tenants[number % this.tenants.length]!;
    this.submitted += 1;
    try {
      await tenant('POST', '/v1/leases', {
        name: task.name,
        pool: POOL,
        replicas: 1,
        resources: {
          cpuMillis: Math.max(1, task.cpuMillis),
          memoryMib: Math.max(1, task.memoryMib),
          ...(task.gpus > 0 ? { gpu: { count: task.gpus, milliPerGpu: task.milliPerGpu, ...(task.models.length > 0 ? { models: task.models } : {}) } } : {}),
        },
        workload: { image: 'trace/task:1' },
        durationMillis: task.durationMillis,
      }, { idempotencyKey: task.name });
    } catch (error) {
      // A task that no host could ever take is an answer, not a fault.
      if (!(error instanceof ApiRefusal) || error.status !== 422) throw error;
      this.refused += 1;
    }
  }

  /** Waits until every lease is active, blocked or ended, and every event is carried. */
  async atRest(): Promise<void> {
    const end = performance.now() + SETTLE_WITHIN_MILLIS;
    for (;;) {
      const [row] = await this.product.database.query<{ moving: bigint; waiting: bigint; unsettled: bigint }>(sql`select
        (select count(*) from leases where state in ('requested', 'placed', 'provisioning', 'degraded', 'closing')) as moving,
        (select count(*) from (select 1 from outbox_events where relayed_at is null limit 1) w) as waiting,
        (select count(*) from leases l join accounts a on a.owner_id = l.id and a.kind = 'escrow' where l.state in ('closed', 'failed') and a.balance <> 0) as unsettled`);
      if (row!.moving === 0n && row!.waiting === 0n && row!.unsettled === 0n) return;
      if (performance.now() > end) throw new Error(`the product did not come to rest: ${row!.moving} leases moving, ${row!.unsettled} unsettled`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }

  private async allocated(): Promise<{ gpuPercent: number; cpuPercent: number }> {
    const rows = await this.product.database.query<{ resource_class: string; used: bigint }>(sql`
      select resource_class, sum(used)::bigint as used from inventories where resource_class in ('GPU_MILLI', 'CPU_MILLI') group by 1`);
    const used = (name: string) => Number(rows.find((row) => row.resource_class === name)?.used ?? 0n);
    const total = (of: (host: TraceHost) => number) => this.hosts.reduce((sum, host) => sum + of(host), 0);
    return {
      gpuPercent: (100 * used('GPU_MILLI')) / total((host) => host.gpus * 1_000),
      cpuPercent: (100 * used('CPU_MILLI')) / total((host) => host.cpuMillis),
    };
  }

  async counts(): Promise<TraceReport['tasks']> {
    const rows = await this.product.database.query<{ state: string; count: bigint; placed: bigint }>(sql`select state, count(*) as count, count(placed_at) as placed from leases group by 1`);
    const of = (...states: string[]) => rows.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + Number(count), 0);
    return {
      submitted: this.submitted, refused: this.refused, blocked: of('blocked'), closed: of('closed'), running: of('active'),
      placed: rows.reduce((sum, { placed }) => sum + Number(placed), 0),
    };
  }

  /** Every tenant closes its running period, and all its statements are added up. */
  async closeStatements(): Promise<TraceReport['statements']> {
    const totals: TraceReport['statements'] = [];
    for (const [index, { name }] of this.world.tenants.entries()) {
      const call = this.tenants[index]!;
      await call('POST', '/v1/statements');
      let [count, lines, charged] = [0, 0, 0n];
      for await (const statement of pages<{ id: string; charges: string }>(call, '/v1/statements')) {
        count += 1;
        charged += BigInt(statement.charges);
      }
      const [row] = await this.product.database.query<{ lines: bigint }>(sql`
        select count(*) as lines from statement_lines l join statements s on s.id = l.statement_id where s.tenant_id = ${this.world.tenants[index]!.id}`);
      lines = Number(row!.lines);
      totals.push({ tenant: name, count, lines, chargedNanoTokens: charged.toString() });
    }
    return totals;
  }

  async earnings(): Promise<TraceReport['operators']> {
    return Promise.all(this.world.operators.map(async ({ name, key, hostIds }) => {
      const earned = await apiCall(this.product.apiUrl, key)<{ total: string }>('GET', '/v1/operator/earnings?from=0&by=month&limit=1');
      return { name, hosts: hostIds.length, earnedNanoTokens: earned.total };
    }));
  }
}

async function* pages<T>(call: ApiCall, path: string): AsyncGenerator<T> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: T[]; nextCursor: string | null } = await call('GET', `${path}?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    yield* page.items;
    cursor = page.nextCursor;
  }
}

/** Runs the work on every item, so many at once, in order of their places. */
async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, async () => {
    while (next < items.length) {
      const index = next++;
      await work(items[index]!, index);
    }
  }));
}
