import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader } from '#libs/database';
import { type Actor, assert, type Millis } from '#libs/kernel';
import { leaseById, own } from '#libs/lease';
import { type Plain, type RoundHeader, type RoundLeaf } from '#libs/verify';

import { outcomeLeaves, provenIn, requestLeaves, shownOfOutcome } from './commit-round.js';
import { secretOf, unpackedInputs } from './record-round.js';
import { type RoundRow, selectRound, selectRoundsOf } from './round.store.js';

/** Rounds of a lease that are told of. */
const MOST_ROUNDS = 20;

/** What a round decided about a lease, as its tenant reads it. */
export interface LeaseRoundView {
  roundId: string;
  at: Millis;
  /** By which it was decided. */
  policy: Plain;
  /** What came of it: `outcome`, and replicas or reasons. */
  decision: { readonly [key: string]: Plain };
}

/** The last rounds that said anything about a lease, the latest first. */
export class ListLeaseRounds extends Query<LeaseRoundView[]> {
  constructor(readonly actor: Actor, readonly leaseId: string) {
    super();
  }
}

@QueryHandler(ListLeaseRounds)
export class ListLeaseRoundsHandler implements IQueryHandler<ListLeaseRounds> {
  constructor(private readonly database: Database) {}

  async execute({ actor, leaseId }: ListLeaseRounds): Promise<LeaseRoundView[]> {
    const lease = own(actor, await leaseById(this.database, leaseId));
    const rows = await selectRoundsOf(this.database, lease.id, MOST_ROUNDS);
    return rows.map((row) => {
      const { decision, refused } = unpackedInputs(row.inputs);
      const planned = decision.leases.find((one) => one.leaseId === lease.id);
      const { policy } = JSON.parse(row.header) as RoundHeader;
      return { roundId: row.id, at: Number(row.at), policy, decision: shownOfOutcome(lease.id, planned, refused.some((one) => one.leaseId === lease.id)) };
    });
  }
}

/** A lease's part of a round, with what leads from it to the header; of others' parts there are hashes alone. */
export interface LeaseInRound {
  row: Pick<RoundRow, 'id' | 'sequence' | 'chainId'>;
  header: RoundHeader;
  request: RoundLeaf;
  outcome: RoundLeaf;
}

/** The lease's part of one of its rounds, the last by default; undefined when that was no round of it, or is forgotten. */
export async function leaseInRound(reader: Reader, leaseId: string, roundId?: string): Promise<LeaseInRound | undefined> {
  const row = roundId === undefined ? (await selectRoundsOf(reader, leaseId, 1))[0] : await selectRound(reader, roundId);
  if (!row?.leaseIds.includes(leaseId)) return undefined;
  const kept = unpackedInputs(row.inputs);
  const index = kept.asks.findIndex((ask) => ask.leaseId === leaseId);
  assert(index >= 0, 'what a round decided about was asked for');
  const secret = secretOf(row.secret, row.id);
  return {
    row, header: JSON.parse(row.header) as RoundHeader,
    request: provenIn(requestLeaves(kept.asks, secret), index), outcome: provenIn(outcomeLeaves(kept.asks, kept, secret), index),
  };
}
