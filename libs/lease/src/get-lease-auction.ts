import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { auctionOfLease, type AuctionView } from '#libs/auction';
import { Database } from '#libs/database';
import { type Actor, commonProblems } from '#libs/kernel';

import { own } from './close-lease.js';
import { leaseById } from './lease.store.js';

/** The auction of a lease: while it lasts its end and the hash of its seed, afterwards all that its outcome follows from. */
export class GetLeaseAuction extends Query<AuctionView> {
  constructor(readonly actor: Actor, readonly leaseId: string) {
    super();
  }
}

@QueryHandler(GetLeaseAuction)
export class GetLeaseAuctionHandler implements IQueryHandler<GetLeaseAuction> {
  constructor(private readonly database: Database) {}

  /** @throws Problem `not_found`, also for another tenant's lease, and for one that was not auctioned. */
  async execute({ actor, leaseId }: GetLeaseAuction): Promise<AuctionView> {
    const lease = own(actor, await leaseById(this.database, leaseId));
    const auction = await auctionOfLease(this.database, lease.id);
    if (!auction) throw commonProblems.not_found('This lease was not auctioned.');
    return auction;
  }
}
