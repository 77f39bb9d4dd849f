import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, type Clock, CLOCK, commonProblems, SETTINGS, type Settings } from '#libs/kernel';

import { closeLocked } from './closing.js';
import { followPrices } from './follow-prices.js';
import { isOpen, type Lease } from './lease.js';
import { lockLease } from './lease.store.js';
import { type LeaseView, viewOf } from './lease.view.js';

/** Closes a lease. Closing one that is on its way out, or gone, changes nothing and gives it as it is. */
export class CloseLease extends Command<LeaseView> {
  constructor(readonly actor: Actor, readonly leaseId: string) {
    super();
  }
}

@CommandHandler(CloseLease)
export class CloseLeaseHandler implements ICommandHandler<CloseLease> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  execute({ actor, leaseId }: CloseLease): Promise<LeaseView> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const lease = await followPrices(tx, await lockOwn(tx, actor, leaseId), now, this.settings);
      if (!isOpen(lease.state)) return viewOf(tx, lease, this.settings, now);
      await audit(tx, actor, now, { action: 'lease.closed', subjectId: lease.id });
      return viewOf(tx, await closeLocked(tx, { ...lease, version: lease.version + 1 }, { reason: 'tenant_closed', at: now }), this.settings, now);
    });
  }
}

/** The actor's lease, locked. @throws Problem `not_found`, also for another's. */
export async function lockOwn(tx: Transaction, actor: Actor, leaseId: string): Promise<Lease> {
  return own(actor, await lockLease(tx, leaseId));
}

/** The lease when it is the actor's, and of the project its key is kept to. @throws Problem `not_found` */
export function own(actor: Actor, lease: Lease | undefined): Lease {
  if (!lease || lease.tenantId !== actor.ownerId || (actor.projectId !== undefined && lease.projectId !== actor.projectId)) {
    throw commonProblems.not_found('No such lease.');
  }
  return lease;
}
