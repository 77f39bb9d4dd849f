import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { WeirClient } from '#libs/client';

import { type Contest, percentile } from './contest.js';
import { allClosed, requestMany, tenantsOf } from './lease.js';
import { processTimes } from './servers.js';
import { type StartedProduct, startUp } from './started-product.js';

const LEASES = 300;
const DURATION_MILLIS = 2_000;

interface Side {
  product: StartedProduct;
  clients: WeirClient[];
  /** Processor time of the whole product for one lease from its request to its end, of each run. */
  cpuMillisPerLease: number[];
}

/**
 * What traces cost: the same leases through the whole product in one process with OpenTelemetry asked for, every request sampled, and
 * without. The collector takes everything at once and keeps nothing; it runs beside the load, not in the product.
 */
export async function* tracingContests(): AsyncGenerator<Contest> {
  const collector = await startCollector();
  const sides: Side[] = [];
  try {
    const environments: Record<string, string>[] = [{ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER: 'always_on' }, {}];
    for (const environment of environments) {
      const product = await startUp({ WEIR_SIMULATED_START: '0ms', WEIR_RATE_LIMIT: '100000000', ...environment });
      sides.push({ product, clients: await tenantsOf(product), cpuMillisPerLease: [] });
    }
    const [traced, plain] = sides as [Side, Side];
    yield {
      name: 'tracing',
      unit: 'requests/s',
      peerIs: 'the same product, without traces being asked for',
      ours: () => run(traced),
      peer: () => run(plain),
      extra: () => {
        if (collector.bytes() === 0) throw new Error('no span came');
        const [ours, peer] = [traced, plain].map(({ cpuMillisPerLease }) => percentile(cpuMillisPerLease.slice(1), 50)) as [number, number];
        return { cpuMillisPerLease: Number(ours.toPrecision(4)), peerCpuMillisPerLease: Number(peer.toPrecision(4)), cpuRatio: Number((ours / peer).toPrecision(4)) };
      },
      close: () => Promise.resolve(),
    };
  } finally {
    for (const { product } of sides) await product.stop();
    await collector.close();
  }
}

/** Leases from request to end. @returns requests accepted per second. */
async function run({ product, clients, cpuMillisPerLease }: Side): Promise<number> {
  const before = await cpuMillisOf(product);
  const rate = await requestMany(clients, LEASES, DURATION_MILLIS);
  await allClosed(product.database);
  cpuMillisPerLease.push(((await cpuMillisOf(product)) - before) / LEASES);
  return rate;
}

async function cpuMillisOf({ pid }: StartedProduct): Promise<number> {
  const times = await processTimes(pid);
  if (times === undefined) throw new Error('the product has ended, or this is not Linux');
  return times.own;
}

async function startCollector(): Promise<{ url: string; bytes(): number; close(): Promise<void> }> {
  let bytes = 0;
  const server: Server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => void (bytes += chunk.length)).on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => bytes,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
