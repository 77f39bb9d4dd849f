import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, newId } from '#libs/kernel';

import { inventoryProblems } from './inventory.errors.js';
import { checkShares, defaultTerms, platformOnly, type PoolTerms, type PoolView, toPoolData, toPoolView } from './pool.js';

export interface PoolInput extends Partial<PoolTerms> {
  name: string;
}

/** Opens a pool. For platform administrators. @throws Problem `forbidden`, `name_taken`, `invalid_shares`. */
export class CreatePool extends Command<PoolView> {
  constructor(readonly actor: Actor, readonly input: PoolInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(CreatePool)
export class CreatePoolHandler implements ICommandHandler<CreatePool> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: CreatePool): Promise<PoolView> {
    platformOnly(actor);
    const terms = { ...defaultTerms, ...input };
    checkShares(terms);
    const now = this.clock.now();
    return this.database.modelTransaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: ['CreatePool', input], now }, async () => {
      const data = { ...toPoolData(terms), id: newId('pool'), createdAt: BigInt(now) };
      const [row] = await tx.pool.createManyAndReturn({ data: [data], skipDuplicates: true });
      if (!row) throw inventoryProblems.name_taken(`There is a pool called ${input.name} already.`, { pointer: '/name' });
      await audit(tx, actor, now, { ownerType: 'platform', ownerId: 'platform', action: 'pool.created', subjectId: row.id, detail: { ...input } });
      return toPoolView(row);
    }));
  }
}
