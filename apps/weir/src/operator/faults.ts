import { operatorApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OperatorOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';
import { printSlashes, type ShownSlash } from '../print-slashes.js';

interface Fault {
  id: string;
  kind: string;
  hostId: string;
  at: number;
  state: string;
  reason: string | null;
}

export interface ListFaultsOptions extends OperatorOptions {
  state?: string;
}

export interface AppealOptions extends OperatorOptions {
  reason: string;
}

/** Lists what there is to answer for. @throws CommandFailed, ConfigurationError. */
export async function listFaults(config: Config, { operator, state, json }: ListFaultsOptions): Promise<void> {
  const faults = await listAll<Fault>(await operatorApi(config, operator), `/v1/operator/faults${state === undefined ? '' : `?state=${state}`}`);
  if (json) return console.log(JSON.stringify(faults));
  if (faults.length === 0) return console.log('nothing to answer for');
  const rows = plainTable(['fault', 'what', 'host', 'at', 'state', 'why']);
  rows.push(...faults.map(({ id, kind, hostId, at, state: is, reason }) => [id, kind, hostId, moment(at), is, reason ?? '']));
  console.log(rows.toString());
}

/** Lists what that costs. @throws CommandFailed, ConfigurationError. */
export async function listSlashes(config: Config, { operator, json = false }: OperatorOptions): Promise<void> {
  printSlashes(await listAll<ShownSlash>(await operatorApi(config, operator), '/v1/operator/slashes'), json);
}

/** Appeals against a slash. @throws CommandFailed, ConfigurationError. */
export async function appeal(config: Config, slashId: string, { operator, reason, json = false }: AppealOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  printSlashes([await call<ShownSlash>('POST', `/v1/operator/slashes/${encodeURIComponent(slashId)}/appeal`, { reason })], json);
}
