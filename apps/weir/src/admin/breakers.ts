import { adminApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';

interface Breaker {
  id: string;
  flow: string;
  scope: string;
  subjectId: string | null;
  rule: { rulesVersion: number; windowMillis: number; mostNanoTokens: string | null; mostBps: number | null } | null;
  counted: string | null;
  asked: string | null;
  reason: string;
  trippedAt: number;
  releasedAt: number | null;
  waiting: { count: number; amount: string };
  stops?: { key: string; amount: string; since: number }[];
}

export interface TripOptions extends OutputOptions {
  operator?: string;
  pool?: string;
  account?: string;
  reason: string;
}

/** What is stopped; with `all`, also what was. @throws CommandFailed, ConfigurationError. */
export async function listBreakers(config: Config, { json, all }: OutputOptions & { all?: boolean }): Promise<void> {
  const { call } = await adminApi(config);
  const breakers = await listAll<Breaker>(call, `/v1/admin/breakers${all ? '' : '?open=true'}`);
  if (json) return console.log(JSON.stringify(breakers));
  if (breakers.length === 0) return console.log('nothing is stopped');
  printAll(breakers);
}

/** One, with what waits behind it. @throws CommandFailed, ConfigurationError. */
export async function showBreaker(config: Config, id: string, options: OutputOptions): Promise<void> {
  const { call } = await adminApi(config);
  print(await call<Breaker>('GET', pathOf(id)), options);
}

/** Lets it go on. @throws CommandFailed, ConfigurationError. */
export async function releaseBreaker(config: Config, id: string, { reason, ...options }: OutputOptions & { reason: string }): Promise<void> {
  const { call } = await adminApi(config);
  print(await call<Breaker>('POST', `${pathOf(id)}/release`, { reason }), options);
}

/** Stops a flow, or what of it is of one operator, pool or account. @throws CommandFailed, ConfigurationError. */
export async function tripBreaker(config: Config, flow: string, { operator, pool, account, reason, ...options }: TripOptions): Promise<void> {
  const { call } = await adminApi(config);
  const subject = operator !== undefined ? { scope: 'operator', subjectId: operator } : pool !== undefined ? { scope: 'pool', subjectId: pool } : account !== undefined ? { scope: 'account', subjectId: account } : { scope: 'flow' };
  print(await call<Breaker>('POST', '/v1/admin/breakers', { flow, ...subject, reason }), options);
}

function pathOf(id: string): string {
  return `/v1/admin/breakers/${encodeURIComponent(id)}`;
}

function print(breaker: Breaker, { json }: OutputOptions): void {
  if (json) return console.log(JSON.stringify(breaker));
  printAll([breaker]);
  if (!breaker.stops?.length) return;
  const rows = plainTable(['waits', 'amount', 'since']);
  for (const { key, amount, since } of breaker.stops) rows.push([key, amount, moment(since)]);
  console.log(rows.toString());
}

function printAll(breakers: readonly Breaker[]): void {
  const rows = plainTable(['breaker', 'stops', 'since', 'why', 'waiting', 'amount', '']);
  for (const { id, flow, subjectId, trippedAt, waiting, releasedAt, ...rest } of breakers) {
    rows.push([id, subjectId === null ? `every ${flow}` : `${flow}, ${subjectId}`, moment(trippedAt), why(rest), waiting.count, waiting.amount, releasedAt === null ? 'stopped' : `released ${moment(releasedAt)}`]);
  }
  console.log(rows.toString());
}

function why({ rule, counted, asked, reason }: Pick<Breaker, 'rule' | 'counted' | 'asked' | 'reason'>): string {
  if (!rule) return reason;
  const unit = rule.mostNanoTokens === null ? 'basis points' : 'nano-tokens';
  return `${counted} + ${asked} of ${rule.mostNanoTokens ?? rule.mostBps} ${unit} in ${Math.round(rule.windowMillis / 60_000)} min (rules ${rule.rulesVersion})`;
}
