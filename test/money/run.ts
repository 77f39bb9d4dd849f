import { Cohort } from './cohort.js';
import { wrongBills } from './compare.js';
import { wrongBooks } from './books.js';
import { makeMoneyWorld } from './world.js';

/** Histories side by side in one database, and databases at once: it is waiting that they share out, on two cores. */
const COHORT = 100;

export interface Histories {
  histories: number;
  leases: number;
  /** With what each was charged in sum; of some nothing. */
  charged: number;
  twins: number;
  /** Months of leases for which something was given back, and operators that were paid. */
  credited: number;
  paidOut: number;
}

/** Begins at all times of the year: ends of months, and the hours in which clocks are changed. */
const STARTS = [Date.UTC(2027, 0, 31, 21), Date.UTC(2027, 2, 27, 23), Date.UTC(2028, 1, 28, 22), Date.UTC(2027, 9, 30, 22), Date.UTC(2027, 5, 15, 12), Date.UTC(2027, 11, 31, 20)];

/** Which histories of each cohort take place when one is to be looked at alone: `WEIR_TEST_HISTORY=56`, or several with commas. */
const only = process.env.WEIR_TEST_HISTORY?.split(',').map(Number);

/**
 * Goes through so many random histories and compares each with the oracle.
 * @throws Error with the seed and the whole of the first history that went wrong.
 */
export async function runHistories(count: number, seed: number): Promise<Histories> {
  const done: Histories = { histories: 0, leases: 0, charged: 0, twins: 0, credited: 0, paidOut: 0 };
  const world = await makeMoneyWorld(STARTS[seed % STARTS.length]!);
  try {
    while (done.histories < count) {
      const cohort = new Cohort(world, seed + done.histories);
      const size = Math.min(COHORT, count - done.histories);
      await cohort.run(size, only);
      const { wrong, charged, credited, paidOut } = await wrongBills(cohort);
      if (wrong.length > 0) throw new Error(`WEIR_TEST_SEED=${cohort.seed}: ${wrong.length} of ${cohort.histories.length} histories are wrong:\n${wrong.slice(0, 3).join('\n')}`);
      done.histories += size;
      done.leases += cohort.histories.reduce((sum, { leases }) => sum + leases.length, 0);
      done.twins += cohort.twins.length;
      done.charged += charged;
      done.credited += credited;
      done.paidOut += paidOut;
    }
    const books = await wrongBooks(world.database, world.databaseUrl);
    if (books.length > 0) throw new Error(`WEIR_TEST_SEED=${seed}: ${books.join('\n')}`);
    return done;
  } finally {
    await world.close();
  }
}
