import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { platformOnly } from '#libs/inventory';
import { type Actor, pageOf } from '#libs/kernel';

import { type ChallengeView, selectVerdicts, type VerdictsAsked } from './challenge.store.js';

export interface ChallengePage {
  items: ChallengeView[];
  /** Where the next page begins: before this place. */
  next: number | null;
}

/** Challenges that are over, of computing or of devices, the latest first: an operator's own, or for administrators anybody's. What runs is not told of. @throws Problem `forbidden`. */
export class ListChallenges extends Query<ChallengePage> {
  constructor(readonly actor: Actor, readonly asked: VerdictsAsked) {
    super();
  }
}

@QueryHandler(ListChallenges)
export class ListChallengesHandler implements IQueryHandler<ListChallenges> {
  constructor(private readonly database: Database) {}

  async execute({ actor, asked: { of, limit, operatorId, before } }: ListChallenges): Promise<ChallengePage> {
    if (actor.ownerType !== 'operator') platformOnly(actor);
    const whose = actor.ownerType === 'operator' ? actor.ownerId : operatorId;
    const { items, next } = pageOf(await selectVerdicts(this.database, { of, operatorId: whose, before, limit: limit + 1 }), limit, ({ place }) => place);
    return { items: items.map(({ view }) => view), next };
  }
}
