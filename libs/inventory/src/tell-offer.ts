import { type Database, sql } from '#libs/database';
import { type Millis } from '#libs/kernel';

import { type HostRemark, type WithheldReason } from './host.js';
import { tellCapacity } from './host.store.js';

/** Whether a host's cluster offers it, and what else it tells of it. */
export interface HostOffer {
  hostId: string;
  withheld: readonly WithheldReason[];
  remarks: readonly HostRemark[];
}

/**
 * Notes what clusters tell of hosts, at most a thousand. Like a heartbeat it is no change by their owner: generations stay,
 * and nothing is audited. A host that comes on offer wakes its pool's scheduler. @returns how many differ from before.
 */
export async function tellOffer(database: Database, offers: readonly HostOffer[], now: Millis): Promise<number> {
  const rows = offers.map(({ hostId, withheld, remarks }) => ({ id: hostId, withheld: [...withheld].toSorted(), remarks: [...remarks].toSorted() }));
  return database.transaction(async (tx) => {
    const changed = await tx.$queryRaw<{ pool_id: string; appeared: boolean }[]>(sql`
      with told as (
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, withheld text[], remarks text[])
      ), known as materialized (
        select h.id, h.withheld from hosts h join told t on t.id = h.id
        where (coalesce(h.withheld, '{}'), coalesce(h.remarks, '{}')) is distinct from (t.withheld, t.remarks)
        order by h.id collate "C" for no key update of h
      )
      update hosts h set withheld = t.withheld, remarks = t.remarks
      from known k join told t on t.id = k.id where h.id = k.id
      returning h.pool_id, cardinality(t.withheld) = 0 and cardinality(coalesce(k.withheld, '{}')) > 0 as appeared`);
    await tellCapacity(tx, now, changed.filter((row) => row.appeared).map((row) => row.pool_id));
    return changed.length;
  });
}
