import Table from 'cli-table3';

import { median } from './contest.js';
import { BATCH, LedgerWorld, spread } from './ledger-world.js';
import { preparePgbench } from './pgbench.js';
import { type Report } from './report.js';
import { benchPostgres } from './servers.js';

/** How many transfers the ledger has when it is measured. */
const MARKS = [100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000];
/** Batches of one run: few, so that the small ledger stays small. */
const BATCHES = 2;

/**
 * What a transfer costs as the ledger grows to so many rows: at each mark, runs of transfers and of pgbench in turn, which tell what the machine gave,
 * and the processor time of the server and of this process for each transfer, which depends less on that.
 */
export async function ledgerCurve({ rows = 10_000_000, runs, settings }: CurveOptions, progress: (text: string) => void): Promise<Report> {
  const postgres = await benchPostgres(settings);
  const world = await LedgerWorld.create(postgres.url, 'ledger');
  try {
    const pgbench = await preparePgbench(postgres.url);
    const marks: Mark[] = [];
    for (const transfers of MARKS.filter((mark) => mark <= rows)) {
      progress(`growing to ${transfers} transfers`);
      await world.growTo(transfers);
      const found: { ours: number; peer: number; micros: number }[] = [];
      for (let run = 0; run <= runs; run += 1) {
        progress(`${transfers} transfers: ${run === 0 ? 'warming up' : `run ${run} of ${runs}`}`);
        const batches = Array.from({ length: BATCHES }, () => spread(BATCH));
        const [ownBefore, serverBefore] = [process.cpuUsage(), await postgres.cpuMillis()];
        const ours = await world.rate(batches);
        const own = process.cpuUsage(ownBefore);
        const server = await postgres.cpuMillis() - serverBefore;
        found.push({ ours, peer: await pgbench?.run() ?? Number.NaN, micros: (own.user + own.system + server * 1_000) / (BATCHES * BATCH) });
      }
      marks.push(markOf(transfers, found.slice(1)));
      progress(JSON.stringify(marks.at(-1)));
    }
    return { json: { name: 'ledger-curve', unit: 'transfers/s', runs, marks }, text: asTable(marks) };
  } finally {
    await world.close();
    await postgres.stop();
  }
}

export interface CurveOptions {
  rows?: number;
  runs: number;
  /** Of the server, instead of the product's own. */
  settings?: Readonly<Record<string, string>>;
}

interface Mark {
  transfers: number;
  ours: number;
  pgbench: number;
  ratio: number;
  /** Of the server and of this process together, for one transfer. */
  cpuMicros: number;
}

function markOf(transfers: number, found: readonly { ours: number; peer: number; micros: number }[]): Mark {
  const of = (value: (run: (typeof found)[number]) => number) => Number(median(found.map(value)).toPrecision(3));
  return { transfers, ours: of(({ ours }) => ours), pgbench: of(({ peer }) => peer), ratio: of(({ ours, peer }) => ours / peer), cpuMicros: of(({ micros }) => micros) };
}

function asTable(marks: readonly Mark[]): string {
  const table = new Table({ head: ['transfers there', 'transfers/s', 'pgbench tps', 'ratio', 'processor time each, µs'], style: { head: [], border: [] } });
  for (const { transfers, ours, pgbench, ratio, cpuMicros } of marks) table.push([transfers, ours, pgbench, ratio, cpuMicros]);
  return table.toString();
}
