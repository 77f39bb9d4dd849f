import { operatorApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OperatorOptions } from '../options.js';
import { plainTable } from '../plain-table.js';

interface Reward {
  poolId: string;
  startsAt: number;
  scheme: string;
  paid: string;
  own: { work: string; counted: string; amount: string };
}

/** Shows what idle capacity got, the latest hours. @throws CommandFailed, ConfigurationError. */
export async function showRewards(config: Config, { operator, json }: OperatorOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  const { items } = await call<{ items: Reward[] }>('GET', '/v1/operator/rewards?limit=100');
  if (json) return console.log(JSON.stringify(items));
  if (items.length === 0) return console.log('nothing was paid for idle capacity');
  const rows = plainTable(['hour', 'pool', 'by', 'your work', 'nano-tokens', 'of all paid']);
  rows.push(...items.map(({ startsAt, poolId, scheme, own, paid }) => [moment(startsAt), poolId, scheme, own.work, own.amount, paid]));
  console.log(rows.toString());
}
