import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { type Actor, CLOCK, type Clock, type Millis, MILLIS_PER_DAY } from '#libs/kernel';

import type { DeliveryState } from './delivery.js';
import { ownEndpoint } from './endpoint.js';
import { type ErrorClass, errorClasses } from './sender.js';

/** How long an endpoint took to answer, or not to; null when it was asked nothing. */
export interface Latency {
  p50: number;
  p90: number;
  p99: number;
  most: number;
}

/** How an endpoint fared between two moments. */
export interface EndpointSummary {
  from: Millis;
  to: Millis;
  attempts: number;
  succeeded: number;
  /** Of ten thousand attempts so many succeeded, rounded down; null without any. */
  successBps: number | null;
  /** Failed attempts by their kind. */
  failures: Record<ErrorClass, number>;
  /** In milliseconds, of all attempts, by nearest rank. */
  latencyMillis: Latency | null;
  /** Deliveries made between the moments, by the state that they are in now. */
  deliveries: Record<DeliveryState, number>;
}

/** The last day, unless other moments are given. @throws Problem `not_found`. */
export class SummariseEndpoint extends Query<EndpointSummary> {
  constructor(readonly actor: Actor, readonly endpointId: string, readonly span: { from?: Millis | undefined; to?: Millis | undefined }) {
    super();
  }
}

interface Bar {
  duration: number;
  error_class: ErrorClass | null;
  count: bigint;
}

@QueryHandler(SummariseEndpoint)
export class SummariseEndpointHandler implements IQueryHandler<SummariseEndpoint> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, endpointId, span }: SummariseEndpoint): Promise<EndpointSummary> {
    await ownEndpoint(this.database.client, actor, endpointId);
    const to = span.to ?? this.clock.now() + 1;
    const from = span.from ?? Math.max(0, to - MILLIS_PER_DAY);
    const [first, last] = [BigInt(from), BigInt(to)];
    // As many rows as there are milliseconds that an attempt may take, however many attempts there were.
    const bars = await this.database.query<Bar>(sql`
      select duration_millis as duration, error_class, count(*) as count from attempts
      where endpoint_id = ${endpointId} and at >= ${first} and at < ${last} group by 1, 2 order by 1`);
    const states = await this.database.query<{ state: DeliveryState; count: bigint }>(sql`
      select state, count(*) as count from deliveries where endpoint_id = ${endpointId} and created_at >= ${first} and created_at < ${last} group by state`);
    const stateOf = (state: DeliveryState) => Number(states.find((row) => row.state === state)?.count ?? 0n);
    const countOf = (errorClass: ErrorClass | null) => bars.filter((bar) => bar.error_class === errorClass).reduce((sum, { count }) => sum + Number(count), 0);
    const attempts = bars.reduce((sum, { count }) => sum + Number(count), 0);
    const succeeded = countOf(null);
    return {
      from, to, attempts, succeeded,
      successBps: attempts === 0 ? null : Math.floor((succeeded * 10_000) / attempts),
      failures: Object.fromEntries(errorClasses.map((errorClass) => [errorClass, countOf(errorClass)])) as Record<ErrorClass, number>,
      latencyMillis: attempts === 0 ? null : { p50: rank(bars, attempts, 50), p90: rank(bars, attempts, 90), p99: rank(bars, attempts, 99), most: bars.at(-1)!.duration },
      deliveries: { pending: stateOf('pending'), delivered: stateOf('delivered'), failed: stateOf('failed') },
    };
  }
}

/** The nearest-rank percentile of a histogram whose bars are in order. */
export function rank(bars: readonly Pick<Bar, 'duration' | 'count'>[], total: number, percent: number): number {
  const wanted = Math.ceil((total * percent) / 100);
  let seen = 0;
  for (const { duration, count } of bars) {
    seen += Number(count);
    if (seen >= wanted) return duration;
  }
  return bars.at(-1)!.duration;
}
