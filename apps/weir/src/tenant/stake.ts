import { tenantApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';

interface StakePool {
  id: string;
  terms: { earningsBps: number; commissionBps: number };
  assets: string;
  pricePerShareWad: string;
  halted: boolean;
}

interface Position {
  poolId: string;
  shares: string;
  worth: string;
  exits: { shares: string; amount: string; dueAt: number }[];
}

const WAD = 10n ** 18n;

/** Lists pools. @throws CommandFailed, ConfigurationError. */
export async function listStakePools(config: Config, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const pools = await listAll<StakePool>(call, '/v1/stake-pools');
  if (json) return console.log(JSON.stringify(pools));
  if (pools.length === 0) return console.log('no operator may be backed yet');
  const rows = plainTable(['pool', 'nano-tokens', 'a share is worth', 'of earnings', 'commission', '']);
  for (const { id, assets, pricePerShareWad, terms, halted } of pools) {
    rows.push([id, assets, decimal(BigInt(pricePerShareWad)), percent(terms.earningsBps), percent(terms.commissionBps), halted ? 'lost everything' : '']);
  }
  console.log(rows.toString());
}

/** Shows what the tenant has in a pool. @throws CommandFailed, ConfigurationError. */
export async function showPosition(config: Config, poolId: string, options: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  print(await call<Position>('GET', `${pathOf(poolId)}/position`), options);
}

/** Takes tokens in for shares, or shares out, or gives them away. @throws CommandFailed, ConfigurationError. */
export async function changeStake(config: Config, poolId: string, what: 'deposits' | 'exits' | 'transfers', body: object, options: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  print(await call<Position>('POST', `${pathOf(poolId)}/${what}`, body), options);
}

function pathOf(poolId: string): string {
  return poolId === 'diversified' ? '/v1/diversified-pool' : `/v1/stake-pools/${encodeURIComponent(poolId)}`;
}

function print(position: Position, { json }: OutputOptions): void {
  if (json) return console.log(JSON.stringify(position));
  const rows = plainTable(['shares', 'nano-tokens', '']);
  rows.push([position.shares, position.worth, 'now']);
  for (const { shares, amount, dueAt } of position.exits) rows.push([shares, `at most ${amount}`, `on their way out until ${moment(dueAt)}`]);
  console.log(rows.toString());
}

function decimal(wad: bigint): string {
  return `${wad / WAD}.${(wad % WAD).toString().padStart(18, '0').slice(0, 6)}`;
}

function percent(bps: number): string {
  return `${Math.floor(bps / 100)}.${String(bps % 100).padStart(2, '0')} %`;
}
