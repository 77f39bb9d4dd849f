import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql, sqlEmpty } from '#libs/database';
import { type Actor, CLOCK, type Clock, commonProblems, pageOf } from '#libs/kernel';

import { disputeViews, type DisputeView, selectDisputes, visibleTo } from './dispute.view.js';

export type DisputePlace = { openedAt: number; id: string };

/** Disputes of one's own covers, and of pools that one assesses; the latest first. */
export class ListDisputes extends Query<{ items: DisputeView[]; next: DisputePlace | null }> {
  constructor(readonly actor: Actor, readonly page: { limit: number; coverId?: string | undefined; isOpen?: boolean | undefined; before?: DisputePlace | undefined }) {
    super();
  }
}

@QueryHandler(ListDisputes)
export class ListDisputesHandler implements IQueryHandler<ListDisputes> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, page: { limit, coverId, isOpen, before } }: ListDisputes): Promise<{ items: DisputeView[]; next: DisputePlace | null }> {
    const own = actor.ownerType === 'platform' ? sqlEmpty : sql`and tenant_id = ${actor.ownerId}`;
    const rows = await selectDisputes(this.database, sql`
      (opened_at, id) < (${BigInt(before?.openedAt ?? Number.MAX_SAFE_INTEGER)}, ${before?.id ?? ''}) ${visibleTo(actor)} ${coverId === undefined ? sqlEmpty : sql`and cover_id = ${coverId} ${own}`}
      ${isOpen === undefined ? sqlEmpty : isOpen ? sql`and decided_at is null` : sql`and decided_at is not null`}`, limit + 1);
    return pageOf(await disputeViews(this.database, rows, actor, this.clock.now()), limit, ({ openedAt, id }) => ({ openedAt, id }));
  }
}

/** One. @throws Problem `not_found`, also for another's. */
export class GetDispute extends Query<DisputeView> {
  constructor(readonly actor: Actor, readonly disputeId: string) {
    super();
  }
}

@QueryHandler(GetDispute)
export class GetDisputeHandler implements IQueryHandler<GetDispute> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, disputeId }: GetDispute): Promise<DisputeView> {
    const [view] = await disputeViews(this.database, await selectDisputes(this.database, sql`id = ${disputeId} ${visibleTo(actor)}`, 1), actor, this.clock.now());
    if (!view) throw commonProblems.not_found('No such dispute.');
    return view;
  }
}
