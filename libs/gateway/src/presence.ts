import { Injectable } from '@nestjs/common';

import { Database, sql } from '#libs/database';
import type { Millis } from '#libs/kernel';

/** A gateway that was not heard of for so long counts for nothing. */
const GONE_AFTER_MILLIS = 10_000;

/** Which gateways run, by their own word every few seconds. */
@Injectable()
export class Presence {
  constructor(private readonly database: Database) {}

  /** Says that this gateway runs. @returns how many do, this one included. */
  async announce(gatewayId: string, now: Millis): Promise<number> {
    return this.database.transaction(async (tx) => {
      await tx.$executeRaw(sql`
        insert into gateways (id, seen_at) values (${gatewayId}, ${BigInt(now)}) on conflict (id) do update set seen_at = excluded.seen_at`);
      await tx.$executeRaw(sql`delete from gateways where seen_at < ${BigInt(now - 100 * GONE_AFTER_MILLIS)}`);
      const [row] = await tx.$queryRaw<{ count: bigint }[]>(sql`select count(*) as count from gateways where seen_at >= ${BigInt(now - GONE_AFTER_MILLIS)}`);
      return Math.max(1, Number(row!.count));
    });
  }

  async leave(gatewayId: string): Promise<void> {
    await this.database.transaction((tx) => tx.$executeRaw(sql`delete from gateways where id = ${gatewayId}`));
  }
}
