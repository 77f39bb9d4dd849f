import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';

import { Database, rowsOf, signalChannels, Signals, sql } from '#libs/database';
import { hostsForPlacement, poolById } from '#libs/inventory';
import { placementWeights } from '#libs/identity';
import { canonicalJson, type Clock, CLOCK, Loop, SETTINGS, type Settings } from '#libs/kernel';
import { type BlockedCursor, NEW_REQUEST, type PlacementRequest, quotaUse, requestsOf, waitingForPlacement } from '#libs/lease';
import { standingAsks } from '#libs/pricing';

import { applyPlan, type Applied, type Fence } from './apply-plan.js';
import { asksFor } from './asks.js';
import { type Ask } from './board.js';
import { chooseReclaims, type Reclaims } from './choose-reclaims.js';
import { leasesToMove } from './claims.js';
import { closeAuctions } from './close-auctions.js';
import { heldByTenants } from './fair-shares.js';
import { RecentDemands } from './packing/recent-demands.js';
import { place, type PlaceOptions } from './place.js';
import { type Plan, type PlannedLease } from './plan.js';
import { Fenced } from './placement.errors.js';
import { releaseSchedulerLocks, takeSchedulerLock } from './scheduler-lock.js';
import { takeSnapshot } from './snapshot.js';
import { spotLeases } from './spot-leases.js';

/** Leases of one round. */
const BATCH = 200;
/** Leases of one round that lack nothing, and whose replicas on draining hosts are to have successors. */
const MOVING_BATCH = 50;
/** Leases of one round that spot leases are to make room for. */
const MOST_SHORT = 20;
/** A pool that was not poked is looked at this often. */
const LOOK_EVERY_MILLIS = 1_000;
/** Blocked leases are tried again this often, even when no capacity was announced. */
const BLOCKED_EVERY_MILLIS = 5_000;
/** New pools are found this often, or when somebody asks for placement in one. */
const POOLS_EVERY_MILLIS = 5_000;

const nothing: Reclaims = { leaseIds: [], awaitedHosts: new Set() };

/** What schedulers of this process have done since it started. */
export interface SchedulerCounters {
  rounds: number;
  claims: number;
  /** Leases found to wait, each time they are. */
  blocked: number;
  refused: number;
  fenced: number;
  errors: number;
  roundMillis: number;
}

/** What one round did; `more` when another is due at once. */
export interface Round {
  outcome: 'not-holder' | 'idle' | 'fenced' | 'done';
  applied?: Applied;
  more: boolean;
}

/** Blocked leases are tried by turns: from where the last round ended, until all were tried since the last poke. */
interface Turn {
  loop: Loop;
  cursor: BlockedCursor | undefined;
  /** Whether blocked leases are due, and whether they are due again once this turn is over. */
  due: boolean;
  dueAgain: boolean;
  lastTurnAt: number;
}

/** Places what waits, pool by pool: snapshot → plan → apply. Any number may run; one per pool is heeded. */
@Injectable()
export class Scheduler {
  readonly counters: SchedulerCounters = { rounds: 0, claims: 0, blocked: 0, refused: 0, fenced: 0, errors: 0, roundMillis: 0 };
  private readonly holder = randomUUID();
  private readonly turns = new Map<string, Turn>();
  private readonly recent = new RecentDemands();
  private readonly finder = new Loop({ everyMillis: POOLS_EVERY_MILLIS, body: () => this.findPools(), onError: (error) => this.failed(error) });
  private unsubscribe: (() => void) | undefined;
  private onError: (error: unknown) => void = () => undefined;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly signals: Signals,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  start(onError: (error: unknown) => void): void {
    this.onError = onError;
    this.stopping = false;
    this.unsubscribe = this.signals.on(signalChannels.schedule, (payload) => this.poked(payload));
    this.finder.start();
  }

  /** Finishes rounds under way and lets others take over at once. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.unsubscribe?.();
    await this.finder.stop();
    await Promise.all([...this.turns.values()].map((turn) => turn.loop.stop()));
    this.turns.clear();
    await releaseSchedulerLocks(this.database, this.holder);
  }

  /** One round of one pool. */
  async round(poolId: string): Promise<Round> {
    const turn = this.turnOf(poolId);
    const now = this.clock.now();
    const fence = await takeSchedulerLock(this.database, poolId, this.holder, now, this.settings.schedulerLockMillis);
    if (fence === undefined) return { outcome: 'not-holder', more: false };
    if (!(await this.endAuctions({ poolId, fence }, now))) return { outcome: 'fenced', more: false };
    const withBlocked = turn.due || performance.now() - turn.lastTurnAt >= BLOCKED_EVERY_MILLIS;
    const waiting = await waitingForPlacement(this.database, poolId, BATCH, now, withBlocked ? turn.cursor : 'none');
    const moreBlocked = withBlocked && this.turnOn(turn, waiting.next);
    const moving = await this.toMove(poolId, waiting.requests);
    const requests = [...waiting.requests, ...moving]; // what is missing comes first
    if (requests.length === 0) return { outcome: 'idle', more: moreBlocked };
    const startedAt = performance.now();
    const pool = await poolById(this.database, poolId);
    const snapshot = takeSnapshot(await hostsForPlacement(this.database, poolId, now, this.settings), await standingAsks(this.database, poolId), await this.recent.of(this.database, poolId, now));
    const asks = await asksFor(this.database, requests, now);
    const quotas = await quotaUse(this.database, asks.map((ask) => ask.projectId));
    const seed = Number(fence % 65_536n) * 65_536 + (this.counters.rounds % 65_536);
    const plan = place(snapshot, pool, asks, seed, quotas, await this.fairness(poolId, waiting.requests));
    const firm = plan.leases.filter((_, index) => !asks[index]!.isSpot);
    const short = asks.filter((ask, index) => index < waiting.requests.length && !ask.isSpot && lacksRoom(plan.leases[index]!)).slice(0, MOST_SHORT);
    const { leaseIds, awaitedHosts } = short.length === 0 ? nothing : chooseReclaims(snapshot, pool, firm, short, await spotLeases(this.database, poolId), 0);
    const news = plan.leases.filter((planned, index) => isNews(planned, asks[index]!, index >= waiting.requests.length)
      && !(asks[index]!.isSpot && planned.claims.some(({ hostId }) => awaitedHosts.has(hostId))));
    const applied = await this.apply({ leases: news, reclaims: leaseIds }, { poolId, fence }, now);
    this.counters.rounds += 1;
    this.counters.roundMillis += performance.now() - startedAt;
    if (!applied) return { outcome: 'fenced', more: false };
    this.counters.claims += applied.made.length;
    this.counters.refused += applied.refused.length;
    this.counters.blocked += plan.leases.filter((planned) => planned.blocked).length;
    const fresh = waiting.requests.filter((request) => request.blocked === null).length;
    return { outcome: 'done', applied, more: moreBlocked || applied.refused.length > 0 || fresh >= BATCH * 0.75 };
  }

