import type { Contest } from './contest.js';
import { benchPostgres } from './servers.js';
import { StatementWorld } from './statement-world.js';

const LINES = 100_000;

/**
 * A statement of a hundred thousand lines, of two charges each: closed, with the ledger compared, and exported as JSON. The
 * peer sums the same charges and writes the same lines, and checks nothing.
 */
export async function* statementContests(): AsyncGenerator<Contest> {
  const postgres = await benchPostgres();
  const world = await StatementWorld.create(postgres.url, LINES);
  const seconds: Record<string, number[]> = {};
  let heapBytes = 0;
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    (seconds[name] ??= []).push((performance.now() - start) / 1_000);
    return result;
  };
  const exported = async (id: string, format: 'json' | 'csv' | 'html' | 'focus') => {
    const { heapBytesAtMost } = await timed(format, () => world.export(id, format));
    heapBytes = Math.max(heapBytes, heapBytesAtMost);
  };
  try {
    yield {
      name: 'statement', unit: 'lines/s', peerIs: 'one SQL aggregate into a table and a cursor to JSON, same charges, same PostgreSQL', target: undefined,
      ours: async () => {
        await world.charge();
        const start = performance.now();
        const id = await timed('close', () => world.close());
        await exported(id, 'json');
        const rate = LINES / ((performance.now() - start) / 1_000);
        for (const format of ['csv', 'html', 'focus'] as const) await exported(id, format);
        return rate;
      },
      peer: async () => {
        const start = performance.now();
        const lines = await world.bareStatement();
        if (lines !== LINES) throw new Error(`the peer wrote ${lines} lines`);
        return LINES / ((performance.now() - start) / 1_000);
      },
      extra: () => ({
        lines: LINES, heapMebibytesAtMost: Math.round(heapBytes / 2 ** 20),
        ...Object.fromEntries(Object.entries(seconds).map(([name, each]) => [`${name}Seconds`, Number(each.toSorted((a, b) => a - b)[Math.floor(each.length / 2)]!.toFixed(2))])),
      }),
      close: async () => undefined,
    };
  } finally {
    await world.end();
    await postgres.stop();
  }
}
