import { Inject, Injectable } from '@nestjs/common';

import { Database } from '#libs/database';
import { assert, CLOCK, type Clock, Problem } from '#libs/kernel';

import { ledgerProblems } from './ledger.errors.js';
import { postGroups } from './post-transfers.js';
import type { GroupOutcome, NewTransfer } from './transfer.js';

/** Transfers of one commit: few enough that nobody waits for more than some milliseconds. */
const MOST_AT_ONCE = 1_000;
/** Transfers that may wait. */
const MOST_WAITING = 10_000;
/** Each time, at least one group's key was taken by somebody else between our looking and our writing. */
const MAX_TRIES = 5;

interface Waiting {
  transfers: readonly NewTransfer[];
  resolve: (outcome: GroupOutcome) => void;
  reject: (error: unknown) => void;
}

/**
 * Posts for callers that have no transaction of their own. While one commit is under way, what others ask gathers for the
 * next: a caller waits for two commits at the most, and a commit costs all of them as much as one.
 */
@Injectable()
export class Poster {
  private readonly waiting: Waiting[] = [];
  /** Transfers in `waiting`. */
  private length = 0;
  private isPosting = false;

  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  /**
   * Posts linked transfers, all or nothing, as of the moment they are written; whatever becomes of them becomes of nobody
   * else's. Resolves once they are committed. Asked again with the same keys, gives the first answer.
   * @throws Problem what `postTransfers` throws; `ledger_busy` when too much waits already; `unavailable`, after which only
   * asking again tells whether they were posted.
   */
  async post(transfers: readonly NewTransfer[]): Promise<Exclude<GroupOutcome, { outcome: 'refused' }>> {
    assert(transfers.length <= MOST_AT_ONCE, `at most ${MOST_AT_ONCE} transfers are linked`);
    if (this.length + transfers.length > MOST_WAITING) {
      throw ledgerProblems.ledger_busy(`${this.length} transfers wait to be posted.`, { retryAfterSeconds: 1 });
    }
    const outcome = await new Promise<GroupOutcome>((resolve, reject) => {
      this.waiting.push({ transfers, resolve, reject });
      this.length += transfers.length;
      if (!this.isPosting) void this.postAll();
    });
    if (outcome.outcome === 'refused') throw outcome.error;
    return outcome;
  }

  private async postAll(): Promise<void> {
    this.isPosting = true;
    try {
      while (this.waiting.length > 0) {
        // Whoever was just answered, and whoever came at the same time, may ask for more first.
        await new Promise((resolve) => setImmediate(resolve));
        await this.postSome(this.take());
      }
    } finally {
      this.isPosting = false;
    }
  }

  private take(): Waiting[] {
    let size = 0;
    let count = 0;
    for (const { transfers } of this.waiting) {
      if (size + transfers.length > MOST_AT_ONCE) break;
      size += transfers.length;
      count += 1;
    }
    this.length -= size;
    return this.waiting.splice(0, count);
  }

  private async postSome(taken: readonly Waiting[]): Promise<void> {
    const groups = taken.map(({ transfers }) => transfers);
    for (let tries = 1; ; tries += 1) {
      try {
        const outcomes = await this.database.transaction((tx) => postGroups(tx, this.clock.now(), groups));
        for (const [index, { resolve }] of taken.entries()) resolve(outcomes[index]!);
        return;
      } catch (error) {
        if (error instanceof Problem && error.code === 'key_reused' && tries < MAX_TRIES) continue;
        for (const { reject } of taken) reject(error);
        return;
      }
    }
  }
}
