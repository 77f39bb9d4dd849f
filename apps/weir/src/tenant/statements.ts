import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { VerifyExit } from '#libs/verify';

import { tenantApi } from '../api-access.js';
import type { ApiCall } from '../api-call.js';
import { CommandFailed } from '../command-failed.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { listAll, pagesOf } from '../pages.js';
import { plainTable } from '../plain-table.js';
import { checkDownload, type CheckDownloadOptions } from '../verify.js';

interface Statement {
  id: string;
  period: string;
  startsAt: number;
  endsAt: number;
  openingBalance: string;
  deposits: string;
  charges: string;
  closingBalance: string;
}

interface Line {
  line: number;
  leaseName: string;
  pricing: string;
  resourceClass: string;
  variant: string;
  usage: string;
  amount: string;
  startsAt: number;
  endsAt: number;
}

/** Pages of lines that are read: a hundred thousand lines; an export has them all. */
const MOST_PAGES = 500;

/** Lists statements, the latest first. @throws CommandFailed, ConfigurationError. */
export async function listStatements(config: Config, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const statements = await listAll<Statement>(call, '/v1/statements');
  if (json) return console.log(JSON.stringify(statements));
  if (statements.length === 0) return console.log('no statements yet');
  const rows = plainTable(['statement', 'period', 'from', 'to', 'deposits', 'charges', 'closing balance']);
  for (const { id, period, startsAt, endsAt, deposits, charges, closingBalance } of statements) rows.push([id, period, moment(startsAt), moment(endsAt), deposits, charges, closingBalance]);
  console.log(rows.toString());
}

/** Bills what ran until now. @throws CommandFailed, ConfigurationError. */
export async function closeStatement(config: Config, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const statement = await call<Statement>('POST', '/v1/statements', undefined, { idempotencyKey: `weir-${crypto.randomUUID()}` });
  console.log(json ? JSON.stringify(statement) : totalsOf(statement));
}

/** Shows a statement with its lines. @throws CommandFailed, ConfigurationError. */
export async function getStatement(config: Config, statementId: string | undefined, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const statement = await withLines(call, await pathOf(call, statementId));
  if (json) return console.log(JSON.stringify(statement));
  const rows = plainTable(['lease', 'bought', 'class', 'variant', 'usage', 'nano-tokens']);
  for (const line of statement.lines) rows.push([line.leaseName, line.pricing, line.resourceClass, line.variant, line.usage, line.amount]);
  console.log(`${totalsOf(statement)}\n${rows.toString()}`);
}

/** Of a statement by its id, or of the latest. @throws CommandFailed when there is none. */
async function pathOf(call: ApiCall, statementId: string | undefined): Promise<string> {
  if (statementId !== undefined) return `/v1/statements/${encodeURIComponent(statementId)}`;
  const [latest] = (await call<{ items: Statement[] }>('GET', '/v1/statements?limit=1')).items;
  if (latest === undefined) throw new CommandFailed('no statements yet; weir statement close makes one');
  return `/v1/statements/${latest.id}`;
}

function totalsOf({ id, period, startsAt, endsAt, openingBalance, deposits, charges, closingBalance }: Statement): string {
  return `${id}: ${period}, ${moment(startsAt)} to ${moment(endsAt)}\nopening ${openingBalance} + deposits ${deposits} - charges ${charges} = closing ${closingBalance} nano-tokens`;
}

async function withLines(call: ApiCall, path: string): Promise<Statement & { lines: Line[] }> {
  let whole: (Statement & { lines: Line[] }) | undefined;
  for await (const { nextCursor: _, ...part } of pagesOf<Statement & { lines: Line[]; nextCursor: string | null }>(call, path, { limit: 200, most: MOST_PAGES, tooMany: 'it has more lines than are shown: export it' })) {
    if (whole) whole.lines.push(...part.lines);
    else whole = part;
  }
  return whole!;
}

export interface ExportOptions {
  format: string;
  tokenPrice?: string;
  currency?: string;
  out?: string;
}

/** Writes a statement's file, as it comes, to a file or to standard output. @throws CommandFailed, ConfigurationError. */
export async function exportStatement(config: Config, statementId: string | undefined, { format, tokenPrice, currency, out }: ExportOptions): Promise<void> {
  const { call, open } = await tenantApi(config);
  const query = new URLSearchParams({ format, ...(tokenPrice === undefined ? {} : { tokenPrice }), ...(currency === undefined ? {} : { currency }) });
  const answer = await open(`${await pathOf(call, statementId)}/export?${query.toString()}`);
  const file = Readable.fromWeb(answer.body! as Parameters<typeof Readable.fromWeb>[0]);
  if (out === undefined) return pipeline(file, process.stdout, { end: false });
  await pipeline(file, createWriteStream(out)).catch((error: unknown) => {
    throw new CommandFailed(`${out}: ${error instanceof Error ? error.message : String(error)}`);
  });
}

/** Downloads a statement with its proofs and checks it as `weir verify` does; with `wait`, as soon as the log has it. @returns its exit code. @throws CommandFailed, ConfigurationError. */
export async function verifyStatement(config: Config, statementId: string | undefined, options: CheckDownloadOptions): Promise<VerifyExit> {
  const { call, open } = await tenantApi(config);
  return checkDownload(open, `${await pathOf(call, statementId)}/proof`, options);
}
