import { randomUUID } from 'node:crypto';

import { type Database, rowsOf, sql } from '#libs/database';
import { Loop } from '#libs/kernel';
import { type AccountRef, MAX_BATCH, type MovingTransfer, type NewTransfer, postTransfers, reconcileLedger } from '#libs/ledger';

import { benchDatabase } from './servers.js';

/** Accounts that transfers are spread over, and what each has: no transfer of the benchmark lacks funds. */
const WALLETS = 10_000;
const FUNDS = 10n ** 12n;
/** Transfers of one call: as many as one may have. */
export const BATCH = MAX_BATCH;
/** Batches under way at once: the next is prepared while one is written. */
const AT_ONCE = 2;
/** While transfers are posted they are proven this often: more often than the product does, so that it happens in a run at all. */
const RECONCILE_MILLIS = 600;

/** The product's own schema, with its constraints and triggers, in a database of its own. */
export class LedgerWorld {
  private constructor(readonly database: Database) {}

  static async create(serverUrl: string, name: string): Promise<LedgerWorld> {
    const world = new LedgerWorld(await benchDatabase(serverUrl, name, 8));
    const deposits = Array.from({ length: WALLETS }, (_, index): NewTransfer => ({
      key: `fund/${index}`, type: 'posted', reason: 'deposit', amount: FUNDS, from: { ownerId: 'platform', kind: 'issuance' }, to: wallet(index),
    }));
    for (let done = 0; done < WALLETS; done += MAX_BATCH) await world.post(deposits.slice(done, done + MAX_BATCH));
    return world;
  }

  /**
   * Posts batches, so many at once, and fails when any was not posted whole. What the ledger does behind its callers, proving
   * balances and writing histories, goes on meanwhile, and the time is over when all of it is done. @returns transfers per second.
   */
  async rate(batches: readonly (readonly NewTransfer[])[]): Promise<number> {
    const waiting = [...batches];
    const start = performance.now();
    const failures: unknown[] = [];
    const proving = new Loop({ everyMillis: RECONCILE_MILLIS, body: () => reconcile(this.database), onError: (error) => failures.push(error) });
    proving.start();
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        for (let batch = waiting.pop(); batch; batch = waiting.pop()) await this.post(batch);
      }));
    } finally {
      await proving.stop();
    }
    if (failures.length > 0) throw failures[0];
    await reconciled(this.database);
    return batches.flat().length / ((performance.now() - start) / 1_000);
  }

  async post(batch: readonly NewTransfer[]): Promise<void> {
    const { outcome } = await this.database.transaction((tx) => postTransfers(tx, Date.now(), batch));
    if (outcome !== 'posted') throw new Error(`a batch of the benchmark was answered ${outcome}`);
  }

  /** Posts until the ledger has so many transfers, and lets the server tidy up. */
  async growTo(transfers: number): Promise<void> {
    for (let left = transfers - await this.transfers(); left > 0; left -= 20 * BATCH) {
      await this.rate(Array.from({ length: Math.min(20, Math.ceil(left / BATCH)) }, () => spread(BATCH)));
    }
    for (const table of ['transfers', 'accounts', 'account_history']) await this.database.client.$executeRawUnsafe(`vacuum analyze ${table}`);
  }

  async transfers(): Promise<number> {
    const [row] = await rowsOf<{ count: bigint }>(this.database, sql`select count(*) as count from transfers`);
    return Number(row!.count);
  }

  close(): Promise<void> {
    return this.database.close();
  }
}

/** Transfers between wallets chosen at random, each with a random key: made before the clock runs, as callers make theirs. */
export function spread(count: number): MovingTransfer[] {
  return Array.from({ length: count }, () => {
    const from = randomWallet();
    return charge(wallet(from), wallet((from + 1 + Math.floor(Math.random() * (WALLETS - 1))) % WALLETS));
  });
}

/** Transfers that are all out of or into one account. */
export function hot(count: number): MovingTransfer[] {
  return Array.from({ length: count }, (_, index) => {
    const other = wallet(1 + Math.floor(Math.random() * (WALLETS - 1)));
    return index % 2 === 0 ? charge(wallet(0), other) : charge(other, wallet(0));
  });
}

function charge(from: AccountRef, to: AccountRef): MovingTransfer {
  const id = randomUUID();
  return { key: `charge/${id}`, type: 'posted', from, to, amount: 1n, reason: 'charge', subjectId: id };
}

function wallet(index: number): AccountRef {
  return { ownerId: `bench-${index}`, kind: 'wallet' };
}

function randomWallet(): number {
  return Math.floor(Math.random() * WALLETS);
}

/** Until every transfer is proven and in its accounts' histories. */
export async function reconciled(database: Database): Promise<void> {
  for (let runs = 0; runs < 1_000; runs += 1) {
    await reconcile(database);
    const [row] = await rowsOf<{ done: boolean }>(database, sql`select checked_to >= (select max(position) from transfers) as done from reconciliation where name = 'ledger'`);
    if (row!.done) return;
  }
  throw new Error('reconciliation did not catch up');
}

async function reconcile(database: Database): Promise<void> {
  if (await reconcileLedger(database, Date.now()) > 0) throw new Error('the ledger of the benchmark differs from itself');
}
