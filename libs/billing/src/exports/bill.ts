import { type Reader, rowsOf, sql } from '#libs/database';

import { type DepositRow, type PricedUse, selectDeposits, selectLines, selectPricedUses } from '../statement-content.store.js';
import type { StatementRow } from '../statement.store.js';
import type { StatementLineView } from '../statement.view.js';

/** Rows that are read at once, and so held in memory. */
const PAGE = 1_000;

/** A closed statement with all that is on it. Nothing of it changes any more, so pages that are read one after another fit together. */
export class Bill {
  private constructor(private readonly reader: Reader, readonly statement: StatementRow, readonly tenantName: string) {}

  static async read(reader: Reader, statement: StatementRow): Promise<Bill> {
    const [tenant] = await rowsOf<{ name: string }>(reader, sql`select name from tenants where id = ${statement.tenantId}`);
    return new Bill(reader, statement, tenant?.name ?? '');
  }

  /** Its deposits by time, page by page. */
  async *deposits(): AsyncGenerator<DepositRow[]> {
    for (let after: DepositRow | undefined; ;) {
      const page = await selectDeposits(this.reader, this.statement.id, { after, limit: PAGE });
      if (page.length > 0) yield page;
      if (page.length < PAGE) return;
      after = page.at(-1);
    }
  }

  /** Its lines by number, page by page. */
  async *lines(): AsyncGenerator<StatementLineView[]> {
    for (let afterLine = 0; ;) {
      const page = await selectLines(this.reader, this.statement.id, { afterLine, limit: PAGE });
      if (page.length > 0) yield page;
      if (page.length < PAGE) return;
      afterLine = page.at(-1)!.line;
    }
  }

  /** Its lines by number, each divided by the prices of its charges, page by page. */
  async *pricedUses(): AsyncGenerator<PricedUse[]> {
    for await (const lines of this.lines()) yield await selectPricedUses(this.reader, this.statement, lines);
  }
}
