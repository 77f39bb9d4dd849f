import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';

import { Database, rowsOf, signalChannels, Signals, sql } from '#libs/database';
import { poolById, PoolHosts } from '#libs/inventory';
import { placementWeights } from '#libs/identity';
import { type Clock, CLOCK, Loop, type Millis, SETTINGS, type Settings } from '#libs/kernel';
import { type BlockedCursor, NEW_REQUEST, type PlacementRequest, quotaUse, requestsOf, type Waiting, waitingForPlacement } from '#libs/lease';
import { standingAsks } from '#libs/pricing';

import { applyPlan, type Applied, type Fence } from './apply-plan.js';
import { specsFor } from './request-specs.js';
import { leasesToMove } from './claims.js';
import { closeAuctions } from './close-auctions.js';
import { type FairInput, heldByTenants } from './fair-shares.js';
import { RecentDemands } from './packing/recent-demands.js';
import { Fenced } from './placement.errors.js';
import { policyOf } from './rounds/commit-round.js';
import { decideRound, planRound, type RoundInputs } from './rounds/decide-round.js';
import { FollowedHosts } from './rounds/followed-hosts.js';
import { type DecidedRound, type PreparedRound, prepareRound, recordRound } from './rounds/record-round.js';
import { RoundSeeds } from './rounds/round-seeds.js';
import { numberOf } from './rounds/seed-chain.js';
import { releaseSchedulerLocks, takeSchedulerLock } from './scheduler-lock.js';
import { spotLeases } from './spot-leases.js';
import { tracePlacing } from './trace-placing.js';

/** Leases of one round: with thousands of hosts most of what a round costs is to read them. */
const BATCH = 1_000;
/** Leases of one round that lack nothing, and whose replicas that are to move are to have successors. */
const MOVING_BATCH = 50;
/** A pool that was not poked is looked at this often. */
const LOOK_EVERY_MILLIS = 1_000;
/** Blocked leases are tried again this often, even when no capacity was announced. */
const BLOCKED_EVERY_MILLIS = 5_000;
/** New pools are found this often, or when somebody asks for placement in one. */
const POOLS_EVERY_MILLIS = 5_000;

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
  seeds: RoundSeeds;
  hosts: PoolHosts;
  followed: FollowedHosts;
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
    const seed = await turn.seeds.next(fence, now); // fixed before anybody knows what is to be decided
    const withBlocked = turn.due || performance.now() - turn.lastTurnAt >= BLOCKED_EVERY_MILLIS;
    const waiting = await waitingForPlacement(this.database, poolId, BATCH, now, withBlocked ? turn.cursor : 'none');
    const moreBlocked = withBlocked && this.turnOn(turn, waiting.next);
    const moving = await this.toMove(poolId, waiting.requests);
    const requests = [...waiting.requests, ...moving]; // what is missing comes first
    if (requests.length === 0) return { outcome: 'idle', more: moreBlocked };
    const startedAt = performance.now();
    const inputs = await this.inputs(turn, poolId, requests, waiting.requests.length, now);
    const planned = planRound(inputs, numberOf(seed.value));
    const spots = planned.short.length === 0 ? [] : await spotLeases(this.database, poolId);
    const decision = decideRound(inputs, planned, spots);
    const applied = await tracePlacing(
      this.database, { poolId, fence, now, startedAt: performance.timeOrigin + startedAt, waiting: waiting.requests, planned: decision.leases },
      () => this.apply(turn, { poolId, fence, at: now, seed, inputs, spots, decision }, waiting.leases),
    );
    this.counters.rounds += 1;
    this.counters.roundMillis += performance.now() - startedAt;
    if (!applied) return { outcome: 'fenced', more: false };
    this.counters.claims += applied.made.length;
    this.counters.refused += applied.refused.length;
    this.counters.blocked += decision.blocked;
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
  private async fairness(poolId: string, waiting: readonly PlacementRequest[]): Promise<FairInput | undefined> {
    const tenants = [...new Set(waiting.map(({ tenantId }) => tenantId))];
    if (tenants.length < 2) return undefined;
    return { held: await heldByTenants(this.database, poolId, tenants), weights: Object.fromEntries(await placementWeights(this.database, tenants)) };
  }

  /** All that a round is decided by, at one moment. */
  private async inputs({ hosts: followed }: Turn, poolId: string, requests: readonly PlacementRequest[], waiting: number, now: Millis): Promise<RoundInputs> {
    const policy = policyOf(await poolById(this.database, poolId));
    const hosts = await followed.read(this.database, now, this.settings);
    const operatorAsks = await standingAsks(this.database, poolId);
    const recent = await this.recent.of(this.database, poolId, now);
    const asks = await specsFor(this.database, requests, now);
    const quotas = await quotaUse(this.database, asks.map((ask) => ask.projectId));
    return { hosts, operatorAsks, recent, policy, asks, waiting, quotas, fair: await this.fairness(poolId, requests.slice(0, waiting)) };
  }

  /** Writes a decision with what it came of, so that it can be replayed; one that says nothing is not written. @returns undefined when another scheduler took over. */
  private async apply(turn: Turn, round: DecidedRound, known: Waiting['leases']): Promise<Applied | undefined> {
    const { poolId, fence, at, decision } = round;
    if (decision.leases.length === 0 && !decision.reclaims?.length) return { made: [], refused: [], blocked: 0, reclaimed: 0 };
    let preparing: Promise<PreparedRound> | undefined;
    const prepare = () => {
      preparing ??= prepareRound(round, turn.followed);
      preparing.catch(() => undefined); // whoever waits for it below is told
      return preparing;
    };
    try {
      const applied = await this.database.transaction(async (tx) => {
        const result = await applyPlan(tx, decision, { poolId, fence }, this.settings, at, { tellAt: this.clock.now(), known, meanwhile: prepare });
        await recordRound(tx, round, await prepare(), result.refused);
        return result;
      });
      (await prepare()).followed.written();
      turn.seeds.used();
      return applied;
    } catch (error) {
      turn.seeds.forget();
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
      turn = { loop, cursor: undefined, due: true, dueAgain: false, lastTurnAt: -Infinity, seeds: new RoundSeeds(this.database, poolId), hosts: new PoolHosts(poolId), followed: new FollowedHosts() };
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
