import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { Settlement } from '#libs/billing';
import { Database, Signals } from '#libs/database';
import { CLOCK, type Clock, type LeaseId, Loop } from '#libs/kernel';
import { OutboxRelay, Queues } from '#libs/queue';
import { Convergence, followLease } from '#libs/runtime';
import { WebhookDispatcher, Webhooks } from '#libs/webhook';

import { ClusterWatch } from './cluster-watch.js';
import { routes } from './routes.js';
import { sweepNames, Sweeps } from './sweeps.js';

/** Jobs under way get so long to finish; what is cut off comes again. */
const STOP_WITHIN_MILLIS = 2_500;
/** Queues that were emptied have forgotten the sweeps, which find all else that was lost: they are ordered anew. */
const ORDER_SWEEPS_EVERY_MILLIS = 10_000;

/** Carries events to the queues and works on all of them, until the process stops. */
@Injectable()
export class Worker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('worker');
  private readonly relay: OutboxRelay;
  private readonly ordering = new Loop({ everyMillis: ORDER_SWEEPS_EVERY_MILLIS, body: () => this.orderSweeps(), onError: (error) => this.logger.error(error) });

  constructor(
    private readonly database: Database,
    signals: Signals,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly queues: Queues,
    private readonly convergence: Convergence,
    private readonly settlement: Settlement,
    private readonly webhooks: Webhooks,
    private readonly dispatcher: WebhookDispatcher,
    private readonly sweeps: Sweeps,
    private readonly watch: ClusterWatch,
  ) {
    this.relay = new OutboxRelay(database, signals, queues, clock, routes, (error) => this.logger.error(error));
  }

  async onApplicationBootstrap(): Promise<void> {
    this.queues.process('converge', ({ leaseId }) => followLease(this.database, leaseId as LeaseId, this.clock.now(), 'job converge', () => this.convergence.converge(leaseId as LeaseId)));
    this.queues.process('settle', ({ leaseId }) => this.settlement.settle(leaseId));
    this.queues.process('fanout', ({ eventIds }) => this.webhooks.fanout(eventIds));
    this.queues.process('sweep', async ({ name }) => {
      await this.sweeps.run(name);
    });
    this.relay.start();
    this.watch.start();
    this.dispatcher.start((error) => this.logger.error(error));
    await this.orderSweeps();
    this.ordering.start();
  }

  /** Before any connection closes: what feeds the queues first, then the workers. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.ordering.stop(), this.relay.stop(), this.watch.stop(), this.dispatcher.stop(), this.queues.stopWorkers(STOP_WITHIN_MILLIS)]);
  }

  private async orderSweeps(): Promise<void> {
    for (const name of sweepNames) await this.queues.every('sweep', name, this.sweeps.everyMillis(name), { name });
  }
}
