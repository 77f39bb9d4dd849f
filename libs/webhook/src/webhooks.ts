import { Inject, Injectable } from '@nestjs/common';

import { Database, markTold, sql } from '#libs/database';
import { CLOCK, type Clock, type Millis, MILLIS_PER_DAY, SETTINGS, type Settings } from '#libs/kernel';

import { makeMessages, selectUntold, type Untold } from './fan-out.js';

/** Deliveries made in one transaction, unless a single event has more. */
const DELIVERIES_AT_ONCE = 5_000;
/** An event that was carried and is not told for this long has lost its job. */
const OVERDUE_MILLIS = 5_000;
const SWEEP_BATCH = 500;
/** Messages are kept this long, with their deliveries and attempts. */
const KEEP_MILLIS = 30 * MILLIS_PER_DAY;
const FORGOTTEN_AT_ONCE = 10_000;
const MAX_ROUNDS = 100;

/** From events to messages and deliveries: what the workers run. All of it may run twice. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Makes the messages of public events and their deliveries, as far as any endpoint wants them; the dispatcher sends them. */
  async fanout(eventIds: readonly string[]): Promise<void> {
    const now = this.clock.now();
    const events = await this.database.query<Untold>(selectUntold(eventIds));
    const unwanted = events.filter(({ wanting }) => wanting === 0n);
    // Most events are wanted by nobody: that costs one look and one note for all of them.
    if (unwanted.length > 0) await this.database.transaction((tx) => markTold(tx, unwanted.map(({ id }) => id), now));
    for (const some of portions(events.filter(({ wanting }) => wanting > 0n))) {
      await this.database.transaction((tx) => makeMessages(tx, some, { now, firstPause: this.settings.webhookScheduleMillis[0] ?? 0 }));
    }
  }

  /** Tells events whose jobs were lost. @returns how many. */
  async sweepUntold(now: Millis): Promise<number> {
    const rows = await this.database.query<{ id: bigint }>(sql`
      select id from outbox_events where told_at is null and relayed_at <= ${BigInt(now - OVERDUE_MILLIS)} order by id limit ${SWEEP_BATCH}`);
    if (rows.length > 0) await this.fanout(rows.map(({ id }) => id.toString()));
    return rows.length;
  }

  /** Forgets messages older than thirty days, with all that belongs to them. @returns how many. */
  async forgetMessages(now: Millis): Promise<number> {
    const old = BigInt(now - KEEP_MILLIS);
    let forgotten = 0;
    for (let rounds = 0; rounds < MAX_ROUNDS; rounds += 1) {
      const [row] = await this.database.query<{ deliveries: bigint; messages: bigint }>(sql`
        with old as (select id, created_at from messages where created_at < ${old} order by created_at limit 1000),
          gone_deliveries as (delete from deliveries where id in (
            select deliveries.id from old join deliveries on message_id = old.id limit ${FORGOTTEN_AT_ONCE}) returning id),
          gone_attempts as (delete from attempts where delivery_id in (select id from gone_deliveries)),
          gone as (delete from messages where id in (
            select id from old where not exists (select 1 from deliveries where message_id = old.id)) returning 1)
        select (select count(*) from gone_deliveries) as deliveries, (select count(*) from gone) as messages`);
      forgotten += Number(row!.messages);
      if (row!.deliveries === 0n && row!.messages === 0n) break;
    }
    return forgotten;
  }
}

/** Events in portions of about as many deliveries as one transaction makes. */
function portions(events: readonly Untold[]): Untold[][] {
  const all: Untold[][] = [];
  let room = 0;
  for (const event of events) {
    if (Number(event.wanting) > room) {
      all.push([]);
      room = DELIVERIES_AT_ONCE;
    }
    all.at(-1)!.push(event);
    room -= Number(event.wanting);
  }
  return all;
}
