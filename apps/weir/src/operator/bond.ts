import { operatorApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OperatorOptions } from '../options.js';
import { plainTable } from '../plain-table.js';

interface Bond {
  bonded: string;
  required: string;
  inUse: string;
  unbonding: { id: string; amount: string; releasesAt: number }[];
}

/** Shows the bond. @throws CommandFailed, ConfigurationError. */
export async function showBond(config: Config, options: OperatorOptions): Promise<void> {
  const call = await operatorApi(config, options.operator);
  print(await call<Bond>('GET', '/v1/operator/bond'), options);
}

/** Bonds more. @throws CommandFailed, ConfigurationError. */
export async function addBond(config: Config, amount: string, options: OperatorOptions): Promise<void> {
  const call = await operatorApi(config, options.operator);
  print(await call<Bond>('POST', '/v1/operator/bond', { amount }), options);
}

/** Begins to take some out. @throws CommandFailed, ConfigurationError. */
export async function takeBondOut(config: Config, amount: string, options: OperatorOptions): Promise<void> {
  const call = await operatorApi(config, options.operator);
  print(await call<Bond>('POST', '/v1/operator/bond/unbondings', { amount }), options);
}

function print(bond: Bond, { json }: OperatorOptions): void {
  if (json) return console.log(JSON.stringify(bond));
  const rows = plainTable(['nano-tokens', '']);
  rows.push([bond.bonded, 'bonded'], [bond.required, 'needed for all that you offer'], [bond.inUse, 'needed for what claims hold']);
  for (const { amount, releasesAt } of bond.unbonding) rows.push([amount, `on its way out until ${moment(releasesAt)}`]);
  console.log(rows.toString());
}
