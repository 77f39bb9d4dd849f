import type { INestApplicationContext } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';

import { Database, sql } from '#libs/database';
import { Queues } from '#libs/queue';

import { type SweepName, Sweeps } from './sweeps.js';

/** What the sweeps of time and money find at most in one run. */
const FULL = 500;
const MAX_RUNS = 50;
/** After each of these something may be left that is due now: they are run until nothing is. */
const untilDone: ReadonlySet<SweepName> = new Set<SweepName>(['due-leases', 'budgets', 'reprice', 'settle', 'pending']);

/** What follows from time alone; the other sweeps only find what was lost, or tidy up. */
export const sweepsOfTime: readonly SweepName[] = ['kubernetes-hosts', 'hosts', 'drain', 'moves', 'faults', 'simulated-agents', 'due-leases', 'budgets', 'resume', 'base-fees', 'reprice', 'settle', 'pending', 'statements', 'bonds', 'stake-exits', 'diversified', 'cover-claims', 'cover-disputes', 'cover-exits', 'payouts', 'stopped-payouts', 'top-ups', 'payments'];

/** Runs sweeps, in order: for simulations, which move the clock themselves and cannot wait for the next second. */
export async function runSweeps(app: INestApplicationContext, names: readonly SweepName[] = sweepsOfTime): Promise<void> {
  const sweeps = app.get(Sweeps, { strict: false });
  for (const name of names) {
    for (let runs = 1; (await sweeps.run(name)) >= FULL && untilDone.has(name) && runs < MAX_RUNS; runs += 1);
  }
}

/**
 * Waits until every event is carried and every job of leases and money is done, those that wait for a time excepted.
 * @returns false when that took longer.
 */
export async function settled(app: INestApplicationContext, withinMillis = 60_000): Promise<boolean> {
  const database = app.get(Database, { strict: false });
  const queues = app.get(Queues, { strict: false });
  const quiet = async () => {
    const [outbox] = await database.query<{ waiting: boolean }>(sql`select exists (select 1 from outbox_events where relayed_at is null) as waiting`);
    return !outbox!.waiting;
  };
  for (const until = Date.now() + withinMillis; Date.now() < until; await sleep(5)) {
    if (!(await quiet())) continue;
    const { converge, settle } = await queues.counts();
    // Once more: a job that ended just now may have left events, and events that were carried just now jobs.
    if (converge.waiting + converge.active + settle.waiting + settle.active === 0 && (await quiet())) return true;
  }
  return false;
}
