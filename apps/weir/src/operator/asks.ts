import { operatorApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OperatorOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';

export interface SetAskOptions extends OperatorOptions {
  pool: string;
  cluster?: string;
  variant?: string;
}

interface Ask {
  id: string;
  poolId: string;
  clusterId: string | null;
  resourceClass: string;
  variant: string;
  version: number;
  nanoTokensPerUnitHour: string;
  activeFrom: number;
  activeUntil: number | null;
}

/** Sets an ask. @throws CommandFailed, ConfigurationError. */
export async function setAsk(config: Config, resourceClass: string, nanoTokensPerUnitHour: string, options: SetAskOptions): Promise<void> {
  const call = await operatorApi(config, options.operator);
  const { pool, cluster, variant } = options;
  const ask = await call<Ask>('POST', '/v1/operator/asks', {
    pool, resourceClass, nanoTokensPerUnitHour, ...(cluster === undefined ? {} : { clusterId: cluster }), ...(variant === undefined ? {} : { variant }),
  });
  console.log(options.json ? JSON.stringify(ask) : table([ask]));
}

/** Lists asks. @throws CommandFailed, ConfigurationError. */
export async function listAsks(config: Config, options: OperatorOptions & { history?: boolean }): Promise<void> {
  const call = await operatorApi(config, options.operator);
  const asks = await listAll<Ask>(call, `/v1/operator/asks${options.history ? '?history=true' : ''}`);
  console.log(options.json ? JSON.stringify(asks) : asks.length === 0 ? 'no asks: your capacity is on offer at the prices of its pools' : table(asks));
}

/** Withdraws an ask. @throws CommandFailed, ConfigurationError. */
export async function withdrawAsk(config: Config, askId: string, options: OperatorOptions): Promise<void> {
  const call = await operatorApi(config, options.operator);
  await call('DELETE', `/v1/operator/asks/${encodeURIComponent(askId)}`);
  console.log(options.json ? JSON.stringify({ withdrawn: askId }) : `${askId} withdrawn`);
}

function table(asks: readonly Ask[]): string {
  const rows = plainTable(['ask', 'pool', 'cluster', 'class', 'variant', 'nano-tokens per unit and hour', 'until']);
  for (const ask of asks) {
    const until = ask.activeUntil === null ? 'stands' : moment(ask.activeUntil);
    rows.push([ask.id, ask.poolId, ask.clusterId ?? 'all', ask.resourceClass, ask.variant === '' ? 'all' : ask.variant, ask.nanoTokensPerUnitHour, until]);
  }
  return rows.toString();
}
