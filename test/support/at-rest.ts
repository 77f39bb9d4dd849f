import { Client } from 'pg';

import type { ProductProcess } from './product.js';

/** Waits until nothing is under way: every lease has come to rest, every event is carried, everything ended is settled. */
export async function atRest(databaseUrl: string, processes: ProductProcess[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const end = Date.now() + 90_000;
    for (;;) {
      const { rows } = await client.query<{ moving: string; waiting: string; unsettled: string; orphans: string }>(`select
        (select count(*) from leases where state not in ('active', 'closed', 'failed')) as moving,
        (select count(*) from outbox_events where relayed_at is null) as waiting,
        (select count(*) from leases l join accounts a on a.owner_id = l.id and a.kind = 'escrow' where l.state in ('closed', 'failed') and (a.balance <> 0 or a.reserved <> 0)) as unsettled,
        (select count(*) from simulated_workloads w join leases l on l.id = w.lease_id where l.state in ('closed', 'failed')) as orphans`);
      const row = rows[0]!;
      if (Object.values(row).every((count) => count === '0')) return;
      if (Date.now() > end) throw new Error(`not at rest: ${JSON.stringify(row)}\n${processes.map((process) => `${process.role}: ${process.log().slice(-1_500)}`).join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  } finally {
    await client.end();
  }
}

/** Every lease's state, by id. */
export async function leaseStates(databaseUrl: string): Promise<Map<string, string>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; state: string }>('select id, state from leases');
    return new Map(rows.map((row) => [row.id, row.state]));
  } finally {
    await client.end();
  }
}
