import { type Proposal } from '#libs/placement';

import { adminApi } from '../api-access.js';
import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';
import { plainTable } from '../plain-table.js';

export interface RebalanceOptions extends OutputOptions {
  moves: number;
}

/** Says which moves would free whole hosts and GPUs of a pool. @throws CommandFailed, ConfigurationError. */
export async function proposeMoves(config: Config, poolId: string, { moves, json }: RebalanceOptions): Promise<void> {
  const { call } = await adminApi(config);
  const proposed = await call<{ proposals: Proposal[]; gain: Proposal['gain']; replicas: number }>('GET', `/v1/admin/pools/${encodeURIComponent(poolId)}/rebalance?moves=${moves}`);
  if (json) return console.log(JSON.stringify(proposed));
  const { proposals, gain, replicas } = proposed;
  console.log(`${replicas} replicas would move, ${gain.hosts} hosts be empty and ${gain.gpus} GPUs more be free`);
  if (proposals.length === 0) return;
  const rows = plainTable(['host', 'hosts freed', 'GPUs freed', 'replicas', 'of them spot', 'to']);
  for (const { hostId, gain: freed, cost, moves: each } of proposals) rows.push([hostId, freed.hosts, freed.gpus, cost.replicas, cost.spotReplicas, [...new Set(each.map(({ toHostId }) => toHostId))].join(' ')]);
  console.log(rows.toString());
}
