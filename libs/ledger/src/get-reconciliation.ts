import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import type { Millis } from '#libs/kernel';

/** How far the ledger was compared with itself, and what came of it. */
export interface ReconciliationView {
  /** When the last run was; null: none yet. */
  checkedAt: Millis | null;
  openDifferences: number;
}

/** For administrators. */
export class GetReconciliation extends Query<ReconciliationView> {}

@QueryHandler(GetReconciliation)
export class GetReconciliationHandler implements IQueryHandler<GetReconciliation> {
  constructor(private readonly database: Database) {}

  async execute(): Promise<ReconciliationView> {
    const [row] = await rowsOf<{ checked_at: bigint | null; differences: bigint }>(this.database, sql`
      select (select checked_at from reconciliation where name = 'ledger') as checked_at, (select count(*) from ledger_differences where ended_at is null) as differences`);
    return { checkedAt: row!.checked_at === null ? null : Number(row!.checked_at), openDifferences: Number(row!.differences) };
  }
}
