import { hash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

import { type PlacementHost } from '#libs/inventory';
import { type Changes, decideRound, type Demand, demandsOf, FollowedHosts, gathered, planRound, type RoundInputs, roundText, roundValue } from '#libs/placement';

import { type TraceHost, type TraceTask } from '../openb.js';
import { askOf, capacityOf, gpuMilliOf, packingPolicy, placementHost, randomBy } from './experiment.js';

/** Requests of one round. */
const ROUND_REQUESTS = 100;
/** What is usually asked is looked up again after so many rounds, as the scheduler does it seldom. */
const LEARN_EVERY = 10;
/** What part of the GPUs is in use once the pool has filled up. */
const LOAD = 0.9;

/** A pool's rounds as they are kept, and the hash of what each decided. */
export interface RecordedPool {
  rounds: { isBase: boolean; bytes: Uint8Array; decided: string }[];
  /** Requests and departures. */
  events: number;
  claims: number;
  bytes: number;
}

type Kept = Omit<RoundInputs, 'hosts' | 'recent' | 'operatorAsks'> & { changes: Changes; seed: number };

/** Runs a pool of the trace's hosts on which tasks come and go, for so many events, and keeps each round. */
export function recordPool(traceOf: readonly TraceHost[], tasks: readonly TraceTask[], events: number, seed: number): RecordedPool {
  const random = randomBy(seed);
  const hosts = new Map(traceOf.map((host) => [host.name, placementHost(host)]));
  const models = [...new Set(traceOf.map(({ model }) => model))];
  const perRound = (ROUND_REQUESTS * tasks.reduce((sum, task) => sum + gpuMilliOf(task), 0)) / tasks.length;
  const meanRounds = (LOAD * capacityOf(traceOf)) / perRound;
  const leaving = new Map<number, (() => unknown)[]>();
  const followed = new FollowedHosts();
  const recorded: RecordedPool = { rounds: [], events: 0, claims: 0, bytes: 0 };
  let asked: Demand[] = [];
  let recent: readonly Demand[] = [];
  for (let round = 0; recorded.events < events; round += 1) {
    for (const leave of leaving.get(round) ?? []) {
      leave();
      recorded.events += 1;
    }
    leaving.delete(round);
    const asks = Array.from({ length: ROUND_REQUESTS }, (_, index) => askOf(tasks[Math.floor(random() * tasks.length)]!, `les_${round}_${index}`, models));
    const inputs: RoundInputs = { hosts: [...hosts.values()], operatorAsks: [], recent, policy: packingPolicy, asks, waiting: asks.length, quotas: [] };
    const { changes, baseId, roundId, written } = followed.follow(inputs, 1n, round);
    const decision = decideRound(inputs, planRound(inputs, round), []);
    const { hosts: _hosts, recent: _recent, operatorAsks: _asks, ...rest } = inputs;
    const bytes = zstdCompressSync(roundText({ ...rest, changes, seed: round } satisfies Kept));
    written();
    recorded.rounds.push({ isBase: baseId === roundId, bytes, decided: hash('sha256', roundText(decision)) });
    recorded.bytes += bytes.length;
    recorded.events += asks.length;
    for (const { hostId, resources } of decision.leases.flatMap(({ claims }) => claims)) {
      recorded.claims += 1;
      hosts.set(hostId, moved(hosts.get(hostId)!, resources, 1));
      const until = round + 1 + Math.floor(-meanRounds * Math.log(1 - random()));
      leaving.set(until, [...(leaving.get(until) ?? []), () => hosts.set(hostId, moved(hosts.get(hostId)!, resources, -1))]);
    }
    asked = [...asked, ...asks.flatMap(demandsOf)].slice(-1_000);
    if (round % LEARN_EVERY === 0) recent = asked;
  }
  return recorded;
}

/** Decides every round again from what is kept. @returns how many came out as they were. */
export function replayPool({ rounds }: RecordedPool): number {
  let identical = 0;
  let changes: Changes[] = [];
  for (const { isBase, bytes, decided } of rounds) {
    const { changes: last, seed, ...kept } = roundValue<Kept>(zstdDecompressSync(bytes).toString('utf8'));
    changes = isBase ? [last] : [asOne(changes), last];
    const inputs: RoundInputs = { ...kept, ...gathered(changes) };
    if (hash('sha256', roundText(decideRound(inputs, planRound(inputs, seed), []))) === decided) identical += 1;
  }
  return identical;
}

/** All changes up to a round as those of one. */
function asOne(changes: readonly Changes[]): Changes {
  return { ...gathered(changes), gone: [] };
}

/** A host with something taken or given back; the one before stays as it was kept. */
function moved(before: PlacementHost, resources: readonly { resourceClass: string; variant: string; amount: number; devices?: readonly { index: number; milli: number }[] }[], sign: 1 | -1): PlacementHost {
  const host = structuredClone(before);
  for (const { resourceClass, variant, amount, devices } of resources) {
    const inventory = host.inventories.find((one) => one.resourceClass === resourceClass && one.variant === variant)!;
    inventory.used += sign * amount;
    for (const { index, milli } of devices ?? []) inventory.deviceUsed[index]! += sign * milli;
  }
  return host;
}
