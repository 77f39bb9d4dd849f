import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { stoppedKeys } from '#libs/breaker';
import { Database, type Reader, rowsOf, sql } from '#libs/database';
import { assetsForRedemption, EMPTY_POOL, pricePerShareWad } from '#libs/economics';
import { requireWhole } from '#libs/identity';
import { type Actor, CLOCK, type Clock, type Millis } from '#libs/kernel';
import { balanceOf } from '#libs/ledger';
import { rulesAt } from '#libs/rules';
import { exitPrefixes } from '#libs/verify';

import { sharesOf } from '../stake-pool.js';
import { type ExitRow, exitView, type ExitView } from '../waiting-exits.js';
import { diversifiedHeld, leaversOf, selectDiversified, type StoredDiversified } from './diversified-pool.store.js';

/** The diversified pool as anybody reads it: plain JSON, amounts as decimal strings. It says nothing of whose stake pools it backs. */
export interface DiversifiedPoolView {
  /** Nano-tokens: in hand, and what all that it holds would be paid now. */
  assets: string;
  shares: string;
  /** What 10^18 shares are worth. */
  pricePerShareWad: string;
  /** In hand: not behind anybody. */
  cash: string;
  /** What those who leave wait for. */
  owed: string;
  /** A loss is in evidence that may fall on it: nobody is paid until that is over. */
  heldBack: boolean;
  /** What is in each stake pool, and on its way out of it, in order of id. */
  holdings: { poolId: string; worth: string; leaving: string }[];
  /** When what it has was divided last, and is divided next at the earliest; null before anybody backed it. */
  roundAt: Millis | null;
  nextRoundAt: Millis | null;
  rulesVersion: number;
}

/** What somebody has in it. */
export interface DiversifiedPositionView {
  shares: string;
  /** What they would be redeemed for now, in nano-tokens. */
  worth: string;
  heldBack: boolean;
  /** Those on their way out, the first to be paid first. */
  exits: ExitView[];
}

export class GetDiversifiedPool extends Query<DiversifiedPoolView> {}

@QueryHandler(GetDiversifiedPool)
export class GetDiversifiedPoolHandler implements IQueryHandler<GetDiversifiedPool> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute(): Promise<DiversifiedPoolView> {
    const now = this.clock.now();
    const { version, rules } = await rulesAt(this.database, now);
    const found = await selectDiversified(this.database, now);
    const { assets, shares } = found?.pool ?? EMPTY_POOL;
    return {
      assets: assets.toString(), shares: shares.toString(), pricePerShareWad: pricePerShareWad({ pool: found?.pool ?? EMPTY_POOL, locked: 0n, updatedAt: now, unlocksAt: now }, now).toString(), cash: (found?.cash ?? 0n).toString(),
      owed: (found ? await owedNow(this.database, found) : 0n).toString(), heldBack: found ? await diversifiedHeld(this.database, found, now) : false,
      holdings: (found?.holdings ?? []).map(({ pool, worth, leaving }) => ({ poolId: pool.id, worth: worth.toString(), leaving: leaving.toString() })),
      roundAt: found?.roundAt ?? null, nextRoundAt: found ? (found.roundAt === null ? now : found.roundAt + rules.diversified.roundMillis) : null, rulesVersion: version,
    };
  }
}

/** What those who leave would be paid now, at the most. */
async function owedNow(reader: Reader, found: StoredDiversified): Promise<bigint> {
  const { asked, worth } = await leaversOf(reader, found);
  return worth < asked ? worth : asked;
}

/** @throws Problem `key_limited_to_project`. */
export class GetDiversifiedPosition extends Query<DiversifiedPositionView> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(GetDiversifiedPosition)
export class GetDiversifiedPositionHandler implements IQueryHandler<GetDiversifiedPosition> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor }: GetDiversifiedPosition): Promise<DiversifiedPositionView> {
    requireWhole(actor);
    return diversifiedPosition(this.database, actor.ownerId, this.clock.now());
  }
}

export async function diversifiedPosition(reader: Reader, holderId: string, now: Millis): Promise<DiversifiedPositionView> {
  const found = await selectDiversified(reader, now);
  if (!found) return { shares: '0', worth: '0', heldBack: false, exits: [] };
  const { balance } = await balanceOf(reader, sharesOf(found.id, holderId));
  const exits = await rowsOf<ExitRow>(reader, sql`
    select id, shares, amount, asked_at, due_at, rules_version from diversified_exits where holder_id = ${holderId} and paid_at is null order by asked_at, id`);
  const stopped = await stoppedKeys(reader, exits.map(({ id }) => exitKeyOf(id)));
  return {
    shares: balance.toString(), worth: assetsForRedemption(found.pool, balance).toString(), heldBack: await diversifiedHeld(reader, found, now),
    exits: exits.map((row) => exitView(row, stopped.has(exitKeyOf(row.id)))),
  };
}

function exitKeyOf(id: string): string {
  return `${exitPrefixes.diversified}${id}`;
}
