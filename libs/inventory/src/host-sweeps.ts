import { Inject, Injectable } from '@nestjs/common';

import { appendEvents, Database, sql } from '#libs/database';
import { type Millis, SETTINGS, type Settings } from '#libs/kernel';

const HOSTS_PER_SWEEP = 1_000;

/** What happens to hosts because time passed. */
@Injectable()
export class HostSweeps {
  constructor(private readonly database: Database, @Inject(SETTINGS) private readonly settings: Settings) {}

  /**
   * Declares contact lost with hosts that were silent too long, with an event for each. What runs on them is left alone:
   * silence is no proof. At most a thousand a call, so that a dead network makes many short transactions.
   * @returns how many.
   */
  async markSilentHosts(now: Millis): Promise<number> {
    return this.database.transaction(async (tx) => {
      const silentSince = BigInt(now - this.settings.hostLostAfterMillis);
      const lost = await tx.$queryRaw<{ id: string; operator_id: string; cluster_id: string; last_heartbeat_at: bigint }[]>(sql`
        with silent as materialized (
          select id from hosts where lost_at is null and last_heartbeat_at < ${silentSince}
          order by id collate "C" limit ${HOSTS_PER_SWEEP} for no key update skip locked
        )
        update hosts h set lost_at = ${BigInt(now)} from silent
        where h.id = silent.id and h.lost_at is null and h.last_heartbeat_at < ${silentSince}
        returning h.id, h.operator_id, h.cluster_id, h.last_heartbeat_at`);
      await appendEvents(tx, now, lost.map((host) => (
        { type: 'host.lost', subjectId: host.id, payload: { hostId: host.id, operatorId: host.operator_id, clusterId: host.cluster_id, lastHeartbeatAt: Number(host.last_heartbeat_at) } })));
      return lost.length;
    });
  }
}
