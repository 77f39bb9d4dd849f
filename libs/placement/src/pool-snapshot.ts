import type { Reader } from '#libs/database';
import { hostsForPlacement } from '#libs/inventory';
import type { Millis, Settings } from '#libs/kernel';
import { standingAsks } from '#libs/pricing';

import { coarseHost } from './coarse-room.js';
import type { RecentDemands } from './packing/recent-demands.js';
import { type Snapshot, takeSnapshot } from './snapshot.js';

/** A pool as it is now, with what operators ask and what it was asked for lately: what a plan outside a round is made on. */
export async function poolSnapshot(reader: Reader, poolId: string, recent: RecentDemands, settings: Settings, now: Millis): Promise<Snapshot> {
  return takeSnapshot(await hostsForPlacement(reader, poolId, now, settings), await standingAsks(reader, poolId), await recent.of(reader, poolId, now));
}

/** The same for whoever only asks: its room in steps, so that no number of questions finds more. */
export async function coarsePoolSnapshot(reader: Reader, poolId: string, recent: RecentDemands, settings: Settings, now: Millis): Promise<Snapshot> {
  return takeSnapshot((await hostsForPlacement(reader, poolId, now, settings)).map(coarseHost), await standingAsks(reader, poolId), await recent.of(reader, poolId, now));
}
