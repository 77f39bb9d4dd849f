import { randomBytes } from 'node:crypto';

import { type Database } from '#libs/database';
import { type Millis, newId } from '#libs/kernel';

import { CHAIN_LENGTH, SeedChain } from './seed-chain.js';
import { insertChain, selectChains } from './round.store.js';

/** The seed of a pool's next round. */
export interface NextSeed {
  chainId: string;
  place: number;
  value: Uint8Array;
}

/**
 * The seeds of a pool's rounds, under one fence. A chain is in the database, and so in the log, before any request of its
 * rounds is read; when half of one is used the next one is made, so that from then on a signed head has it long before.
 */
export class RoundSeeds {
  private chain: { id: string; seeds: SeedChain; used: number; hasNext: boolean } | undefined;
  private fence: bigint | undefined;

  constructor(private readonly database: Database, private readonly poolId: string) {}

  /** Call it before the requests of a round are read. */
  async next(fence: bigint, now: Millis): Promise<NextSeed> {
    if (this.fence !== fence || (this.chain && this.isDue(this.chain))) this.chain = undefined;
    this.fence = fence;
    this.chain ??= await this.load(now);
    const { id, seeds, used } = this.chain;
    return { chainId: id, place: used, value: seeds.seedOf(used) };
  }

  /** The seed was used by a round that is written. */
  used(): void {
    if (this.chain) this.chain.used += 1;
  }

  /** Whoever used seeds meanwhile, they are looked up again. */
  forget(): void {
    this.chain = undefined;
  }

  private isDue({ seeds, used, hasNext }: NonNullable<RoundSeeds['chain']>): boolean {
    return used >= seeds.length || (!hasNext && used * 2 >= seeds.length);
  }

  private async load(now: Millis): Promise<NonNullable<RoundSeeds['chain']>> {
    let [current, next] = await selectChains(this.database, this.poolId);
    if (!current || (!next && current.used * 2 >= current.length)) {
      const secret = randomBytes(32);
      const made = { id: newId('seedChain'), poolId: this.poolId, secret, anchor: new SeedChain(secret).anchor, length: CHAIN_LENGTH, madeAt: now };
      await this.database.transaction((tx) => insertChain(tx, made));
      [current, next] = await selectChains(this.database, this.poolId);
    }
    return { id: current!.id, seeds: new SeedChain(current!.secret, current!.length), used: current!.used, hasNext: next !== undefined };
  }
}
