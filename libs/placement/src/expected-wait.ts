import { type Reader, rowsOf, sql } from '#libs/database';
import { inWindow } from '#libs/inventory';
import { type ClaimedResource, type Millis } from '#libs/kernel';
import { gpuMilli, plainAmounts } from '#libs/lease';

import { type RequestSpec, Board, compile, type Policy } from './board.js';
import { coarseClaim } from './coarse-room.js';
import { standingFilters } from './filters.js';
import { place } from './place.js';
import { type Snapshot } from './snapshot.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Waits are said in these steps, the next longer one: neither when another's lease ends nor how many there are is to be had from them. */
const STEPS: readonly Millis[] = [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY, 30 * DAY];
const HORIZON = STEPS.at(-1)!;
/** How far back it is looked at what became free, and how often something must have for a rate to be said. */
const LOOK_BACK = DAY;
const LEAST_RELEASES = 3;
/** Claims looked at of what will end, and of what became free. */
const MOST_ENDING = 5_000;
const MOST_RELEASED = 1_000;

/** How long something would wait. `now`: not at all. `known-ends`: until leases end, or maintenance does, that are known to. `rate`: by how often such capacity became free in the last day. */
export interface ExpectedWait {
  /** Null: nobody knows. */
  expectedWaitMillis: Millis | null;
  waitBasis: 'now' | 'known-ends' | 'rate' | 'unknown';
}

export const noWait: ExpectedWait = { expectedWaitMillis: 0, waitBasis: 'now' };
const unknown: ExpectedWait = { expectedWaitMillis: null, waitBasis: 'unknown' };

/** A claim on its way: its lease is known to end then, or it was given back then. */
export interface Passing {
  at: Millis;
  hostId: string;
  resources: readonly ClaimedResource[];
}

/** What is known of a pool's time to come, and of its last day. */
export interface Outlook {
  now: Millis;
  /** Earliest first. */
  ending: readonly Passing[];
  released: readonly Passing[];
}

/**
 * How long a request that does not fit now would wait, if nobody came before it: by what is known to end, planned for real at each step of time; else by how often
 * something on a host that it may run on became free that was enough for a replica. At most one plan for each step; the snapshot is left as it was.
 */
export function expectedWait(snapshot: Snapshot, policy: Policy, ask: RequestSpec, outlook: Outlook): ExpectedWait {
  const board = new Board(snapshot, policy);
  let given = 0;
  let last = outlook.now;
  let found: ExpectedWait | undefined;
  for (const step of STEPS) {
    const at = outlook.now + step;
    const before = given;
    for (; given < outlook.ending.length && outlook.ending[given]!.at <= at; given += 1) {
      const host = snapshot.indexOf.get(outlook.ending[given]!.hostId);
      if (host !== undefined) board.give(host, outlook.ending[given]!.resources);
    }
    const isNews = given > before || windowsChange(snapshot, last, at);
    last = at;
    if (!isNews) continue;
    if (place(asOf(snapshot, at), policy, [ask], 0).leases[0]!.blocked) continue;
    found = { expectedWaitMillis: step, waitBasis: 'known-ends' };
    break;
  }
  board.rollback(0);
  return found ?? byRate(snapshot, policy, ask, outlook);
}

/** Whether a maintenance window begins or ends between two times. */
function windowsChange({ hosts }: Snapshot, from: Millis, to: Millis): boolean {
  return hosts.some(({ maintenance }) => maintenance.some(({ startsAt, endsAt }) => (startsAt > from && startsAt <= to) || (endsAt > from && endsAt <= to)));
}

/** The same with the windows of another time; what is used is shared with it. */
function asOf(snapshot: Snapshot, at: Millis): Snapshot {
  return { ...snapshot, hosts: snapshot.hosts.map((host) => (host.maintenance.length === 0 ? host : { ...host, inMaintenance: inWindow(host.maintenance, at) })) };
}

function byRate(snapshot: Snapshot, policy: Policy, ask: RequestSpec, { released }: Outlook): ExpectedWait {
  const board = new Board(snapshot, policy);
  const wanted = compile(ask, snapshot, policy);
  const enough = released.filter(({ hostId, resources }) => {
    const host = snapshot.indexOf.get(hostId);
    return host !== undefined && standingFilters.every((filter) => filter.admits(wanted, host, board)) && isEnough(ask, resources);
  });
  if (enough.length < LEAST_RELEASES) return unknown;
  const millis = Math.ceil((LOOK_BACK * ask.replicas) / enough.length);
  const step = STEPS.find((one) => one >= millis);
  return step === undefined ? unknown : { expectedWaitMillis: step, waitBasis: 'rate' };
}

/** Whether a replica would have found room in what a claim held. */
function isEnough({ resources, gpuModels }: RequestSpec, held: readonly ClaimedResource[]): boolean {
  const has = (resourceClass: string, variants: readonly string[], amount: number) => held.some((one) => one.resourceClass === resourceClass && variants.includes(one.variant) && one.amount >= amount);
  return plainAmounts(resources).every(({ resourceClass, variant, amount }) => has(resourceClass, [variant], amount)) && (gpuMilli(resources) === 0 || has('GPU_MILLI', gpuModels, gpuMilli(resources)));
}

/** What is known of a pool, amounts in steps: claims of leases with an end, by their duration, a notice or a suspension, and what was given back in the last day. */
export async function outlookOf(reader: Reader, poolId: string, now: Millis): Promise<Outlook> {
  const ending = await rowsOf<{ at: bigint; hostId: string; resources: ClaimedResource[] }>(reader, sql`
    select least(l.ends_at, (l.reclaim->>'at')::bigint, (l.suspension->>'until')::bigint) as at, c.host_id as "hostId", c.resources
    from claims c join leases l on l.id = c.lease_id
    where c.pool_id = ${poolId} and c.state = 'held' and least(l.ends_at, (l.reclaim->>'at')::bigint, (l.suspension->>'until')::bigint) <= ${BigInt(now + HORIZON)}
    order by 1, c.id limit ${MOST_ENDING}`);
  const released = await rowsOf<{ at: bigint; hostId: string; resources: ClaimedResource[] }>(reader, sql`
    select released_at as at, host_id as "hostId", resources from claims
    where pool_id = ${poolId} and state = 'released' and released_at > ${BigInt(now - LOOK_BACK)} order by released_at desc, id limit ${MOST_RELEASED}`);
  const passing = (row: { at: bigint; hostId: string; resources: ClaimedResource[] }): Passing => ({ ...row, at: Number(row.at), resources: row.resources.map(coarseClaim).filter(({ amount }) => amount > 0) });
  return { now, ending: ending.map(passing), released: released.map(passing) };
}
