import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseServerSentEvents } from 'parse-sse';

import { tenantApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { leaseIdOf } from './leases.js';

interface LeaseEvent {
  at: number;
  type: string;
  data: Record<string, unknown>;
}

/** Events in which a lease's way ends. */
const FINAL = ['lease.closed', 'lease.failed'];

export interface WatchOptions extends OutputOptions {
  until?: string;
}

/**
 * Prints what happens to a lease as it happens, from its beginning, until it is over or, with `until`, until it is for the first time what that says.
 * @returns 0, or 1 when it ended before. @throws CommandFailed, ConfigurationError.
 */
export async function watchLease(config: Config, nameOrId: string, { until, json }: WatchOptions): Promise<0 | 1> {
  const { call, open } = await tenantApi(config);
  const answer = await open(`/v1/leases/${await leaseIdOf(call, nameOrId)}/watch`);
  for await (const { data } of parseServerSentEvents(answer)) {
    const event = JSON.parse(data) as LeaseEvent;
    console.log(json ? data : `${moment(event.at)}  ${event.type.padEnd(22)} ${about(event.data)}`.trimEnd());
    if (until !== undefined && event.type === `lease.${until}`) return 0;
    if (FINAL.includes(event.type)) return until === undefined ? 0 : 1;
  }
  return until === undefined ? 0 : 1;
}

export interface LogOptions extends OutputOptions {
  replica?: string;
  tail?: string;
  since?: string;
  follow?: boolean;
}

/** Prints what a lease's replicas wrote. @throws CommandFailed, ConfigurationError. */
export async function leaseLogs(config: Config, nameOrId: string, { replica, tail, since, follow, json }: LogOptions): Promise<void> {
  const { call, open } = await tenantApi(config);
  const query = new URLSearchParams({
    ...(replica === undefined ? {} : { replica }), ...(tail === undefined ? {} : { tailLines: tail }), ...(since === undefined ? {} : { since }), ...(follow ? { follow: 'true' } : {}),
  });
  const answer = await open(`/v1/leases/${await leaseIdOf(call, nameOrId)}/logs?${query.toString()}`, json ? 'application/x-ndjson' : 'text/plain');
  await pipeline(Readable.fromWeb(answer.body! as Parameters<typeof Readable.fromWeb>[0]), process.stdout, { end: false });
}

function about(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data).map(([field, value]) => `${field} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');
}
