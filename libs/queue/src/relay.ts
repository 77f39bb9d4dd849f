import { Database, type OutboxEvent, relayEvents, signalChannels, Signals } from '#libs/database';
import { type Clock, Loop } from '#libs/kernel';

import type { NewJob } from './queues.js';
import { Queues } from './queues.js';
import { queueNames, type QueueName } from './jobs.js';

/** A job that events call for. */
export type RoutedJob = { [Q in QueueName]: { queue: Q } & NewJob<Q> }[QueueName];

/** Which jobs follow from a batch of events. */
export type Routes = (events: readonly OutboxEvent[]) => RoutedJob[];

const BATCH = 500;

/** Carries events from the outbox to the queues, at least once and soon: on a signal, and by itself every second. */
export class OutboxRelay {
  private readonly loop: Loop;
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly database: Database,
    private readonly signals: Signals,
    private readonly queues: Queues,
    private readonly clock: Clock,
    private readonly routes: Routes,
    onError: (error: unknown) => void,
  ) {
    this.loop = new Loop({ everyMillis: 1_000, body: () => this.drain(), onError });
  }

  start(): void {
    this.unsubscribe = this.signals.on(signalChannels.outbox, () => this.loop.poke());
    this.loop.start();
  }

  async stop(): Promise<void> {
    this.unsubscribe?.();
    await this.loop.stop();
  }

  private async drain(): Promise<void> {
    let carried: number;
    do {
      carried = await this.database.transaction((tx) => relayEvents(tx, BATCH, this.clock.now(), (events) => this.carry(events)));
    } while (carried === BATCH);
  }

  private async carry(events: OutboxEvent[]): Promise<void> {
    const jobs = this.routes(events);
    for (const name of queueNames) {
      await this.queues.add(name, jobs.filter((job) => job.queue === name));
    }
  }
}
