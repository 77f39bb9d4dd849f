import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { type Millis, systemActor } from '#libs/kernel';
import { RecordUsage } from '#libs/metering';

/** What one gateway counted for a claim since `startsAt`. */
export interface CountedBytes {
  claimId: string;
  startsAt: Millis;
  /** Later than `startsAt`. */
  endsAt: Millis;
  egressBytes: bigint;
  ingressBytes: bigint;
}

/** An interval whose gateway has not written to it for so long is over, whatever became of the gateway. */
const ABANDONED_AFTER_MILLIS = 30_000;
/** Intervals in one batch: each is two samples at most. */
const BATCH = 400;

interface MeterRow {
  gateway_id: string;
  claim_id: string;
  starts_at: bigint;
  ends_at: bigint;
  egress_bytes: bigint;
  ingress_bytes: bigint;
}

/** Counts of bytes on their way from gateways' memory to usage records: each counts once, whoever carries it. */
@Injectable()
export class Meters {
  constructor(private readonly database: Database, private readonly commands: CommandBus) {}

  /** Keeps counts of intervals that may still go on. Writing one again with more replaces it. */
  async keep(gatewayId: string, counts: readonly CountedBytes[]): Promise<void> {
    if (counts.length === 0) return;
    const rows = counts.map((count) => ({
      claim_id: count.claimId, starts_at: count.startsAt, ends_at: count.endsAt, egress_bytes: count.egressBytes.toString(), ingress_bytes: count.ingressBytes.toString(),
    }));
    await this.database.transaction((tx) => tx.$executeRaw(sql`
      insert into gateway_meters (gateway_id, claim_id, starts_at, ends_at, egress_bytes, ingress_bytes)
      select ${gatewayId}, claim_id, starts_at, ends_at, egress_bytes, ingress_bytes
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(claim_id text, starts_at bigint, ends_at bigint, egress_bytes bigint, ingress_bytes bigint)
      order by claim_id
      on conflict (gateway_id, claim_id, starts_at) do update
        set ends_at = greatest(gateway_meters.ends_at, excluded.ends_at), egress_bytes = greatest(gateway_meters.egress_bytes, excluded.egress_bytes),
          ingress_bytes = greatest(gateway_meters.ingress_bytes, excluded.ingress_bytes)`));
  }

  /**
   * Makes usage samples of this gateway's intervals that began before `over`, and of any that were abandoned. A sample's
   * id is its interval's key, so that doing it twice, or in two gateways, records it once. @returns how many intervals.
   */
  async send(gatewayId: string, over: Millis, now: Millis): Promise<number> {
    const rows = await rowsOf<MeterRow>(this.database, sql`
      select * from gateway_meters
      where (gateway_id = ${gatewayId} and starts_at < ${BigInt(over)}) or ends_at < ${BigInt(now - ABANDONED_AFTER_MILLIS)}
      order by ends_at limit ${BATCH}`);
    if (rows.length === 0) return 0;
    await this.commands.execute(new RecordUsage(systemActor, rows.flatMap(eventsOf)));
    const sent = rows.map(({ gateway_id, claim_id, starts_at }) => ({ gateway_id, claim_id, starts_at: starts_at.toString() }));
    await this.database.transaction((tx) => tx.$executeRaw(sql`
      delete from gateway_meters m using jsonb_to_recordset(${JSON.stringify(sent)}::jsonb) as t(gateway_id text, claim_id text, starts_at bigint)
      where m.gateway_id = t.gateway_id and m.claim_id = t.claim_id and m.starts_at = t.starts_at`));
    return rows.length;
  }
}

function eventsOf(row: MeterRow): object[] {
  return [eventOf(row, 'egress_bytes', row.egress_bytes), eventOf(row, 'ingress_bytes', row.ingress_bytes)];
}

function eventOf(row: MeterRow, meter: 'egress_bytes' | 'ingress_bytes', bytes: bigint): object {
  return {
    specversion: '1.0',
    type: `weir.usage.${meter}.v1`,
    source: `/gateways/${row.gateway_id}`,
    id: `${row.claim_id}-${meter}-${row.starts_at}`,
    subject: row.claim_id,
    time: new Date(Number(row.ends_at)).toISOString(),
    datacontenttype: 'application/json',
    data: { bytes: bytes.toString(), startsAt: Number(row.starts_at), endsAt: Number(row.ends_at) },
  };
}
