import { adminApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';
import { readDocument } from '../read-document.js';

export interface ProposeOptions extends OutputOptions {
  reason: string;
  from?: number;
}

interface RuleSet {
  version: number;
  state: string;
  reason: string;
  activeFrom: number;
  digest: string;
  rules: unknown;
}

/** Lists the versions of the rules. @throws CommandFailed, ConfigurationError. */
export async function listRules(config: Config, { json }: OutputOptions): Promise<void> {
  const { call } = await adminApi(config);
  const sets = await listAll<RuleSet>(call, '/v1/rules/versions');
  console.log(json ? JSON.stringify(sets) : table(sets));
}

/** Shows one version, that in force by default: its rules as a file that propose takes. @throws CommandFailed, ConfigurationError. */
export async function showRules(config: Config, version: string | undefined, { json }: OutputOptions): Promise<void> {
  const { call } = await adminApi(config);
  const set = await call<RuleSet>('GET', version === undefined ? '/v1/rules' : `/v1/rules/versions/${encodeURIComponent(version)}`);
  if (json) return console.log(JSON.stringify(set));
  const { stringify } = await import('yaml');
  console.log(`# version ${set.version}, ${set.state}, from ${moment(set.activeFrom)}: ${set.reason.replaceAll(/\s+/g, ' ')}\n${stringify(set.rules).trimEnd()}`);
}

/** Publishes the next version; it holds after the delay that the rules in force say. @throws CommandFailed, ConfigurationError. */
export async function proposeRules(config: Config, file: string, { reason, from, json }: ProposeOptions): Promise<void> {
  const rules = await readDocument(file);
  const { call } = await adminApi(config);
  const set = await call<RuleSet>('POST', '/v1/admin/rules', { rules, reason, ...(from !== undefined && { activeFrom: from }) });
  console.log(json ? JSON.stringify(set) : table([set]));
}

/** Withdraws one before it holds. @throws CommandFailed, ConfigurationError. */
export async function withdrawRules(config: Config, version: string, { reason, json }: OutputOptions & { reason: string }): Promise<void> {
  const { call } = await adminApi(config);
  const set = await call<RuleSet>('POST', `/v1/admin/rules/${encodeURIComponent(version)}/withdrawal`, { reason });
  console.log(json ? JSON.stringify(set) : table([set]));
}

function table(sets: readonly RuleSet[]): string {
  const rows = plainTable(['version', 'state', 'from', 'why', 'digest']);
  for (const { version, state, activeFrom, reason, digest } of sets) rows.push([version, state, moment(activeFrom), reason, digest.slice(0, 16)]);
  return rows.toString();
}
