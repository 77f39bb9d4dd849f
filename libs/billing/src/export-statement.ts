import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, commonProblems, SETTINGS, type Settings, type TokenPrice } from '#libs/kernel';

import { Bill } from './exports/bill.js';
import { pagePolicy } from './exports/page-style.js';
import { writeCsv } from './exports/write-csv.js';
import { writeFocus } from './exports/write-focus.js';
import { writeHtml } from './exports/write-html.js';
import { writeJson } from './exports/write-json.js';
import { selectStatements } from './statement.store.js';

interface Format {
  contentType: string;
  /** What a file's name ends with. */
  ending: string;
  /** What a browser may do with it, where it is a page. */
  policy?: string;
  write: (bill: Bill, tokenPrice: TokenPrice) => AsyncIterable<string>;
  /** Without which it cannot be written. */
  needs?: 'token price';
}

const formats = {
  json: { contentType: 'application/json; charset=utf-8', ending: 'json', write: writeJson },
  csv: { contentType: 'text/csv; charset=utf-8; header=present', ending: 'csv', write: writeCsv },
  html: { contentType: 'text/html; charset=utf-8', ending: 'html', policy: pagePolicy, write: writeHtml },
  focus: { contentType: 'text/csv; charset=utf-8; header=present', ending: 'focus.csv', write: writeFocus, needs: 'token price' },
} as const satisfies Record<string, Format>;

export type ExportFormat = keyof typeof formats;
export const exportFormats = Object.keys(formats) as [ExportFormat, ...ExportFormat[]];

/** A statement as a file, in parts that are made as they are asked for. */
export interface StatementFile {
  contentType: string;
  /** A name to keep it under. */
  name: string;
  policy?: string;
  text: AsyncIterable<string>;
}

/**
 * The whole of a statement of the tenant, in a format to keep, to reckon with or to print. A token's price in money is the one that is
 * given, or else the installation's. @throws Problem `not_found`; `invalid_request` when the format needs a price and there is none.
 */
export class ExportStatement extends Query<StatementFile> {
  constructor(readonly actor: Actor, readonly statementId: string, readonly format: ExportFormat, readonly tokenPrice?: TokenPrice) {
    super();
  }
}

@QueryHandler(ExportStatement)
export class ExportStatementHandler implements IQueryHandler<ExportStatement> {
  constructor(private readonly database: Database, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor, statementId, format, tokenPrice = this.settings.tokenPrice ?? undefined }: ExportStatement): Promise<StatementFile> {
    requireWhole(actor);
    const [statement] = await selectStatements(this.database, actor.ownerId, { limit: 1, id: statementId });
    if (!statement) throw commonProblems.not_found('No such statement.');
    const { contentType, ending, policy, write, needs }: Format = formats[format];
    if (needs && !tokenPrice) throw commonProblems.invalid_request('Costs in money need the price of a token: give tokenPrice and currency, such as 0.01 and USD.', { pointer: '?tokenPrice' });
    const bill = await Bill.read(this.database, statement);
    return { contentType, name: `${statementId}.${ending}`, policy, text: write(bill, tokenPrice!) };
  }
}
