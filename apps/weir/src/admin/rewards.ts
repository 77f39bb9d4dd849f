import { adminApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { plainTable } from '../plain-table.js';

interface Epoch {
  startsAt: number;
  scheme: string;
  reserve: string | null;
  treasury: string;
  work: string;
  paid: string;
}

interface Fairness {
  concentrationBps: number;
  groups: { operatorIds: string[]; rewardShareBps: number; workShareBps: number; freeRides: boolean }[];
}

/** Shows what a pool's treasury paid for idle capacity, the latest hours, and to whom, coarsely. @throws CommandFailed, ConfigurationError. */
export async function showPoolRewards(config: Config, poolId: string, { json }: OutputOptions): Promise<void> {
  const { call } = await adminApi(config);
  const path = `/v1/admin/pools/${encodeURIComponent(poolId)}`;
  const { items } = await call<{ items: Epoch[] }>('GET', `${path}/rewards?limit=24`);
  const fairness = await call<Fairness>('GET', `${path}/reward-fairness`);
  if (json) return console.log(JSON.stringify({ epochs: items, fairness }));
  if (items.length === 0) return console.log('nothing was paid for idle capacity');
  const epochs = plainTable(['hour', 'by', 'reserve', 'treasury', 'work', 'paid']);
  epochs.push(...items.map(({ startsAt, scheme, reserve, treasury, work, paid }) => [moment(startsAt), scheme, reserve ?? 'none suffices', treasury, work, paid]));
  console.log(epochs.toString());
  const groups = plainTable(['operators', 'of the rewards', 'of the work', '']);
  groups.push(...fairness.groups.map(({ operatorIds, rewardShareBps, workShareBps, freeRides }) => [operatorIds.join(', '), `${rewardShareBps / 100} %`, `${workShareBps / 100} %`, freeRides ? 'rides free' : '']));
  console.log(groups.toString());
}
