import { statementView } from '../statement.view.js';
import type { Bill } from './bill.js';

/** The whole statement as one JSON object: as the API shows it, with every deposit and every line. */
export async function* writeJson(bill: Bill): AsyncGenerator<string> {
  const { id, ...statement } = statementView(bill.statement);
  yield JSON.stringify({ id, tenantId: bill.statement.tenantId, ...statement }).slice(0, -1);
  yield* list('depositLines', bill.deposits(), ({ transferId, amount, at }) => ({ transferId, amount: amount.toString(), at }));
  yield* list('lines', bill.lines(), (line) => line);
  yield '}\n';
}

async function* list<T>(name: string, pages: AsyncIterable<T[]>, shown: (item: T) => object): AsyncGenerator<string> {
  yield `,${JSON.stringify(name)}:[`;
  let separator = '';
  for await (const page of pages) {
    yield separator + page.map((item) => JSON.stringify(shown(item))).join(',');
    separator = ',';
  }
  yield ']';
}
