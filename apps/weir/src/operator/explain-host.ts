import { operatorApi } from '../api-access.js';
import type { Config } from '../config.js';
import type { OperatorOptions } from '../options.js';
import { plainTable } from '../plain-table.js';
import { findHost } from './hosts.js';

interface HostPlacement {
  isSampled: boolean;
  filters: { filter: string; reason: string; requests: string }[];
  admitted: string;
  outranked: { score: 'asks' | 'packing'; requests: string }[];
  preferred: string;
}

const elsewhere = { asks: 'are drawn to where less is asked', packing: 'are drawn to where they pack better' };

/** Says why a host is chosen or not. @throws CommandFailed, ConfigurationError. */
export async function explainHost(config: Config, nameOrId: string, { operator, json }: OperatorOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  const { id, name } = await findHost(call, nameOrId);
  const placement = await call<HostPlacement>('GET', `/v1/operator/hosts/${id}/placement`);
  if (json) return console.log(JSON.stringify(placement));
  const rows = plainTable(['of the last requests', 'why']);
  for (const { requests, filter, reason } of placement.filters) rows.push([requests, `are kept out: the host is ${reason} (${filter})`]);
  for (const { requests, score } of placement.outranked) rows.push([requests, elsewhere[score]]);
  if (placement.isSampled) rows.push([placement.preferred, 'have no better host']);
  if (rows.length === 0) return console.log(`${name} (${id}): too little was asked of its pool lately to say more; weir operator doctor tells whether it is on offer`);
  console.log(`${name} (${id})${placement.isSampled ? '' : ': too little was asked for lately to say more'}\n${rows.toString()}`);
}
