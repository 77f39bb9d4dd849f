import { adminApi } from '../api-access.js';
import { type Config, ConfigurationError } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';
import { readDocument } from '../read-document.js';

export interface SetRateOptions extends OutputOptions {
  variant?: string;
  from?: number;
  file?: string;
}

interface Pool {
  id: string;
  name: string;
  operatorBps: number;
  treasuryBps: number;
  feeBps: number;
  packScore: string;
}

interface Rate {
  id: string;
  resourceClass: string;
  variant: string;
  version: number;
  curve: { kind: string; [part: string]: unknown };
  activeFrom: number;
  activeUntil: number | null;
}

/** Lists pools with their terms. @throws CommandFailed, ConfigurationError. */
export async function listPools(config: Config, { search, json }: OutputOptions & { search?: string }): Promise<void> {
  const { call } = await adminApi(config);
  const pools = await listAll<Pool>(call, `/v1/admin/pools${search === undefined ? '' : `?search=${encodeURIComponent(search)}`}`);
  if (json) return console.log(JSON.stringify(pools));
  if (pools.length === 0) return console.log('no such pool');
  const rows = plainTable(['pool', 'name', 'to operators', 'to the treasury', 'fee', 'packs by']);
  for (const { id, name, operatorBps, treasuryBps, feeBps, packScore } of pools) rows.push([id, name, `${operatorBps / 100} %`, `${treasuryBps / 100} %`, `${feeBps / 100} %`, packScore]);
  console.log(rows.toString());
}

/** Lists the versions of a pool's prices. @throws CommandFailed, ConfigurationError. */
export async function listRates(config: Config, poolId: string, { json }: OutputOptions): Promise<void> {
  const { call } = await adminApi(config);
  const rates = await listAll<Rate>(call, pathOf(poolId));
  if (json) return console.log(JSON.stringify(rates));
  console.log(rates.length === 0 ? 'no prices yet: nothing of this pool can be leased' : table(rates));
}

/** Sets a new version of a price: a fixed one, or whatever curve a file says. @throws CommandFailed, ConfigurationError. */
export async function setRate(config: Config, poolId: string, resourceClass: string | undefined, nanoTokens: string | undefined, { variant, from, file, json }: SetRateOptions): Promise<void> {
  if ((file === undefined) === (nanoTokens === undefined)) throw new ConfigurationError('weir admin rates set takes a class and what it costs, or --file with a curve');
  const body = file === undefined ? { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: nanoTokens }, ...(variant !== undefined && { variant }), ...(from !== undefined && { activeFrom: from }) } : await readDocument(file);
  const { call } = await adminApi(config);
  const rate = await call<Rate>('POST', pathOf(poolId), body);
  console.log(json ? JSON.stringify(rate) : table([rate]));
}

function pathOf(poolId: string): string {
  return `/v1/admin/pools/${encodeURIComponent(poolId)}/rates`;
}

function table(rates: readonly Rate[]): string {
  const rows = plainTable(['rate', 'class', 'version', 'price', 'from', 'until']);
  for (const { id, resourceClass, variant, version, curve: { kind, ...parts }, activeFrom, activeUntil } of rates) {
    const price = `${kind}: ${Object.entries(parts).map(([name, value]) => `${name} ${String(value)}`).join(', ')}`;
    rows.push([id, variant === '' ? resourceClass : `${resourceClass}/${variant}`, version, price, moment(activeFrom), activeUntil === null ? '' : moment(activeUntil)]);
  }
  return rows.toString();
}
