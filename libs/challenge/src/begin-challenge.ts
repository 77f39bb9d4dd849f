import { rowsOf, sql, type Transaction } from '#libs/database';
import { appendLeaves, hashOfSubtrees, inclusionRanges, leafHash, leavesFor, proofOf } from '#libs/economics';
import { houseProject } from '#libs/identity';
import { hostsForPlacement, type PlacementHost } from '#libs/inventory';
import { assert, type Millis, MILLIS_PER_HOUR, newId, type PoolId, type Settings } from '#libs/kernel';
import { gpuMilli, type LeaseWorkload, recordHouseLease } from '#libs/lease';
import { placeOn } from '#libs/placement';
import { type ChallengeRules, rulesOfVersion } from '#libs/rules';
import { diskWorkload, gpuWorkload, keepingWorkload, sendingWorkload, workloadOf } from '#libs/runtime';
import { type OfferedUnits } from '#libs/stake';
import { dataKeyOf, type Draw, drawOf } from '#libs/verify';

import { type Asked, type ChallengeKind, type DueDraw, insertChallenge } from './challenge.store.js';
import { bandwidthsOn, gpusOn, gpuWorkFor, isIdle, rulesOfModel, type Size, sizesOn, streamsFor, volumesOn, workFor } from './sizes.js';

/** The room is gone by now: nothing of it was written, and it is tried again as long as it may be. */
export class Outrun extends Error {
  override name = 'Outrun';
}

/** Its lease ends by itself so long after it should have been judged, should nobody do it. */
const SPARE_MILLIS: Millis = MILLIS_PER_HOUR;

/** Begins what was drawn: a lease like a tenant's, on one idle host. @returns false when somebody else was faster, or nothing is idle. @throws Outrun */
export async function beginChallenge(tx: Transaction, draw: DueDraw, settings: Settings, now: Millis): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ secret: string; kind: ChallengeKind; rules_version: number }[]>(sql`
    update challenge_draws set state = 'begun' where pool_id = ${draw.poolId} and hour = ${BigInt(draw.hour)} and number = ${draw.number} and state = 'drawn' returning secret, kind, rules_version`);
  if (!row) return false;
  const { challenge: rules } = await rulesOfVersion(tx, row.rules_version);
  const decides = drawOf(row.secret);
  const candidates = await candidatesIn(tx, draw.poolId, row.kind, rules, settings, now);
  const chosen = candidates[decides.host % candidates.length];
  if (!chosen) {
    await tx.$executeRaw(sql`update challenge_draws set state = 'skipped' where pool_id = ${draw.poolId} and hour = ${BigInt(draw.hour)} and number = ${draw.number}`);
    return false;
  }
  const { host, sizes } = chosen;
  const size = sizes[decides.size % sizes.length]!;
  const image = settings.challengeImages[decides.image % settings.challengeImages.length];
  assert(image !== undefined, 'there is an image to be run');
  const isSimulated = await runsNothing(tx, host.clusterId);
  const { workload, units, lastsMillis, asked } = tasks[row.kind]({ size, image, rules, isSimulated, secret: row.secret, seed: decides.seed });
  const id = newId('challenge');
  const lease = await recordHouseLease(tx, { ...(await houseProject(tx, id, now)), poolId: draw.poolId as PoolId, resources: size, workload, durationMillis: lastsMillis }, now);
  if (!(await placeOn(tx, lease, host, settings, now))) throw new Outrun();
  await insertChallenge(tx, {
    ...draw, id, operatorId: host.operatorId, hostId: host.id, leaseId: lease.id, candidates: candidates.length, drawn: { ...committed(candidates.map((one) => one.host.id), decides.host % candidates.length), sizes }, units,
    ...asked, rulesVersion: row.rules_version, begunAt: now,
  });
  return true;
}

/** What binds a draw to the hosts that it was from, without naming the others to whoever is shown one of them. */
function committed(hostIds: readonly string[], place: number): { hostsRoot: string; hostPath: string } {
  const { nodes, frontier } = appendLeaves(0, [], hostIds.map((id) => leafHash(id)));
  const known = new Map(nodes.map((node) => [`${node.level}/${node.index}`, node.hash]));
  const path = proofOf(inclusionRanges(place, hostIds.length), (node) => known.get(`${node.level}/${node.index}`)!);
  return { hostsRoot: Buffer.from(hashOfSubtrees(frontier)).toString('hex'), hostPath: Buffer.concat(path).toString('base64') };
}

