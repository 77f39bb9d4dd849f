import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { newId } from '#libs/kernel';

import { apiFaults } from '../support/fault-proxy.js';
import { type LocalCluster, testCluster } from '../support/local-cluster.js';
import { eventually } from '../support/operator-client.js';
import { seededRandom } from '../support/random.js';
import { type FaultyCluster, faultyCluster, untilSettled } from './faulty-cluster.js';

const SEEDS = 20;
/** What an API server of this machine makes of pods in a second is shared by them: with five, half of their minute is waiting for that, and a busy machine fails them. */
const AT_ONCE = 3;
const LEASES = 20;
const STREAM_MILLIS = 10_000;
const CONVERGED_WITHIN_MILLIS = 60_000;
/** Rates are compared by the busiest stretch of this length. */
const WINDOW_MILLIS = 10_000;
const FAULTY_PER_MILLE = 150;

const hosts = ['kwok-0', 'kwok-1', 'kwok-2'];

describe(`an API server that fails ${FAULTY_PER_MILLE} of 1000 requests`, () => {
  let cluster: LocalCluster;
  beforeAll(async () => {
    cluster = await testCluster({ kwok: hosts.length });
  });
  afterAll(() => cluster?.down());

  interface Outcome {
    tookMillis: number;
    requests: number;
    busiest: number;
    faults: Record<string, number>;
  }

  /** The same work with and without faults. */
  async function run(seed: number, faulty: boolean): Promise<Outcome> {
    const subject = await faultyCluster(cluster.admin, hosts);
    const { proxy } = subject;
    try {
      proxy.follow(faulty ? { seed, faults: apiFaults, perMille: FAULTY_PER_MILLE } : undefined);
      await stream(subject, seed, faulty);
      proxy.follow(undefined);
      const endedAt = performance.now();
      const leftMillis = () => CONVERGED_WITHIN_MILLIS - (performance.now() - endedAt);
      await untilSettled(subject, leftMillis());
      // What the driver knows is not all that there is: a watch may be silent.
      await exactlyAsDesired(subject, leftMillis);
      return { tookMillis: performance.now() - endedAt, requests: proxy.requestedAt.length, busiest: busiestOf(proxy.requestedAt), faults: Object.fromEntries(proxy.done) };
    } finally {
      await subject.close();
    }
  }

  /** Leases of two projects and of projects of their own are opened; a third is closed, a third scaled. */
  async function stream(subject: FaultyCluster, seed: number, faulty: boolean): Promise<void> {
    const random = seededRandom(seed + 1_000);
    const shared = [newId('project'), newId('project')];
    const opened = [];
    for (let number = 0; number < LEASES; number += 1) {
      opened.push(subject.open(1 + (number % 2), number % 4 < 2 ? shared[number % 2]! : newId('project')));
      const before = opened[number - 6];
      if (before && number % 3 !== 2) subject.scale(before, number % 3 === 0 ? 0 : 3);
      await sleep((STREAM_MILLIS / LEASES) * (0.5 + random()));
      // Watches are long: so that theirs fail too, they are begun anew.
      if (faulty && number % 5 === 2) subject.proxy.breakConnections();
    }
  }

  /** Asks past the driver: no pod too many, none too few, no namespace that nobody needs. */
  async function exactlyAsDesired(subject: FaultyCluster, leftMillis: () => number): Promise<void> {
    const desired = subject.leases();
    const ids = new Set<string>(desired.map(({ leaseId }) => leaseId));
    const present = async (path: string) => {
      const { items } = await cluster.ask<{ items: { metadata: { namespace: string; labels: Record<string, string>; deletionTimestamp?: string } }[] }>('GET', `${path}?labelSelector=weir.dev/lease`);
      return items.filter(({ metadata }) => ids.has(metadata.labels['weir.dev/lease']!)).map(({ metadata }) => metadata);
    };
    const claims = desired.flatMap(({ replicas }) => replicas.map(({ claimId }) => claimId)).toSorted();
    for (const path of ['/apis/apps/v1/deployments', '/api/v1/pods']) {
      await eventually(async () => expect((await present(path)).map(({ labels }) => labels['weir.dev/claim']!).toSorted()).toEqual(claims), leftMillis());
    }
    const open = desired.filter(({ replicas }) => replicas.length > 0);
    await eventually(async () => expect((await present('/api/v1/services')).map(({ labels }) => labels['weir.dev/lease']!).toSorted()).toEqual(open.map(({ leaseId }) => leaseId).toSorted()), leftMillis());
  }

  test(`converges for each of ${SEEDS} seeds within ${CONVERGED_WITHIN_MILLIS / 1_000} s of their end, at no more than twice the normal rate`, async () => {
    const failures: string[] = [];
    const seeds = Array.from({ length: SEEDS }, (_, seed) => seed + 1);
    const normal = await run(0, false);
    console.log(`without faults: ${normal.requests} requests, ${normal.busiest} in the busiest ${WINDOW_MILLIS / 1_000} s; settled after ${Math.round(normal.tookMillis)} ms`);
    const work = async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        try {
          const { tookMillis, requests, busiest, faults } = await run(seed, true);
          console.log(`seed ${seed}: settled ${Math.round(tookMillis)} ms after the faults; ${requests} requests, ${busiest} in the busiest ${WINDOW_MILLIS / 1_000} s; ${JSON.stringify(faults)}`);
          if (busiest > 2 * normal.busiest) failures.push(`seed ${seed}: ${busiest} requests in ${WINDOW_MILLIS / 1_000} s; normal is ${normal.busiest}`);
        } catch (error) {
          failures.push(`seed ${seed}: ${String(error)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(failures).toEqual([]);
  });
});

/** The most of these moments that lie within one stretch. */
function busiestOf(moments: readonly number[]): number {
  let first = 0;
  let most = 0;
  moments.forEach((moment, index) => {
    while (moments[first]! < moment - WINDOW_MILLIS) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}
