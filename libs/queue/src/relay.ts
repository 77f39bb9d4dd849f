import { Database, type OutboxEvent, relayEvents, signalChannels, Signals } from '#libs/database';
import { type Clock, Loop } from '#libs/kernel';
import { openSpan } from '#libs/tracing';

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

  /** Each in a span of its own trace, that its jobs go on from. */
  private async carry(events: OutboxEvent[]): Promise<void> {
    const spans = events.map(({ id, type, subjectId, trace = null }) => (
      openSpan(`relay ${type}`, { from: trace, kind: 'producer', attributes: { 'weir.event.id': id.toString(), 'weir.event.type': type, 'weir.subject.id': subjectId } })));
    let failure: unknown;
    try {
      await this.add(this.routes(events.map((event, index) => ({ ...event, trace: spans[index]?.trace }))));
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      for (const span of spans) span?.end(failure);
    }
  }

  private async add(jobs: readonly RoutedJob[]): Promise<void> {
    for (const name of queueNames) {
      await this.queues.add(name, jobs.filter((job) => job.queue === name));
    }
  }
}
