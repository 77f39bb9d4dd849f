import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';

import type { Contest } from './contest.js';
import { batchesOf, inTurn, MeteringWorld } from './metering-world.js';
import { benchPostgres } from './servers.js';

const weir = join(import.meta.dirname, '../apps/weir/src/main.js');

/** Samples of one run, and over HTTP; events of a request, and requests under way at once. */
const SAMPLES = 40_000;
const SAMPLES_BY_HTTP = 20_000;
const HTTP_BATCH = 100;
const HTTP_AT_ONCE = 16;

/**
 * Usage samples, checked, matched with their claims and recorded once, on the embedded PostgreSQL that syncs every commit: beside COPY of as
 * many finished rows into the same table with the same keys, and then over HTTP beside the same without it.
 */
export async function* meteringContests(): AsyncGenerator<Contest> {
  const postgres = await benchPostgres();
  const worlds: MeteringWorld[] = [];
  try {
    for (const name of ['metering', 'copied']) worlds.push(await MeteringWorld.create(postgres.url, name));
    const [ours, copied] = worlds as [MeteringWorld, MeteringWorld];
    yield {
      name: 'metering', unit: 'samples/s', peerIs: 'COPY of finished rows from a file of the server into the same keyed table', target: 0.5,
      ours: () => ours.record(ours.samples(SAMPLES)),
      peer: () => copied.copy(copied.samples(SAMPLES)),
      close: async () => undefined,
    };
    yield await httpContest(ours);
  } finally {
    for (const world of worlds) await world.close();
    await postgres.stop();
  }
}

async function httpContest(world: MeteringWorld): Promise<Contest> {
  const environment = { ...process.env, DATABASE_URL: world.database.options.url, WEIR_PORT: '0', WEIR_RATE_LIMIT: '100000000', WEIR_LOG_LEVEL: 'warn' };
  const { stdout } = await promisify(execFile)(process.execPath, [weir, 'admin-key', '--json'], { env: environment });
  const { adminKey } = JSON.parse(stdout) as { adminKey: string };
  const api = spawn(process.execPath, [weir, 'api'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const { url } = JSON.parse(await firstLine(api)) as { url: string };
  const dispatcher = new Agent({ connections: HTTP_AT_ONCE });
  return {
    name: 'metering:http', unit: 'samples/s', peerIs: 'the same without HTTP, in batches of 1,000', target: 0.5,
    ours: async () => {
      const batches = batchesOf(world.samples(SAMPLES_BY_HTTP), HTTP_BATCH).map(({ events, fresh }) => ({ body: JSON.stringify(events), fresh }));
      const start = performance.now();
      await inTurn(batches, HTTP_AT_ONCE, async ({ body, fresh }) => {
        const answer = await request(`${url}/v1/usage`, {
          method: 'POST', body, dispatcher, headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/cloudevents-batch+json' },
        });
        const receipt = await answer.body.json() as { accepted: number };
        if (answer.statusCode !== 200 || receipt.accepted !== fresh) throw new Error(`a batch was answered ${answer.statusCode}: ${JSON.stringify(receipt)}`);
      });
      return SAMPLES_BY_HTTP / ((performance.now() - start) / 1_000);
    },
    peer: () => world.record(world.samples(SAMPLES)),
    close: async () => {
      await dispatcher.close();
      api.kill('SIGTERM');
      if (api.exitCode === null) await once(api, 'exit');
    },
  };
}

/** What the API says when it is ready: where it listens. */
async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  throw new Error('the API ended before it was ready');
}
