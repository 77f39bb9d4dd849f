import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, type Transaction } from '#libs/database';
import { audit, requireWhole } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis } from '#libs/kernel';

import { billingProblems } from './billing.errors.js';
import { selectStatements } from './statement.store.js';
import { type StatementView, statementView } from './statement.view.js';
import { Statements } from './statements.js';

const MOST_TRIES = 5;

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
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      // The answer to a key is which statement it began: killed before that was closed, the same request closes it.
      const begun = await this.database.transaction((tx) => this.begin(tx, actor, now, idempotencyKey)).catch((error: unknown) => {
        if (error instanceof AnotherInTheMaking) return undefined;
        throw error;
      });
      await this.statements.finish(tenantId);
      if (!begun) continue;
      const [row] = await selectStatements(this.database, tenantId, { limit: 1, id: begun.id });
      if (row) return statementView(row);
    }
    throw commonProblems.unavailable('Other statements of this tenant are being closed; try again.', { retryAfterSeconds: 1 });
  }

  private begin(tx: Transaction, actor: Actor, now: Millis, key: string | undefined): Promise<{ id: string }> {
    const tenantId = actor.ownerId;
    return once(tx, { ownerId: tenantId, key, request: ['CloseStatement'], now }, async () => {
      const begun = await this.statements.beginInterim(tx, tenantId, now);
      if (begun === 'busy') throw new AnotherInTheMaking();
      if (begun) {
        await audit(tx, actor, now, { action: 'statement.closed', subjectId: begun.id });
        return { id: begun.id };
      }
      const [last] = await selectStatements(tx, tenantId, { limit: 1 });
      if (last && last.endsAt === now) return { id: last.id };
      throw billingProblems.nothing_to_close('The last statement reaches as far as now.');
    });
  }
}

/** Somebody else began a statement meanwhile: nothing is kept of this attempt. */
class AnotherInTheMaking extends Error {}
