import { systemClock } from '#libs/kernel';
import { Poster } from '#libs/ledger';

import type { Contest } from './contest.js';
import { BATCH, hot, LedgerWorld, reconciled, spread } from './ledger-world.js';
import { type Pgbench, pgbenchIs, preparePgbench } from './pgbench.js';
import { settledPostgres } from './servers.js';

/** Batches of one run. */
const BATCHES = 10;
/** Callers that each post one transfer at a time, and how many all of them post in a run. */
const CALLERS = 200;
const SINGLES = 20_000;
/** The curve's small end; its large end is the option `--rows`. */
const FEW_ROWS = 100_000;
const MANY_ROWS = 1_000_000;
/** Batches of one run of the curve: few, so that the small ledger stays small. */
const CURVE_BATCHES = 2;

/** Transfers with keys through the ledger, its constraints and triggers in force, on the embedded PostgreSQL that syncs every commit, as it is after a while; for both sides. */
export async function* ledgerContests(rows = MANY_ROWS): AsyncGenerator<Contest> {
  const postgres = await settledPostgres();
  const worlds: LedgerWorld[] = [];
  const world = async (name: string) => {
    const made = await LedgerWorld.create(postgres.url, name);
    worlds.push(made);
    return made;
  };
  try {
    const pgbench = await preparePgbench(postgres.url);
    const ledger = await world('ledger');
    if (pgbench) {
      yield batchContest(ledger, pgbench);
      yield singleContest(ledger, pgbench);
    } else {
      process.stderr.write('ledger:batch and ledger:single are left out: no pgbench on PATH (Debian has it in postgresql-contrib)\n');
    }
    yield hotContest(ledger);
    yield await curveContest(await world('few'), await world('many'), rows);
  } finally {
    for (const made of worlds) await made.close();
    await postgres.stop();
  }
}

function batchContest(ledger: LedgerWorld, pgbench: Pgbench): Contest {
  return {
    name: 'ledger:batch', unit: 'transfers/s', peerIs: pgbenchIs, target: 15,
    ours: () => ledger.rate(batchesOf(BATCHES, spread)),
    peer: () => pgbench.run(),
    close: async () => undefined,
  };
}

function singleContest(ledger: LedgerWorld, pgbench: Pgbench): Contest {
  return {
    name: 'ledger:single', unit: 'transfers/s', peerIs: pgbenchIs, target: 2,
    ours: async () => {
      const poster = new Poster(ledger.database, systemClock);
      const waiting = spread(SINGLES);
      const start = performance.now();
      await Promise.all(Array.from({ length: CALLERS }, async () => {
        for (let transfer = waiting.pop(); transfer; transfer = waiting.pop()) {
          const { outcome } = await poster.post([transfer]);
          if (outcome !== 'posted') throw new Error(`a transfer of the benchmark was answered ${outcome}`);
        }
      }));
      await reconciled(ledger.database);
      return SINGLES / ((performance.now() - start) / 1_000);
    },
    peer: () => pgbench.run(),
    close: async () => undefined,
  };
}

function hotContest(ledger: LedgerWorld): Contest {
  return {
    name: 'ledger:hot', unit: 'transfers/s', peerIs: 'the same, spread over 10,000 accounts', target: 0.8,
    ours: () => ledger.rate(batchesOf(BATCHES, hot)),
    peer: () => ledger.rate(batchesOf(BATCHES, spread)),
    close: async () => undefined,
  };
}

/** What a transfer costs when there are many already, beside what it costs when there are few. */
async function curveContest(few: LedgerWorld, many: LedgerWorld, rows: number): Promise<Contest> {
  await few.growTo(FEW_ROWS);
  await many.growTo(rows);
  return {
    name: 'ledger:rows', unit: 'transfers/s', peerIs: `the same with ${FEW_ROWS} transfers in the ledger instead of ${rows}`, target: 0.8,
    ours: () => settledRate(many),
    peer: () => settledRate(few),
    close: async () => undefined,
  };
}

/**
 * After a batch that nobody clocks. The first change of a page after a checkpoint writes all of it to the log: in a run as short as this one that would be most of what it
 * writes where the index of keys is large, or nothing, by when the server last had a checkpoint.
 */
async function settledRate(world: LedgerWorld): Promise<number> {
  await world.rate([spread(BATCH)]);
  return world.rate(batchesOf(CURVE_BATCHES, spread));
}

function batchesOf<T>(count: number, make: (size: number) => T[]): T[][] {
  return Array.from({ length: count }, () => make(BATCH));
}
