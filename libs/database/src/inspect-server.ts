import { Client } from 'pg';

export interface ServerFacts {
  /** Such as 180000. */
  version: number;
  /** Whether what is answered as committed survives a crash. */
  durable: boolean;
  maxConnections: number;
  /** By the server's clock, in the middle of the question. */
  now: number;
}

/** What matters to an operator of a database's server. @throws Error when it does not answer in time. */
export async function inspectServer(url: string, withinMillis: number): Promise<ServerFacts> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: withinMillis, query_timeout: withinMillis });
  try {
    await client.connect();
    const { rows: [row] } = await client.query<{ version: number; durable: boolean; most: number; now: string }>(`
      select current_setting('server_version_num')::int as version, current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off' as durable,
        current_setting('max_connections')::int as most, (extract(epoch from clock_timestamp()) * 1000)::bigint as now`);
    return { version: row!.version, durable: row!.durable, maxConnections: row!.most, now: Number(row!.now) };
  } finally {
    await client.end().catch(() => undefined);
  }
}
