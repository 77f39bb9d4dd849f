import { tenantApi } from '../api-access.js';
import { CommandFailed } from '../command-failed.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';
import { leaseIdOf } from './leases.js';

export interface PoolOptions extends OutputOptions {
  pool: string;
}

export interface CoverOptions extends OutputOptions {
  perHour: string;
  days: string;
  mostPremium?: string;
}

interface Cover {
  id: string;
  leaseId: string;
  state: string;
  amount: string;
  premium: string;
  paid: string;
  startsAt: number;
  endsAt: number;
  claims?: { startsAt: number; endsAt: number; downMillis: string; loss: string; credited: string; paid: string; unpaid: string }[];
}

interface Position {
  shares: string;
  worth: string;
  exits: { shares: string; amount: string; dueAt: number; stopped: boolean }[];
}

const DAY = 86_400_000;

/** What an insurance has, covers and asks for. @throws CommandFailed, ConfigurationError. */
export async function showCoverPool(config: Config, { pool, json }: PoolOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const view = await call<Record<string, string | null>>('GET', pathOf(pool));
  if (json) return console.log(JSON.stringify(view));
  const rows = plainTable(['', pool]);
  for (const [name, label] of [['assets', 'nano-tokens'], ['openCover', 'covered'], ['capacity', 'may be covered'], ['required', 'required'], ['free', 'free'], ['solvencyBps', 'has of what is covered, in basis points'], ['priceBps', 'costs of amount and year, in basis points']] as const) {
    rows.push([label, view[name] ?? '-']);
  }
  console.log(rows.toString());
}

/** What a cover would cost. @throws CommandFailed, ConfigurationError. */
export async function quoteCover(config: Config, lease: string, amount: string, options: CoverOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const quote = await call<{ premium: string; startsAt: number; endsAt: number }>('POST', '/v1/covers/quotes', termsOf(await leaseIdOf(call, lease), amount, options));
  if (options.json) return console.log(JSON.stringify(quote));
  console.log(`${quote.premium} nano-tokens, from ${moment(quote.startsAt)} to ${moment(quote.endsAt)}`);
}

/** Buys one. @throws CommandFailed, ConfigurationError. */
export async function buyCover(config: Config, lease: string, amount: string, options: CoverOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const { mostPremium } = options;
  print([await call<Cover>('POST', '/v1/covers', { ...termsOf(await leaseIdOf(call, lease), amount, options), ...(mostPremium === undefined ? {} : { mostPremium }) })], options);
}

/** Lists covers. @throws CommandFailed, ConfigurationError. */
export async function listCovers(config: Config, options: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const covers = await listAll<Cover>(call, '/v1/covers');
  if (options.json) return console.log(JSON.stringify(covers));
  if (covers.length === 0) return console.log('nothing is covered');
  print(covers, options);
}

/** Shows one, with what it paid for. @throws CommandFailed, ConfigurationError. */
export async function showCover(config: Config, id: string, options: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  print([await call<Cover>('GET', `/v1/covers/${encodeURIComponent(id)}`)], options);
}

/** Shows what the tenant has in an insurance. @throws CommandFailed, ConfigurationError. */
export async function showCoverPosition(config: Config, { pool, ...options }: PoolOptions): Promise<void> {
  const { call } = await tenantApi(config);
  printPosition(await call<Position>('GET', `${pathOf(pool)}/position`), options);
}

/** Backs an insurance, or begins to leave it. @throws CommandFailed, ConfigurationError. */
export async function changeCoverPosition(config: Config, what: 'deposits' | 'exits', body: object, { pool, ...options }: PoolOptions): Promise<void> {
  const { call } = await tenantApi(config);
  printPosition(await call<Position>('POST', `${pathOf(pool)}/${what}`, body), options);
}

function termsOf(leaseId: string, amount: string, { perHour, days }: CoverOptions): object {
  if (!/^[1-9]\d{0,2}$/.test(days)) throw new CommandFailed(`--days takes a whole number of days; it is ${days}`);
  return { leaseId, amount, nanoTokensPerHour: perHour, periodMillis: Number(days) * DAY };
}

/** Where a pool's insurance is. */
export function pathOf(pool: string): string {
  return `/v1/pools/${encodeURIComponent(pool)}/cover`;
}

function print(covers: readonly Cover[], { json }: OutputOptions): void {
  if (json) return console.log(JSON.stringify(covers[0]));
  const rows = plainTable(['cover', 'lease', 'at most', 'premium', 'paid', 'from', 'to', '']);
  for (const { id, leaseId, amount, premium, paid, startsAt, endsAt, state } of covers) rows.push([id, leaseId, amount, premium, paid, moment(startsAt), moment(endsAt), state]);
  console.log(rows.toString());
  for (const { claims = [] } of covers) {
    if (claims.length === 0) continue;
    const found = plainTable(['from', 'to', 'down (ms)', 'loss', 'credited', 'paid', 'unpaid']);
    for (const { startsAt, endsAt, downMillis, loss, credited, paid, unpaid } of claims) found.push([moment(startsAt), moment(endsAt), downMillis, loss, credited, paid, unpaid]);
    console.log(found.toString());
  }
}

function printPosition(position: Position, { json }: OutputOptions): void {
  if (json) return console.log(JSON.stringify(position));
  const rows = plainTable(['shares', 'nano-tokens', '']);
  rows.push([position.shares, position.worth, 'now']);
  for (const { shares, amount, dueAt, stopped } of position.exits) rows.push([shares, `at most ${amount}`, stopped ? 'stopped: a person looks at it' : `on their way out, from ${moment(dueAt)} on`]);
  console.log(rows.toString());
}
