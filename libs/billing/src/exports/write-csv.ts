import type { StatementLineView } from '../statement.view.js';
import type { Bill } from './bill.js';
import { type Cell, csvRow } from './csv.js';
import { tokens } from './decimals.js';

/** A column: its name, and what stands in it. Files of several statements can be put together, so each row says whose it is. */
const columns: Readonly<Record<string, (line: StatementLineView, bill: Bill) => Cell>> = {
  statement_id: (_line, { statement }) => statement.id,
  line: ({ line }) => line,
  lease_id: ({ leaseId }) => leaseId,
  lease_name: ({ leaseName }) => leaseName,
  resource_class: ({ resourceClass }) => resourceClass,
  variant: ({ variant }) => variant,
  starts_at: ({ startsAt }) => new Date(startsAt).toISOString(),
  ends_at: ({ endsAt }) => new Date(endsAt).toISOString(),
  usage: ({ usage }) => BigInt(usage),
  amount_nano_tokens: ({ amount }) => BigInt(amount),
  amount_tokens: ({ amount }) => ({ digits: tokens(BigInt(amount)) }),
  waived_nano_tokens: ({ waived }) => BigInt(waived),
  corrects_statement_id: ({ corrects }) => corrects?.statementId ?? '',
};

/** The lines as comma-separated values. They sum to the statement's charges. */
export async function* writeCsv(bill: Bill): AsyncGenerator<string> {
  yield csvRow(Object.keys(columns));
  const cells = Object.values(columns);
  for await (const page of bill.lines()) yield page.map((line) => csvRow(cells.map((cell) => cell(line, bill)))).join('');
}
