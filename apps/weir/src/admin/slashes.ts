import { adminApi } from '../api-access.js';
import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';
import { printSlashes, type ShownSlash } from '../print-slashes.js';
import { listAll } from '../pages.js';

export interface ListSlashesOptions extends OutputOptions {
  state?: string;
}

export interface DecideOptions extends OutputOptions {
  reason: string;
}

/** Lists what faults cost operators. @throws CommandFailed, ConfigurationError. */
export async function listSlashes(config: Config, { state, json = false }: ListSlashesOptions): Promise<void> {
  const { call } = await adminApi(config);
  printSlashes(await listAll<ShownSlash>(call, `/v1/admin/slashes${state === undefined ? '' : `?state=${state}`}`), json);
}

/** Decides on one. @throws CommandFailed, ConfigurationError. */
export async function decide(config: Config, slashId: string, decision: 'uphold' | 'forgive', { reason, json = false }: DecideOptions): Promise<void> {
  const { call } = await adminApi(config);
  printSlashes([await call<ShownSlash>('POST', `/v1/admin/slashes/${encodeURIComponent(slashId)}/decision`, { decision, reason })], json);
}
