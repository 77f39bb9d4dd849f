import { type Proposal } from '#libs/placement';

import { adminApi } from '../api-access.js';
import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';
import { plainTable } from '../plain-table.js';

export interface RebalanceOptions extends OutputOptions {
  moves: number;
  carryOut?: boolean;
}

/** Says which moves would free whole hosts and GPUs of a pool, or has them made. @throws CommandFailed, ConfigurationError. */
export async function rebalance(config: Config, poolId: string, { moves, json, carryOut }: RebalanceOptions): Promise<void> {
  const { call } = await adminApi(config);
  const path = `/v1/admin/pools/${encodeURIComponent(poolId)}/rebalance`;
  if (carryOut) {
    const answer = await call<{ begun: Proposal[] }>('POST', path, { moves });
    if (json) return console.log(JSON.stringify(answer));
    console.log(`${answer.begun.reduce((sum, { cost }) => sum + cost.replicas, 0)} replicas are on the move`);
    return printProposals(answer.begun);
  }
  const answer = await call<{ proposals: Proposal[]; gain: Proposal['gain']; replicas: number }>('GET', `${path}?moves=${moves}`);
  if (json) return console.log(JSON.stringify(answer));
  const { proposals, gain, replicas } = answer;
  console.log(`${replicas} replicas would move, ${gain.hosts} hosts be empty and ${gain.gpus} GPUs more be free`);
  printProposals(proposals);
}

function printProposals(proposals: readonly Proposal[]): void {
  if (proposals.length === 0) return;
  const rows = plainTable(['host', 'hosts freed', 'GPUs freed', 'replicas', 'of them spot', 'to']);
  for (const { hostId, gain: freed, cost, moves: each } of proposals) rows.push([hostId, freed.hosts, freed.gpus, cost.replicas, cost.spotReplicas, [...new Set(each.map(({ toHostId }) => toHostId))].join(' ')]);
  console.log(rows.toString());
}
