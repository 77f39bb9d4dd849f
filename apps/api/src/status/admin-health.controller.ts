import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Gauge } from 'prom-client';
import type { z } from 'zod';

import { Database, outboxBacklog } from '#libs/database';
import { ListClusterHealth } from '#libs/inventory';
import { type Actor, CLOCK, type Clock, MILLIS_PER_MINUTE, SETTINGS, type Settings, systemActor } from '#libs/kernel';
import { GetReconciliation } from '#libs/ledger';
import { ListSchedulers } from '#libs/placement';
import { Queues } from '#libs/queue';

import { Answers, CurrentActor, Metrics, OwnedBy, Scopes } from '../platform/index.js';
import { adminHealth } from './schemas.js';

type Health = z.infer<typeof adminHealth>;
type State = Health['state'];

const LAG_WARNING_MILLIS = 10_000;
const LAG_FAILED_MILLIS = MILLIS_PER_MINUTE;
const KEEP_MILLIS = 1_000;
const states: readonly State[] = ['ok', 'warning', 'failed'];

@Controller('v1/admin/health')
@ApiTags('administration')
@OwnedBy('platform')
export class AdminHealthController {
  private kept: { at: number; health: Promise<Health> } | undefined;

  constructor(
    private readonly queries: QueryBus, private readonly database: Database, private readonly queues: Queues,
    @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings, { registry }: Metrics,
  ) {
    const read = () => this.readOften();
    registry.registerMetric(new Gauge({
      name: 'weir_part_state', help: 'How each part of the installation is: 0 well, 1 a warning, 2 failed.', labelNames: ['part'], registers: [],
      // Anybody may read metrics, so they tell of hosts and leases in these words alone.
      async collect() {
        const { state: _worst, at: _at, ...parts } = await read();
        for (const [part, { state }] of Object.entries(parts)) this.set({ part }, states.indexOf(state));
      },
    }));
  }

  @Get()
  @Scopes('admin')
  @ApiOperation({ operationId: 'getAdminHealth', summary: 'How every part is' })
  @Answers(200, adminHealth, { description: 'Queues, outbox, schedulers, clusters and the ledger; each with what is the worst of it.' })
  async read(@CurrentActor() actor: Actor): Promise<Health> {
    const at = this.clock.now();
    const [counts, backlog, schedulers, clusters, reconciliation] = await Promise.all([
      this.queues.counts(), outboxBacklog(this.database), this.queries.execute(new ListSchedulers()), this.queries.execute(new ListClusterHealth(actor)), this.queries.execute(new GetReconciliation()),
    ]);
    const queues = Object.entries(counts).map(([queue, of]) => ({ queue, ...of }));
    const lagMillis = backlog.oldestAt === undefined ? 0 : Math.max(0, at - backlog.oldestAt);
    const parts = {
      queues: { state: judge(false, queues.some(({ failed }) => failed > 0)), items: queues },
      outbox: { state: judge(lagMillis > LAG_FAILED_MILLIS, lagMillis > LAG_WARNING_MILLIS), waiting: backlog.events, lagMillis },
      schedulers: { state: judge(schedulers.some(({ isActive, waiting }) => !isActive && waiting > 0), schedulers.some(({ isActive }) => !isActive)), items: schedulers },
      clusters: { state: judge(clusters.some(({ hosts, silent }) => hosts > 0 && silent === hosts), clusters.some(({ silent }) => silent > 0)), items: clusters as Health['clusters']['items'] },
      ledger: { state: judge(reconciliation.openDifferences > 0, this.isOverdue(reconciliation.checkedAt, at)), ...reconciliation },
    };
    return { state: states[Math.max(...Object.values(parts).map(({ state }) => states.indexOf(state)))]!, at, ...parts };
  }

  /** For whoever asks often: read once in a while, whoever asks. */
  private readOften(): Promise<Health> {
    if (this.kept === undefined || performance.now() - this.kept.at > KEEP_MILLIS) this.kept = { at: performance.now(), health: this.read(systemActor) };
    return this.kept.health;
  }

  /** Reconciliation runs with sweeps; twenty of its turns are a long time. */
  private isOverdue(checkedAt: number | null, now: number): boolean {
    return checkedAt === null || now - checkedAt > Math.max(MILLIS_PER_MINUTE, 100 * this.settings.sweepEveryMillis);
  }
}

function judge(isFailed: boolean, isWarning: boolean): State {
  if (isFailed) return 'failed';
  return isWarning ? 'warning' : 'ok';
}