/** Idle hosts of a pool, in order of id, with what fits there; those that are challenged so just now are left out. */
async function candidatesIn(tx: Transaction, poolId: string, kind: ChallengeKind, rules: ChallengeRules, settings: Settings, now: Millis): Promise<{ host: PlacementHost; sizes: Size[] }[]> {
  const busy = new Set((await rowsOf<{ host_id: string }>(tx, sql`select host_id from challenges where state = 'running' and kind = ${kind} and pool_id = ${poolId}`)).map((row) => row.host_id));
  const hosts = (await hostsForPlacement(tx, poolId, now, settings)).filter((host) => isIdle(host, now) && !busy.has(host.id));
  return hosts.map((host) => ({ host, sizes: fitting(host, kind, rules) })).filter(({ sizes }) => sizes.length > 0);
}

function fitting(host: PlacementHost, kind: ChallengeKind, rules: ChallengeRules): Size[] {
  if (kind === 'compute') return sizesOn(host, rules);
  if (kind === 'network') return bandwidthsOn(host, rules.network);
  return kind === 'gpu' ? gpusOn(host, rules.gpu) : volumesOn(host, kind, rules[kind]);
}

interface TaskTerms {
  size: Size;
  image: string;
  rules: ChallengeRules;
  /** Whether it is to run where nothing runs: what is done there is simulated, too. */
  isSimulated: boolean;
  secret: string;
  seed: Draw['seed'];
}

interface Task {
  workload: LeaseWorkload;
  /** What is in question. */
  units: OfferedUnits[];
  lastsMillis: Millis;
  asked: Asked;
}

/** What a host is given to do, by the kind of challenge. */
const tasks: Record<ChallengeKind, (terms: TaskTerms) => Task> = {
  compute: ({ size, image, rules, isSimulated, seed }) => {
    const work = workFor(size, seed, rules);
    const units: OfferedUnits[] = [{ resourceClass: 'CPU_MILLI', variant: '', units: BigInt(size.cpuMillis) }, { resourceClass: 'MEMORY_MIB', variant: '', units: BigInt(size.memoryMib) }];
    return { workload: workloadOf(work, image), units, lastsMillis: SPARE_MILLIS, asked: { kind: 'compute', work: { ...work, function: isSimulated ? 'simulated' : 'scrypt' } } };
  },
  possession: ({ size, image, rules: { possession }, isSimulated, secret }) => {
    const [{ storageClass, gib }] = size.volumes!;
    return {
      workload: keepingWorkload(image), units: [{ resourceClass: 'STORAGE_GIB', variant: storageClass, units: BigInt(gib) }],
      lastsMillis: possession.storeMillis + possession.periods * possession.periodMillis + SPARE_MILLIS,
      asked: { kind: 'possession', work: { key: dataKeyOf(secret), leaves: leavesFor(gib, possession), function: isSimulated ? 'simulated' : 'written' } },
    };
  },
  disk: ({ size, image, rules: { disk: { blockMib, rounds } }, isSimulated, seed }) => {
    const [{ storageClass, gib }] = size.volumes!;
    const work = { seed, blockMib, rounds };
    return { workload: diskWorkload(work, image), units: [{ resourceClass: 'STORAGE_GIB', variant: storageClass, units: BigInt(gib) }], lastsMillis: SPARE_MILLIS, asked: { kind: 'disk', work: { ...work, function: isSimulated ? 'simulated' : 'written' } } };
  },
  network: ({ size, image, rules: { network }, isSimulated, seed }) => {
    const work = streamsFor(size.egressMbps!, seed, network);
    return {
      workload: sendingWorkload(image), units: [{ resourceClass: 'EGRESS_MBPS', variant: '', units: BigInt(work.mbps) }],
      lastsMillis: network.transfers * network.everyMillis + SPARE_MILLIS, asked: { kind: 'network', work: { ...work, function: isSimulated ? 'simulated' : 'sent' } },
    };
  },
  gpu: ({ size, rules: { gpu: rules }, isSimulated, seed }) => {
    const { gpu } = size;
    assert(gpu, 'what is claimed has GPUs');
    const [work, [variant], { image }] = [gpuWorkFor(gpu, seed, rules), gpu.models, rulesOfModel(rules, gpu.models[0])];
    return {
      workload: gpuWorkload(work, image), units: [{ resourceClass: 'GPU_MILLI', variant, units: BigInt(gpuMilli(size)) }],
      lastsMillis: SPARE_MILLIS, asked: { kind: 'gpu', work: { ...work, function: isSimulated ? 'simulated' : 'opencl' } },
    };
  },
};

async function runsNothing(tx: Transaction, clusterId: string): Promise<boolean> {
  const [cluster] = await rowsOf<{ driver: string }>(tx, sql`select driver from clusters where id = ${clusterId}`);
  return cluster?.driver === 'simulated';
}
