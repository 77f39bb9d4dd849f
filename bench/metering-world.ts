import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Database, sql } from '#libs/database';
import { newId, systemActor, systemClock } from '#libs/kernel';
import { RecordUsage, RecordUsageHandler } from '#libs/metering';

import { benchDatabase } from './servers.js';

/** Claims that samples are about, and how long a sample covers. */
const CLAIMS = 500;
const INTERVAL_MILLIS = 60_000;
/** Samples of one call, as many as a batch may hold. */
const BATCH = 1_000;
/** Calls under way at once. */
const AT_ONCE = 3;
/** One sample in so many is a repeat of the one before: it must cost nothing but its reading. */
const REPEAT_EVERY = 20;

export interface Sample {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  subject: string;
  data: { bytes: number; startsAt: number; endsAt: number };
}

/** The product's own schema in a database of its own, with claims to report on. */
export class MeteringWorld {
  private readonly handler: RecordUsageHandler;
  private readonly claims = Array.from({ length: CLAIMS }, () => ({ claimId: newId('claim'), leaseId: newId('lease') }));
  private readonly whose = { tenantId: newId('tenant'), operatorId: newId('operator'), hostId: newId('host'), poolId: newId('pool') };
  private minute = 0;

  private constructor(readonly database: Database, private readonly folder: string) {
    this.handler = new RecordUsageHandler(database, systemClock);
  }

  static async create(serverUrl: string, name: string): Promise<MeteringWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'weir-samples-'));
    await chmod(folder, 0o755); // as root, the server runs as another user
    const world = new MeteringWorld(await benchDatabase(serverUrl, name, 8), folder);
    await world.addClaims();
    return world;
  }

  /** New samples, all of them different: minutes that follow each other, one of each claim. */
  samples(count: number): Sample[] {
    const now = Date.now();
    const run = randomBytes(6).toString('hex');
    return Array.from({ length: count }, (_, index) => {
      const endsAt = now - INTERVAL_MILLIS * 60 + (this.minute += index % CLAIMS === 0 ? 1 : 0);
      const { claimId } = this.claims[index % CLAIMS]!;
      return {
        specversion: '1.0', id: `${run}-${index}`, source: '/agents/bench', type: 'weir.usage.egress_bytes.v1', subject: claimId,
        data: { bytes: 1_000 + index, startsAt: endsAt - INTERVAL_MILLIS, endsAt },
      };
    });
  }

  /** Records samples in the largest batches, repeats among them, and fails when any was not recorded once. @returns new samples per second. */
  async record(samples: readonly Sample[]): Promise<number> {
    const batches = batchesOf(samples, BATCH);
    const start = performance.now();
    await inTurn(batches, AT_ONCE, async (batch) => {
      const receipt = await this.handler.execute(new RecordUsage(systemActor, batch.events));
      if (receipt.accepted !== batch.fresh) throw new Error(`of ${batch.fresh} new samples ${receipt.accepted} were accepted: ${JSON.stringify(receipt.rejected[0])}`);
    });
    return samples.length / ((performance.now() - start) / 1_000);
  }

  /** Copies as many rows into the same table, by a file that the server reads itself. @returns rows per second. */
  async copy(samples: readonly Sample[]): Promise<number> {
    const file = join(this.folder, 'samples.csv');
    const leaseOf = new Map(this.claims.map(({ claimId, leaseId }) => [claimId as string, leaseId]));
    const { tenantId, operatorId, hostId } = this.whose;
    await writeFile(file, samples.map(({ source, id, subject, data }) => (
      `platform,${source},${id},${leaseOf.get(subject)},${subject},${tenantId},${operatorId},${hostId},egress_bytes,${data.bytes},${data.startsAt},${data.endsAt},${data.endsAt},{}\n`)).join(''));
    const start = performance.now();
    await this.database.client.$executeRawUnsafe(`
      copy usage_records (reporter_id, source, id, lease_id, claim_id, tenant_id, operator_id, host_id, meter, quantity, starts_at, ends_at, received_at, flags) from '${file}' (format csv)`);
    return samples.length / ((performance.now() - start) / 1_000);
  }

  async close(): Promise<void> {
    await this.database.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async addClaims(): Promise<void> {
    const { tenantId, operatorId, hostId, poolId } = this.whose;
    const json = JSON.stringify(this.claims);
    const since = BigInt(Date.now() - 86_400_000);
    await this.database.transaction(async (tx) => {
      await tx.$executeRaw(sql`
        insert into leases (id, tenant_id, project_id, pool_id, name, state, replicas, resources, workload, constraints, pricing, prices, price_locked_until, created_at)
        select "leaseId", ${tenantId}, 'prj', ${poolId}, 'bench', 'active', 1, '{}', '{}', '{}', '{}', '[]', 0, ${since} from jsonb_to_recordset(${json}::jsonb) as t("leaseId" text)`);
      await tx.$executeRaw(sql`
        insert into claims (id, lease_id, tenant_id, project_id, replica, pool_id, host_id, cluster_id, site_id, operator_id, resources, fence, state, made_at)
        select "claimId", "leaseId", ${tenantId}, 'prj', 0, ${poolId}, ${hostId}, 'cls', 'sit', ${operatorId}, '[]', 1, 'held', ${since}
        from jsonb_to_recordset(${json}::jsonb) as t("leaseId" text, "claimId" text)`);
    });
  }
}

/** Batches with repeats among them, and how many of each are new. */
export function batchesOf(samples: readonly Sample[], size: number): { events: Sample[]; fresh: number }[] {
  const batches: { events: Sample[]; fresh: number }[] = [];
  const fresh = size - Math.floor(size / REPEAT_EVERY);
  for (let start = 0; start < samples.length; start += fresh) {
    const mine = samples.slice(start, start + fresh);
    batches.push({ events: [...mine, ...mine.slice(0, size - fresh)], fresh: mine.length });
  }
  return batches;
}

/** Works through all of them, so many at once. */
export async function inTurn<T>(all: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.toReversed();
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) await work(one);
  }));
}
