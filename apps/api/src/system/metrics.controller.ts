import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Gauge } from 'prom-client';

import { Database, outboxBacklog } from '#libs/database';
import { CLOCK, type Clock } from '#libs/kernel';
import { Queues } from '#libs/queue';

import { Metrics, Public } from '../platform/index.js';

/** For Prometheus. Tells of the whole installation (queues, outbox) and of this process (requests, memory). */
@Controller('metrics')
@Public()
export class MetricsController {
  private readonly jobs: Gauge;
  private readonly backlog: Gauge;
  private readonly lag: Gauge;

  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
    private readonly queues: Queues,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    const { registry } = metrics;
    this.jobs = new Gauge({ name: 'weir_queue_jobs', help: 'Jobs in each queue, by state.', labelNames: ['queue', 'state'], registers: [registry] });
    this.backlog = new Gauge({ name: 'weir_outbox_events', help: 'Events not carried to the queues yet; counted to 10,000.', registers: [registry] });
    this.lag = new Gauge({ name: 'weir_outbox_lag_seconds', help: 'Age of the oldest of them.', registers: [registry] });
  }

  @Get()
  @ApiExcludeEndpoint()
  async read(@Res() reply: FastifyReply): Promise<void> {
    await Promise.all([this.countJobs(), this.readBacklog()]);
    const text = await this.metrics.registry.metrics();
    reply.header('content-type', this.metrics.registry.contentType).send(text);
  }

  private async countJobs(): Promise<void> {
    for (const [queue, counts] of Object.entries(await this.queues.counts())) {
      for (const [state, count] of Object.entries(counts)) this.jobs.set({ queue, state }, count as number);
    }
  }

  private async readBacklog(): Promise<void> {
    const { events, oldestAt } = await outboxBacklog(this.database);
    this.backlog.set(events);
    this.lag.set(oldestAt === undefined ? 0 : Math.max(0, this.clock.now() - oldestAt) / 1_000);
  }
}
