import { tenantApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { plainTable } from '../plain-table.js';
import { readLeaseFile } from './lease-file.js';
import { type Blocked, whyBlocked } from './leases.js';

interface Quote {
  id: string;
  feasible: boolean;
  blocked: Blocked | null;
  alternatives: { about: string; nanoTokensPerHour: string; differenceBps: number }[];
  nanoTokensPerHour: string;
  paidAheadNanoTokens: string | null;
  expiresAt: number;
}

/** Asks what each lease of a file would cost, whether it would fit, and what like it would. @throws CommandFailed, ConfigurationError. */
export async function quoteLeases(config: Config, file: string, { json }: OutputOptions): Promise<void> {
  const documents = await readLeaseFile(file);
  const { call } = await tenantApi(config);
  for (const { name, projectId: _, workload: __, ...terms } of documents) {
    const quote = await call<Quote>('POST', '/v1/quotes', terms);
    console.log(json ? JSON.stringify(quote) : told(name, quote));
  }
}

function told(name: string | undefined, { id, feasible, blocked, alternatives, nanoTokensPerHour, paidAheadNanoTokens, expiresAt }: Quote): string {
  const ahead = paidAheadNanoTokens === null ? '' : `, ${paidAheadNanoTokens} paid ahead`;
  const lines = [`${name ?? 'the lease'}: ${feasible ? 'fits' : 'does not fit now'}, ${nanoTokensPerHour} nano-tokens an hour${ahead}; ${id} keeps these prices until ${moment(expiresAt)}`];
  if (blocked) lines.push(...whyBlocked(blocked));
  if (alternatives.length === 0) return lines.join('\n');
  const rows = plainTable(['what would fit', 'nano-tokens an hour', 'dearer by']);
  for (const { about, nanoTokensPerHour: cost, differenceBps } of alternatives) rows.push([about, cost, `${differenceBps / 100} %`]);
  return [...lines, rows.toString()].join('\n');
}
