import { tenantApi } from '../api-access.js';
import { CommandFailed } from '../command-failed.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';
import { pathOf, type PoolOptions } from './covers.js';

export interface DisputeOptions extends OutputOptions {
  from: string;
  downHours: string;
  reason: string;
}

interface Dispute {
  id: string;
  startsAt: number;
  endsAt: number;
  recordedMillis: string;
  downMillis: string;
  asked: string;
  state: string;
  outcome: string | null;
  votingEndsAt: number;
  accept: string;
  deny: string;
}

interface Assessor {
  weight: string;
  exits: { amount: string; dueAt: number; stopped: boolean }[];
}

const HOUR = 3_600_000;

/** Disputes what a cover paid for a month. @throws CommandFailed, ConfigurationError. */
export async function disputeCover(config: Config, coverId: string, { from, downHours, reason, ...options }: DisputeOptions): Promise<void> {
  const startsAt = Date.parse(from);
  if (Number.isNaN(startsAt)) throw new CommandFailed(`--from takes a time in ISO 8601; it is ${from}`);
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(downHours)) throw new CommandFailed(`--down-hours takes hours, as 16 or 1.5; it is ${downHours}`);
  const { call } = await tenantApi(config);
  print([await call<Dispute>('POST', '/v1/cover-disputes', { coverId, startsAt, downMillis: Math.round(Number(downHours) * HOUR), reason })], options);
}

/** Lists disputes. @throws CommandFailed, ConfigurationError. */
export async function listDisputes(config: Config, { open, ...options }: OutputOptions & { open?: boolean }): Promise<void> {
  const { call } = await tenantApi(config);
  const disputes = await listAll<Dispute>(call, `/v1/cover-disputes${open ? '?open=true' : ''}`);
  if (options.json) return console.log(JSON.stringify(disputes));
  if (disputes.length === 0) return console.log('nothing is disputed');
  print(disputes, options);
}

/** Votes on one. @throws CommandFailed, ConfigurationError. */
export async function voteOnDispute(config: Config, id: string, vote: string, options: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  print([await call<Dispute>('POST', `/v1/cover-disputes/${encodeURIComponent(id)}/votes`, { vote })], options);
}

/** Deposits to vote, or begins to leave with it. @throws CommandFailed, ConfigurationError. */
export async function changeAssessor(config: Config, what: 'deposits' | 'exits', amount: string, { pool, json }: PoolOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const { weight, exits, ...rest } = await call<Assessor>('POST', `${pathOf(pool)}/assessor/${what}`, { amount });
  if (json) return console.log(JSON.stringify({ ...rest, weight, exits }));
  const rows = plainTable(['nano-tokens', '']);
  rows.push([weight, 'votes with']);
  for (const exit of exits) rows.push([exit.amount, exit.stopped ? 'stopped: a person looks at it' : `on its way out, until ${moment(exit.dueAt)}`]);
  console.log(rows.toString());
}

function print(disputes: readonly Dispute[], { json }: OutputOptions): void {
  if (json) return console.log(JSON.stringify(disputes[0]));
  const rows = plainTable(['dispute', 'from', 'down (h)', 'in the record (h)', 'asks for', 'for', 'against', 'votes until', '']);
  const hours = (millis: string): string => (Number(millis) / HOUR).toFixed(1);
  for (const { id, startsAt, downMillis, recordedMillis, asked, accept, deny, votingEndsAt, state, outcome } of disputes) {
    rows.push([id, moment(startsAt), hours(downMillis), hours(recordedMillis), asked, accept, deny, moment(votingEndsAt), outcome ?? state]);
  }
  console.log(rows.toString());
}