  /** Ends what auctions are over. @returns false when another scheduler took over. */
  private async endAuctions(fence: Fence, now: number): Promise<boolean> {
    try {
      const made = await closeAuctions(this.database, fence, now, this.settings, this.counters.rounds % 65_536, this.recent);
      this.counters.claims += made.length;
      return true;
    } catch (error) {
      if (!(error instanceof Fenced)) throw error;
      this.counters.fenced += 1;
      return false;
    }
  }

  private async toMove(poolId: string, waiting: readonly PlacementRequest[]): Promise<PlacementRequest[]> {
    const known = new Set(waiting.map((request) => request.leaseId));
    const ids = await leasesToMove(this.database, poolId, MOVING_BATCH);
    return requestsOf(this.database, ids.filter((id) => !known.has(id)));
  }

  /** Where several tenants wait, whose turn it is goes by what each has of the pool. */
  private async fairness(poolId: string, waiting: readonly PlacementRequest[]): Promise<PlaceOptions> {
    const tenants = [...new Set(waiting.map(({ tenantId }) => tenantId))];
    if (tenants.length < 2) return {};
    return { fair: { held: await heldByTenants(this.database, poolId, tenants), weights: await placementWeights(this.database, tenants), among: waiting.length } };
  }

  private async apply(plan: Plan, fence: { poolId: string; fence: bigint }, now: number): Promise<Applied | undefined> {
    if (plan.leases.length === 0 && !plan.reclaims?.length) return { made: [], refused: [], blocked: 0, reclaimed: 0 };
    try {
      return await this.database.transaction((tx) => applyPlan(tx, plan, fence, this.settings, now, this.clock.now()));
    } catch (error) {
      if (!(error instanceof Fenced)) throw error;
      this.counters.fenced += 1;
      return undefined;
    }
  }

  /** Moves on to the next blocked leases. @returns whether some are due at once. */
  private turnOn(turn: Turn, next: BlockedCursor | undefined): boolean {
    turn.cursor = next;
    turn.due = next !== undefined || turn.dueAgain;
    if (next === undefined) {
      turn.dueAgain = false;
      turn.lastTurnAt = performance.now();
    }
    return turn.due;
  }

  private poked(payload: string): void {
    const isNew = payload.endsWith(NEW_REQUEST);
    const poolId = isNew ? payload.slice(0, -NEW_REQUEST.length) : payload;
    if (poolId === '') for (const turn of this.turns.values()) poke(turn, true); // the connection was lost for a while
    else if (this.turns.has(poolId)) poke(this.turns.get(poolId)!, !isNew);
    else this.finder.poke();
  }

  private async findPools(): Promise<void> {
    const rows = await rowsOf<{ id: string }>(this.database, sql`select id from pools`);
    if (this.stopping) return;
    for (const { id } of rows) {
      if (this.turns.has(id)) continue;
      this.turnOf(id).loop.start();
    }
  }

  private turnOf(poolId: string): Turn {
    let turn = this.turns.get(poolId);
    if (!turn) {
      const loop = new Loop({
        everyMillis: LOOK_EVERY_MILLIS,
        body: async () => {
          const { more } = await this.round(poolId);
          if (more) loop.poke();
        },
        onError: (error) => this.failed(error),
      });
      turn = { loop, cursor: undefined, due: true, dueAgain: false, lastTurnAt: -Infinity };
      this.turns.set(poolId, turn);
    }
    return turn;
  }

  private failed(error: unknown): void {
    this.counters.errors += 1;
    this.onError(error);
  }
}

function poke(turn: Turn, hasRoom: boolean): void {
  if (hasRoom) {
    if (turn.cursor !== undefined) turn.dueAgain = true;
    turn.due = true;
  }
  turn.loop.poke();
}

/** Whether it waits for room and nothing else. What has some of its replicas placed now is looked at again first. */
function lacksRoom({ blocked, claims, resizes }: PlannedLease): boolean {
  return blocked?.until === 'capacity-added' && claims.length + resizes.length === 0;
}

/**
 * Whether a lease's part of the plan says anything that was not known: most blocked leases stay so for the same reasons, and
 * one that only is to move and cannot is as it was.
 */
function isNews(planned: PlannedLease, ask: Ask, isMoving: boolean): boolean {
  if (planned.claims.length + planned.resizes.length > 0) return true;
  if (isMoving) return false;
  if (!planned.blocked || !ask.blocked) return true;
  return canonicalJson(planned.blocked) !== canonicalJson(ask.blocked);
}
