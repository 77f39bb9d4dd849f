import { randomUUID } from 'node:crypto';

import { tenantApi } from '../api-access.js';
import { ApiRefusal } from '../api-call.js';
import { CommandFailed } from '../command-failed.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';

interface Wallet {
  balance: string;
  reserved: string;
  available: string;
  inEscrow: string;
  storageReserve: string;
  nanoTokensPerHour: string;
  runwayMillis: number | null;
  lastsUntil: number | null;
}

interface Entry {
  transferId: string;
  at: number;
  amount: string;
  reason: string;
  leaseId: string | null;
}

interface TopUp {
  id: string;
  amount: string;
  state: string;
  received: string | null;
  requestedAt: number;
  expiresAt: number;
  reason: string | null;
}

interface TopUpRule {
  threshold: string;
  amount: string;
  mostPerMonth: string;
  requestedThisMonth: string;
  outstanding: TopUp | null;
}

const MILLIS_PER_DAY = 86_400_000;
/** The longest that a date can say. */
const LAST_MILLIS = 8_640_000_000_000_000;

/** Shows what the tenant has, and how long it lasts. @throws CommandFailed, ConfigurationError. */
export async function showWallet(config: Config, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const wallet = await call<Wallet>('GET', '/v1/wallet');
  if (json) return console.log(JSON.stringify(wallet));
  const { balance, reserved, available, inEscrow, storageReserve, nanoTokensPerHour } = wallet;
  console.log(rows([
    ['available', available], ['reserved for leases that do not run yet', reserved], ['balance', balance], ['in escrow of leases', inEscrow], ['of that, kept for volumes', storageReserve],
    ['everything that runs, an hour', nanoTokensPerHour], ['lasts until', lasting(wallet)],
  ]));
}

export interface EntriesOptions extends OutputOptions {
  from?: number;
  to?: number;
  days: number;
}

/** Lists what moved in a time, the last days by default, oldest first. @throws CommandFailed, ConfigurationError. */
export async function listEntries(config: Config, { from, to, days, json }: EntriesOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const since = from ?? Math.max(0, (to ?? Date.now()) - days * MILLIS_PER_DAY);
  const entries = await listAll<Entry>(call, `/v1/wallet/entries?${new URLSearchParams({ from: String(since), ...(to === undefined ? {} : { to: String(to) }) }).toString()}`);
  if (json) return console.log(JSON.stringify(entries));
  if (entries.length === 0) return console.log(`nothing moved since ${moment(since)}`);
  const table = plainTable(['at', 'nano-tokens', 'for', 'lease', 'transfer']);
  for (const { at, amount, reason, leaseId, transferId } of entries) table.push([moment(at), amount, reason, leaseId ?? '', transferId]);
  console.log(table.toString());
}

/** Shows when the wallet asks for funds by itself. @throws CommandFailed, ConfigurationError. */
export async function showTopUp(config: Config, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const rule = await call<TopUpRule>('GET', '/v1/wallet/top-up').catch((error: unknown) => {
    if (error instanceof CommandFailed && error.cause instanceof ApiRefusal && error.cause.status === 404) return null;
    throw error;
  });
  console.log(json ? JSON.stringify(rule) : rule === null ? 'the wallet is not topped up by itself' : ruleRows(rule));
}

export interface SetTopUpOptions extends OutputOptions {
  below: string;
  amount: string;
  mostPerMonth: string;
}

/** Has the wallet ask for funds by itself, in place of what it did before. @throws CommandFailed, ConfigurationError. */
export async function setTopUp(config: Config, { below, amount, mostPerMonth, json }: SetTopUpOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const rule = await call<TopUpRule>('PUT', '/v1/wallet/top-up', { threshold: below, amount, mostPerMonth });
  console.log(json ? JSON.stringify(rule) : ruleRows(rule));
}

/** Has the wallet ask for nothing by itself. @throws CommandFailed, ConfigurationError. */
export async function removeTopUp(config: Config, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  await call('DELETE', '/v1/wallet/top-up');
  console.log(json ? JSON.stringify(null) : 'the wallet is not topped up by itself any more');
}

/** Lists what the payment service was asked for, the latest first. @throws CommandFailed, ConfigurationError. */
export async function listTopUps(config: Config, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const topUps = await listAll<TopUp>(call, '/v1/wallet/top-ups');
  if (json) return console.log(JSON.stringify(topUps));
  if (topUps.length === 0) return console.log('nothing was asked for yet');
  const table = plainTable(['request', 'at', 'nano-tokens', 'state', 'received', 'why']);
  for (const { id, requestedAt, amount, state, received, reason } of topUps) table.push([id, moment(requestedAt), amount, state, received ?? '', reason ?? '']);
  console.log(table.toString());
}

/** Asks the payment service for funds now. @throws CommandFailed, ConfigurationError. */
export async function requestDeposit(config: Config, amount: string, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const topUp = await call<TopUp>('POST', '/v1/wallet/top-ups', { amount }, { idempotencyKey: randomUUID() });
  console.log(json ? JSON.stringify(topUp) : `${topUp.id}: the payment service is asked for ${topUp.amount} nano-tokens, until ${moment(topUp.expiresAt)}`);
}

function lasting({ runwayMillis, lastsUntil }: Wallet): string {
  if (runwayMillis === null || lastsUntil === null) return 'nothing runs';
  if (lastsUntil > LAST_MILLIS) return 'longer than a date can say';
  return `${moment(lastsUntil)} (${(runwayMillis / MILLIS_PER_DAY).toFixed(1)} days)`;
}

function ruleRows({ threshold, amount, mostPerMonth, requestedThisMonth, outstanding }: TopUpRule): string {
  return rows([
    ['below', threshold], ['asks for', amount], ['at most a month', mostPerMonth], ['asked for this month', requestedThisMonth],
    ['out now', outstanding === null ? 'nothing' : `${outstanding.id}, ${outstanding.amount} until ${moment(outstanding.expiresAt)}`],
  ]);
}

function rows(named: readonly (readonly [name: string, value: string])[]): string {
  const table = plainTable(['', 'nano-tokens']);
  for (const [name, value] of named) table.push([name, value]);
  return table.toString();
}
