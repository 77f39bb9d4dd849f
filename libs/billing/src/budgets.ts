import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, once, type Reader, type Transaction } from '#libs/database';
import { audit, requireWhole } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, type NanoTokens, newId, pageOf, positionOf, SETTINGS, type Settings } from '#libs/kernel';
import { findProject } from '#libs/lease';

import { billingProblems } from './billing.errors.js';
import { type Budget, type BudgetView, budgetView, inMonthOf, isReached, isSpent } from './budget.js';
import { judgeBudget, liftStop } from './budget-spending.js';
import { deleteBudget, insertBudget, selectBudgets, spentSince } from './budget.store.js';
import { periodStart } from './period.js';
import { lockBilling } from './tenant-billing.js';

export interface BudgetInput {
  /** Left out: for all of the tenant's projects together. */
  projectId?: string;
  /** Above zero. */
  amount: NanoTokens;
  /** Per cent of the amount. */
  alertShares: readonly number[];
  hardStop: boolean;
}

/**
 * Sets a budget, for a tenant or one of its projects. What was charged in its month already counts, so that shares may be reached,
 * and a hard stop begin, at once.
 * @throws Problem `budget_exists`, `not_found` for a project that is not the tenant's.
 */
export class CreateBudget extends Command<BudgetView> {
  constructor(readonly actor: Actor, readonly input: BudgetInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(CreateBudget)
export class CreateBudgetHandler implements ICommandHandler<CreateBudget> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  execute({ actor, input, idempotencyKey }: CreateBudget): Promise<BudgetView> {
    requireWhole(actor);
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: { CreateBudget: input }, now }, async () => {
      await lockBilling(tx, actor.ownerId);
      const scope = { tenantId: actor.ownerId, projectId: input.projectId === undefined ? null : await findProject(tx, actor, input.projectId) };
      const monthStartsAt = periodStart('month', now);
      const budget: Budget = {
        ...scope, id: newId('budget'), amount: input.amount, alertShares: ascending(input.alertShares), hardStop: input.hardStop, version: 1, monthStartsAt,
        spent: await spentSince(tx, scope, monthStartsAt), reachedShares: [], stoppedAt: null, stoppedUntil: null, createdAt: now,
      };
      if (!(await insertBudget(tx, budget))) throw billingProblems.budget_exists(`There is a budget of this ${scope.projectId === null ? 'tenant' : 'project'}: change that one.`, { pointer: '/projectId' });
      await audit(tx, actor, now, { action: 'budget.created', subjectId: budget.id, detail: { ...input, amount: input.amount } });
      return budgetView(await judgeBudget(tx, budget, now), now);
    }));
  }
}

/** What may be changed; what is left out stays. */
export type BudgetChange = Partial<Omit<BudgetInput, 'projectId'>>;

/**
 * Changes a budget. A hard stop ends when it is raised above what is spent, or is to stop nothing any more; shares that are not reached
 * any more are told of again when they are.
 * @throws Problem `not_found`, `precondition_required`, `stale_version`.
 */
export class ChangeBudget extends Command<BudgetView> {
  constructor(
    readonly actor: Actor,
    readonly budgetId: string,
    readonly change: BudgetChange,
    /** The version the caller has seen; the change is refused when there is a later one. */
    readonly ifMatch: number | undefined,
  ) {
    super();
  }
}

@CommandHandler(ChangeBudget)
export class ChangeBudgetHandler implements ICommandHandler<ChangeBudget> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  execute({ actor, budgetId, change, ifMatch }: ChangeBudget): Promise<BudgetView> {
    requireWhole(actor);
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const budget = await ownBudget(tx, actor, budgetId, now);
      if (ifMatch === undefined) throw commonProblems.precondition_required('Send If-Match with the ETag of the budget you have seen.');
      if (ifMatch !== budget.version) throw commonProblems.stale_version(`The budget is at version ${budget.version} by now; read it again.`);
      const changed: Budget = {
        ...budget, amount: change.amount ?? budget.amount, alertShares: ascending(change.alertShares ?? budget.alertShares), hardStop: change.hardStop ?? budget.hardStop, version: budget.version + 1,
      };
      changed.reachedShares = budget.reachedShares.filter((share) => isReached(changed, share));
      await audit(tx, actor, now, { action: 'budget.changed', subjectId: budgetId, detail: { ...change } });
      const lifted = isSpent(changed) ? changed : await liftStop(tx, changed, this.settings, now);
      return budgetView(await judgeBudget(tx, lifted, now), now);
    });
  }
}

/** Removes a budget; its hard stop ends. @throws Problem `not_found`. */
export class RemoveBudget extends Command<void> {
  constructor(readonly actor: Actor, readonly budgetId: string) {
    super();
  }
}

@CommandHandler(RemoveBudget)
export class RemoveBudgetHandler implements ICommandHandler<RemoveBudget> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  execute({ actor, budgetId }: RemoveBudget): Promise<void> {
    requireWhole(actor);
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      await liftStop(tx, await ownBudget(tx, actor, budgetId, now), this.settings, now);
      await deleteBudget(tx, budgetId);
      await audit(tx, actor, now, { action: 'budget.removed', subjectId: budgetId });
    });
  }
}

/** One of the tenant's budgets. @throws Problem `not_found`. */
export class GetBudget extends Query<BudgetView> {
  constructor(readonly actor: Actor, readonly budgetId: string) {
    super();
  }
}

@QueryHandler(GetBudget)
export class GetBudgetHandler implements IQueryHandler<GetBudget> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, budgetId }: GetBudget): Promise<BudgetView> {
    requireWhole(actor);
    return budgetView(await findBudget(this.database, actor, budgetId), this.clock.now());
  }
}

/** The tenant's budgets, the oldest first. */
export class ListBudgets extends Query<{ items: BudgetView[]; next: { createdAt: Millis; id: string } | null }> {
  constructor(readonly actor: Actor, readonly page: { limit: number; after?: { createdAt: Millis; id: string } }) {
    super();
  }
}

@QueryHandler(ListBudgets)
export class ListBudgetsHandler implements IQueryHandler<ListBudgets> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, page: { limit, after } }: ListBudgets): Promise<{ items: BudgetView[]; next: { createdAt: Millis; id: string } | null }> {
    requireWhole(actor);
    const found = await selectBudgets(this.database, { tenantId: actor.ownerId, limit: limit + 1, after });
    return pageOf(found.map((budget) => budgetView(budget, this.clock.now())), limit, positionOf);
  }
}

/** The tenant's budget, in the month of now, with the tenant's billing locked. @throws Problem `not_found`. */
async function ownBudget(tx: Transaction, actor: Actor, budgetId: string, now: Millis): Promise<Budget> {
  await lockBilling(tx, actor.ownerId);
  return inMonthOf(await findBudget(tx, actor, budgetId), now);
}

async function findBudget(reader: Reader, { ownerId }: Actor, budgetId: string): Promise<Budget> {
  const [budget] = await selectBudgets(reader, { tenantId: ownerId, id: budgetId, limit: 1 });
  if (!budget) throw commonProblems.not_found('No such budget.');
  return budget;
}

function ascending(shares: readonly number[]): number[] {
  return [...new Set(shares)].toSorted((a, b) => a - b);
}
