import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, commonProblems } from '#libs/kernel';

import { Bill } from './exports/bill.js';
import { pagePolicy } from './exports/page-style.js';
import { writeCsv } from './exports/write-csv.js';
import { writeHtml } from './exports/write-html.js';
import { writeJson } from './exports/write-json.js';
import { selectStatements } from './statement.store.js';

interface Format {
  contentType: string;
  /** What a file's name ends with. */
  ending: string;
  /** What a browser may do with it, where it is a page. */
  policy?: string;
  write: (bill: Bill) => AsyncIterable<string>;
}

const formats = {
  json: { contentType: 'application/json; charset=utf-8', ending: 'json', write: writeJson },
  csv: { contentType: 'text/csv; charset=utf-8; header=present', ending: 'csv', write: writeCsv },
  html: { contentType: 'text/html; charset=utf-8', ending: 'html', policy: pagePolicy, write: writeHtml },
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

/** The whole of a statement of the tenant, in a format to keep, to reckon with or to print. @throws Problem `not_found`. */
export class ExportStatement extends Query<StatementFile> {
  constructor(readonly actor: Actor, readonly statementId: string, readonly format: ExportFormat) {
    super();
  }
}

@QueryHandler(ExportStatement)
export class ExportStatementHandler implements IQueryHandler<ExportStatement> {
  constructor(private readonly database: Database) {}

  async execute({ actor, statementId, format }: ExportStatement): Promise<StatementFile> {
    requireWhole(actor);
    const [statement] = await selectStatements(this.database, actor.ownerId, { limit: 1, id: statementId });
    if (!statement) throw commonProblems.not_found('No such statement.');
    const { contentType, ending, policy, write }: Format = formats[format];
    return { contentType, name: `${statementId}.${ending}`, policy, text: write(await Bill.read(this.database, statement)) };
  }
}
