import { Injectable } from '@nestjs/common';

import { Database, type Reader, rowsOf, sql } from '#libs/database';
import type { Millis } from '#libs/kernel';
import { type FaultRules, rulesAt } from '#libs/rules';

/** Parts of the platform without which hosts cannot be heard of. */
export type WatchedRole = 'api' | 'worker';

/** How often each says that it is there. */
export const BEAT_MILLIS = 5_000;

/** Remembers when parts of the platform were silent, so that operators do not answer for it. */
@Injectable()
export class PlatformWatch {
  constructor(private readonly database: Database) {}

  /** Some process of a role is there. When none was for longer than the rules say, that is a pause. */
  async beat(role: WatchedRole, now: Millis): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { rules } = await rulesAt(tx, now);
      const [seen] = await rowsOf<{ seen_at: bigint }>(tx, sql`select seen_at from platform_watch where role = ${role} for update`);
      if (seen && now - Number(seen.seen_at) > rules.faults.platformPauseMillis) {
        await tx.$executeRaw(sql`insert into platform_pauses (role, starts_at, ends_at) values (${role}, ${seen.seen_at}, ${BigInt(now)}) on conflict do nothing`);
      }
      await tx.$executeRaw(sql`
        insert into platform_watch (role, seen_at) values (${role}, ${BigInt(now)}) on conflict (role) do update set seen_at = greatest(platform_watch.seen_at, excluded.seen_at)`);
    });
  }

  /** Notes with which operators' hosts contact was lost: of all of them, so that it can be seen when that is many operators at once. */
  async noteLosses(): Promise<number> {
    return this.database.client.$executeRaw(sql`
      insert into contact_losses (host_id, lost_at, operator_id, last_heartbeat_at)
      select h.id, h.lost_at, h.operator_id, h.last_heartbeat_at from hosts h
      where h.lost_at is not null and h.last_heartbeat_at is not null and not exists (select 1 from contact_losses c where c.host_id = h.id and c.lost_at = h.lost_at)
      order by h.lost_at, h.id limit 1000 on conflict do nothing`);
  }
}

/** Why a loss of contact is of the platform's own making; undefined when it is the operator's. */
export async function platformsDoing(reader: Reader, { from, lostAt }: { from: Millis; lostAt: Millis }, rules: FaultRules, now: Millis): Promise<string | undefined> {
  const [pause] = await rowsOf<{ role: string }>(reader, sql`
    select role from platform_pauses where starts_at < ${BigInt(lostAt)} and ends_at > ${BigInt(from)}
    union all
    select role from platform_watch where seen_at < ${BigInt(Math.min(lostAt, now - rules.platformPauseMillis))} limit 1`);
  if (pause) return `the platform's ${pause.role} was silent meanwhile`;
  const [since, until] = [BigInt(lostAt - rules.platformWindowMillis), BigInt(lostAt + rules.platformWindowMillis)];
  const [count] = await rowsOf<{ lost: bigint; known: bigint }>(reader, sql`
    with lost as (select distinct operator_id from contact_losses where lost_at between ${since} and ${until}),
      known as (select distinct operator_id from hosts where last_heartbeat_at >= ${since} and created_at <= ${BigInt(lostAt)} union select operator_id from lost)
    select (select count(distinct coalesce(o.group_id, l.operator_id)) from lost l left join operators o on o.id = l.operator_id) as lost,
      (select count(distinct coalesce(o.group_id, k.operator_id)) from known k left join operators o on o.id = k.operator_id) as known`);
  const { lost, known } = count!;
  const many = lost >= 2n && lost * 10_000n >= known * BigInt(rules.platformShareBps);
  return many ? `contact was lost with ${lost} of ${known} operators at once` : undefined;
}
