import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader } from '#libs/database';
import { type Actor, CLOCK, type Clock, type Millis } from '#libs/kernel';
import { rulesAt } from '#libs/rules';

import { bondCoverOf, bondInUse } from './bond-covers.js';
import { exitsHeld } from './hold-exits.js';
import { bondingOperator, selectBond } from './bond.store.js';

/** An operator's bond, as it reads it: plain JSON, amounts as decimal strings. */
export interface BondView {
  operatorId: string;
  /** Stands behind capacity. */
  bonded: string;
  /** What all the capacity that is offered needs by the rules in force. */
  required: string;
  /** What capacity that claims hold needs: so much stays bonded. */
  inUse: string;
  /** On its way out, and at stake until it is released. */
  unbonding: { id: string; amount: string; askedAt: Millis; releasesAt: Millis; rulesVersion: number }[];
  /** A loss is in evidence that may fall on it: nothing is released until that is over. */
  heldBack: boolean;
  /** The version in force. */
  rulesVersion: number;
}

/** What the operator has at stake, and what it needs. @throws Problem `forbidden`. */
export class GetBond extends Query<BondView> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(GetBond)
export class GetBondHandler implements IQueryHandler<GetBond> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  execute({ actor }: GetBond): Promise<BondView> {
    return bondView(this.database, bondingOperator(actor), this.clock.now());
  }
}

export async function bondView(reader: Reader, operatorId: string, now: Millis): Promise<BondView> {
  const { version, rules } = await rulesAt(reader, now);
  const bond = await selectBond(reader, operatorId);
  const cover = await bondCoverOf(reader, operatorId, now);
  return {
    operatorId, bonded: bond.bonded.toString(), required: (cover?.required ?? 0n).toString(), inUse: (await bondInUse(reader, operatorId, rules)).toString(),
    unbonding: bond.unbonding.map(({ id, amount, askedAt, releasesAt, rulesVersion }) => ({ id, amount: amount.toString(), askedAt, releasesAt, rulesVersion })),
    heldBack: await exitsHeld(reader, operatorId, now), rulesVersion: version,
  };
}
