import { type Database, sql } from '#libs/database';

/** A host for this lib's tests, written straight into its tables. */
export interface TestHost {
  id: string;
  pool?: string;
  cpu?: number;
  reserved?: number;
  ratioBps?: number;
  gpus?: number;
  /** So many further classes of 1,000 each. */
  others?: number;
  state?: string;
  heard?: boolean;
  heardAt?: number;
  lostAt?: number;
}

export async function insertHosts(database: Database, hosts: TestHost[]): Promise<void> {
  const rows = hosts.map((host) => ({
    id: host.id, pool_id: host.pool ?? 'pol_1', state: host.state ?? 'open',
    last_heartbeat_at: host.heard === false ? null : (host.heardAt ?? 0), lost_at: host.lostAt ?? null,
  }));
  const inventories = hosts.flatMap((host) => [
    ...(host.cpu ? [row(host, 'CPU_MILLI', '', host.cpu, { reserved: host.reserved ?? 0, allocation_ratio_bps: host.ratioBps ?? 10_000 })] : []),
    ...(host.gpus ? [row(host, 'GPU_MILLI', 't4', host.gpus * 1_000, { device_used: Array.from({ length: host.gpus }, () => 0) })] : []),
    ...Array.from({ length: host.others ?? 0 }, (_, n) => row(host, `CUSTOM_${n}`, '', 1_000)),
  ]);
  await database.client.$executeRaw(sql`
    insert into hosts (id, operator_id, site_id, cluster_id, pool_id, name, jurisdiction, region, state, traits, last_heartbeat_at, lost_at, created_at)
    select id, 'opr_1', 'sit_1', 'cls_1', pool_id, id, 'DE', 'europe-west', state, '{}', last_heartbeat_at, lost_at, 0
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, pool_id text, state text, last_heartbeat_at bigint, lost_at bigint)`);
  await database.client.$executeRaw(sql`
    insert into inventories (host_id, resource_class, variant, total, reserved, max_unit, allocation_ratio_bps, device_used)
    select host_id, resource_class, variant, total, reserved, total, allocation_ratio_bps, device_used
    from jsonb_to_recordset(${JSON.stringify(inventories)}::jsonb)
      as t(host_id text, resource_class text, variant text, total bigint, reserved bigint, allocation_ratio_bps int, device_used int[])`);
}

function row(host: TestHost, resourceClass: string, variant: string, total: number, more: object = {}): object {
  return { host_id: host.id, resource_class: resourceClass, variant, total, reserved: 0, allocation_ratio_bps: 10_000, device_used: [], ...more };
}
