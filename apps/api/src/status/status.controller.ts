import { Controller, Get, Inject, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';

import { GetPoolStatuses, ListOfferedPools, poolStates } from '#libs/inventory';
import { CLOCK, type Clock, MILLIS_PER_SECOND } from '#libs/kernel';
import { ListPrices } from '#libs/pricing';

import { Answers, Public } from '../platform/index.js';
import { statusView } from './schemas.js';

type Status = z.infer<typeof statusView>;

const FRESH_MILLIS = 10 * MILLIS_PER_SECOND;
const MOST = 200;

/** What anybody may know, whoever asks and however often: it is put together once in ten seconds. */
@Controller('v1/status')
@ApiTags('status')
@Public()
export class StatusController {
  private last: { at: number; status: Promise<Status> } | undefined;

  constructor(private readonly queries: QueryBus, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get()
  @ApiOperation({
    operationId: 'getStatus', summary: 'How everything is',
    description: 'What each pool has free in words, what it costs, and what is the matter with it: no figure that would tell what somebody offers or uses. Up to ten seconds old.',
  })
  @Answers(200, statusView, { description: 'The pools, by name.' })
  read(@Res({ passthrough: true }) reply: FastifyReply): Promise<Status> {
    reply.header('cache-control', `public, max-age=${FRESH_MILLIS / MILLIS_PER_SECOND}`);
    const now = this.clock.now();
    if (!this.last || Math.abs(now - this.last.at) >= FRESH_MILLIS) {
      const status = this.gather(now);
      this.last = { at: now, status };
      status.catch(() => (this.last = undefined));
    }
    return this.last.status;
  }

  private async gather(at: number): Promise<Status> {
    const [statuses, offered] = await Promise.all([this.queries.execute(new GetPoolStatuses()), this.queries.execute(new ListOfferedPools({ limit: MOST }))]);
    const pools: Status['pools'] = [];
    for (const { name, state, incidents } of statuses) {
      const { items } = await this.queries.execute(new ListPrices(name, { limit: MOST }));
      const prices = items.map(({ resourceClass, variant, unit, nanoTokensPerUnitHour }) => ({ resourceClass, variant, unit, nanoTokensPerUnitHour }));
      pools.push({ name, state, capacity: offered.items.find((pool) => pool.name === name)?.classes ?? [], prices, incidents: incidents as Status['pools'][number]['incidents'] });
    }
    return { state: poolStates[Math.max(0, ...pools.map(({ state }) => poolStates.indexOf(state)))]!, at, pools };
  }
}
