import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once } from '#libs/database';
import { audit, requireWhole } from '#libs/identity';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { billingProblems } from './billing.errors.js';
import { selectStatements } from './statement.store.js';
import { type StatementView, statementView } from './statement.view.js';
import { Statements } from './statements.js';

/**
 * Closes the tenant's bill up to now, without waiting for its period to end; the rest of the period is the next statement.
 * @throws Problem `nothing_to_close` when the last statement reaches as far as now and does not end at it.
 */
export class CloseStatement extends Command<StatementView> {
  constructor(readonly actor: Actor, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(CloseStatement)
export class CloseStatementHandler implements ICommandHandler<CloseStatement> {
  constructor(
    private readonly database: Database,
    private readonly statements: Statements,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ actor, idempotencyKey }: CloseStatement): Promise<StatementView> {
    requireWhole(actor);
    const tenantId = actor.ownerId;
    const now = this.clock.now();
    await this.statements.closeDue(tenantId, now);
    await this.statements.settleAll(tenantId, now);
    return this.database.transaction((tx) => once(tx, { ownerId: tenantId, key: idempotencyKey, request: ['CloseStatement'], now }, async () => {
      const closed = await this.statements.closeInterim(tx, tenantId, now);
      if (closed) {
        await audit(tx, actor, now, { action: 'statement.closed', subjectId: closed.id });
        return statementView(closed);
      }
      const [last] = await selectStatements(tx, tenantId, { limit: 1 });
      if (last?.endsAt === now) return statementView(last);
      throw billingProblems.nothing_to_close('The last statement reaches as far as now.');
    }));
  }
}
