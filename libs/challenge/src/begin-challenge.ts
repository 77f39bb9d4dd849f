import { rowsOf, sql, type Transaction } from '#libs/database';
import { houseProject } from '#libs/identity';
import { hostsForPlacement, type PlacementHost } from '#libs/inventory';
import { assert, type Millis, newId, type PoolId, type ResourceClass, type Settings } from '#libs/kernel';
import { recordHouseLease } from '#libs/lease';
import { placeOn } from '#libs/placement';
import { type ChallengeRules, rulesOfVersion } from '#libs/rules';
import { workloadOf } from '#libs/runtime';

import { type DueDraw, insertChallenge } from './challenge.store.js';
import { drawOf } from './draw.js';
import { isIdle, type Size, sizesOn, workFor } from './sizes.js';

/** The room is gone by now: nothing of it was written, and it is tried again as long as it may be. */
export class Outrun extends Error {
  override name = 'Outrun';
}

/** Its lease ends by itself after this, should nobody judge it. */
const LASTS_MILLIS: Millis = 3_600_000;

/** Begins what was drawn: a lease like a tenant's, on one idle host. @returns false when somebody else was faster, or nothing is idle. @throws Outrun */
export async function beginChallenge(tx: Transaction, draw: DueDraw, settings: Settings, now: Millis): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ secret: string; rules_version: number }[]>(sql`
    update challenge_draws set state = 'begun' where pool_id = ${draw.poolId} and hour = ${BigInt(draw.hour)} and number = ${draw.number} and state = 'drawn' returning secret, rules_version`);
  if (!row) return false;
  const { challenge: rules } = await rulesOfVersion(tx, row.rules_version);
  const decides = drawOf(row.secret);
  const candidates = await candidatesIn(tx, draw.poolId, rules, settings, now);
  const chosen = candidates[decides.host % candidates.length];
  if (!chosen) {
    await tx.$executeRaw(sql`update challenge_draws set state = 'skipped' where pool_id = ${draw.poolId} and hour = ${BigInt(draw.hour)} and number = ${draw.number}`);
    return false;
  }
  const { host, sizes } = chosen;
  const size = sizes[decides.size % sizes.length]!;
  const work = workFor(size, decides.seed, rules);
  const image = settings.challengeImages[decides.image % settings.challengeImages.length];
  assert(image !== undefined, 'there is an image to be run');
  const id = newId('challenge');
  const lease = await recordHouseLease(tx, { ...(await houseProject(tx, id, now)), poolId: draw.poolId as PoolId, resources: size, workload: workloadOf(work, image), durationMillis: LASTS_MILLIS }, now);
  if (!(await placeOn(tx, lease, host, settings, now))) throw new Outrun();
  await insertChallenge(tx, {
    ...draw, id, operatorId: host.operatorId, hostId: host.id, leaseId: lease.id, candidates: candidates.length, units: unitsOf(size),
    work: { ...work, function: await functionOf(tx, host.clusterId) }, rulesVersion: row.rules_version, begunAt: now,
  });
  return true;
}

/** Idle hosts of a pool, in order of id, with what fits there; those that are challenged just now are left out. */
async function candidatesIn(tx: Transaction, poolId: string, rules: ChallengeRules, settings: Settings, now: Millis): Promise<{ host: PlacementHost; sizes: Size[] }[]> {
  const busy = new Set((await rowsOf<{ host_id: string }>(tx, sql`select host_id from challenges where state = 'running' and pool_id = ${poolId}`)).map((row) => row.host_id));
  const hosts = (await hostsForPlacement(tx, poolId, now, settings)).filter((host) => isIdle(host, now) && !busy.has(host.id));
  return hosts.map((host) => ({ host, sizes: sizesOn(host, rules) })).filter(({ sizes }) => sizes.length > 0);
}

function unitsOf({ cpuMillis, memoryMib }: Size): { resourceClass: ResourceClass; variant: string; units: bigint }[] {
  return [{ resourceClass: 'CPU_MILLI', variant: '', units: BigInt(cpuMillis) }, { resourceClass: 'MEMORY_MIB', variant: '', units: BigInt(memoryMib) }];
}

/** In simulated clusters nothing is computed: what a round is there is simulated, too. */
async function functionOf(tx: Transaction, clusterId: string): Promise<'scrypt' | 'simulated'> {
  const [cluster] = await rowsOf<{ driver: string }>(tx, sql`select driver from clusters where id = ${clusterId}`);
  return cluster?.driver === 'simulated' ? 'simulated' : 'scrypt';
}
