import { told } from '../api-call.js';
import type { Config } from '../config.js';
import { plainTable } from '../plain-table.js';
import { listAll, operatorApi } from './operator-api.js';

/** Whose key is used, and how it is answered. */
export interface AskOptions {
  operator?: string;
  json?: boolean;
}

export interface SetAskOptions extends AskOptions {
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
  const call = told(await operatorApi(config, options.operator));
  const { pool, cluster, variant } = options;
  const ask = await call<Ask>('POST', '/v1/operator/asks', {
    pool, resourceClass, nanoTokensPerUnitHour, ...(cluster === undefined ? {} : { clusterId: cluster }), ...(variant === undefined ? {} : { variant }),
  });
  console.log(options.json ? JSON.stringify(ask) : table([ask]));
}

/** Lists asks. @throws CommandFailed, ConfigurationError. */
export async function listAsks(config: Config, options: AskOptions & { history?: boolean }): Promise<void> {
  const call = told(await operatorApi(config, options.operator));
  const asks = await listAll<Ask>(call, `/v1/operator/asks${options.history ? '?history=true' : ''}`);
  console.log(options.json ? JSON.stringify(asks) : asks.length === 0 ? 'no asks: your capacity is on offer at the prices of its pools' : table(asks));
}

/** Withdraws an ask. @throws CommandFailed, ConfigurationError. */
export async function withdrawAsk(config: Config, askId: string, options: AskOptions): Promise<void> {
  const call = told(await operatorApi(config, options.operator));
  await call('DELETE', `/v1/operator/asks/${encodeURIComponent(askId)}`);
  console.log(options.json ? JSON.stringify({ withdrawn: askId }) : `${askId} withdrawn`);
}

function table(asks: readonly Ask[]): string {
  const rows = plainTable(['ask', 'pool', 'cluster', 'class', 'variant', 'nano-tokens per unit and hour', 'until']);
  for (const ask of asks) {
    const until = ask.activeUntil === null ? 'stands' : new Date(ask.activeUntil).toISOString();
    rows.push([ask.id, ask.poolId, ask.clusterId ?? 'all', ask.resourceClass, ask.variant === '' ? 'all' : ask.variant, ask.nanoTokensPerUnitHour, until]);
  }
  return rows.toString();
}
