import { Injectable, Logger } from '@nestjs/common';

import { Database, sql } from '#libs/database';
import { Loop } from '#libs/kernel';
import { Queues } from '#libs/queue';
import { type ClusterRef, DriverRegistry } from '#libs/runtime';

const LOOK_EVERY_MILLIS = 10_000;
const MAX_CLUSTERS = 1_000;

/** Watches every cluster that this process has the driver for: what changes there by itself is converged soon. */
@Injectable()
export class ClusterWatch {
  private readonly logger = new Logger('worker');
  private readonly watched = new Map<string, () => void>();
  private readonly loop = new Loop({ everyMillis: LOOK_EVERY_MILLIS, body: () => this.look(), onError: (error) => this.logger.error(error) });

  constructor(private readonly database: Database, private readonly drivers: DriverRegistry, private readonly queues: Queues) {}

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    for (const stop of this.watched.values()) stop();
    this.watched.clear();
  }

  /** Starts watching clusters that are new. */
  private async look(): Promise<void> {
    const clusters = await this.database.query<ClusterRef>(sql`select id, driver from clusters order by created_at desc, id limit ${MAX_CLUSTERS}`);
    for (const cluster of clusters) {
      const driver = this.drivers.find(cluster);
      if (!driver || this.watched.has(cluster.id)) continue;
      this.watched.set(cluster.id, driver.watch(cluster, (leaseId) => {
        this.queues.add('converge', [{ data: { leaseId }, oneAtATime: leaseId }]).catch((error: unknown) => this.logger.error(error));
      }));
    }
  }
}
