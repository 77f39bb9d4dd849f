import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { platformOnly } from '#libs/inventory';
import { type Actor, type Millis } from '#libs/kernel';
import { type RoundHeader } from '#libs/verify';

import { selectRounds } from './round.store.js';

/** A round that was written. */
export interface RoundView {
  id: string;
  poolId: string;
  at: Millis;
  fence: string;
  /** Leases that it said anything of. */
  leases: number;
  /** What is kept of it, compressed. */
  bytes: number;
  header: RoundHeader;
}

export interface RoundPage {
  items: RoundView[];
  /** The sequence to go on before; undefined on the last page. */
  next: string | undefined;
}

/** Rounds of a pool that can be replayed, the latest first. For platform administrators. */
export class ListRounds extends Query<RoundPage> {
  constructor(readonly actor: Actor, readonly poolId: string, readonly page: { limit: number; before?: bigint | undefined }) {
    super();
  }
}

/** Greater than every sequence. */
const LAST = 2n ** 63n - 1n;

@QueryHandler(ListRounds)
export class ListRoundsHandler implements IQueryHandler<ListRounds> {
  constructor(private readonly database: Database) {}

  async execute({ actor, poolId, page: { limit, before = LAST } }: ListRounds): Promise<RoundPage> {
    platformOnly(actor);
    const rows = await selectRounds(this.database, poolId, before, limit + 1);
    const shown = rows.slice(0, limit);
    return {
      items: shown.map(({ id, at, fence, leases, bytes, header }) => ({ id, poolId, at: Number(at), fence: fence.toString(), leases, bytes, header: JSON.parse(header) as RoundHeader })),
      next: rows.length > limit ? shown.at(-1)!.sequence.toString() : undefined,
    };
  }
}
