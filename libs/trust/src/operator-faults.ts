import { Inject, Injectable, Optional } from '@nestjs/common';

import { isStopped } from '#libs/breaker';
import { Database, sql } from '#libs/database';
import type { Millis } from '#libs/kernel';
import { rulesAt } from '#libs/rules';
import { LOSS_COVER, type LossCover } from '#libs/stake';

import { carryOut, carryOutEach, closeRedress, forgive } from './carry-out.js';
import { recordFaults, selectFaults } from './fault.store.js';
import { findFaults } from './find-faults.js';
import { judgeFault } from './judge-faults.js';
import { PlatformWatch } from './platform-watch.js';
import type { Slash } from './slash.js';
import { lockSlash, lockSlashes, selectSlashes } from './slash.store.js';

/** Faults and slashes of one sweep; the rest is next. */
const BATCH = 200;
/** Slashes that are carried out in one transaction. */
const MOST_AT_ONCE = 50;

/** Finds what operators have to answer for, sees what becomes of it, and has what it costs borne. */
@Injectable()
export class OperatorFaults {
  constructor(private readonly database: Database, private readonly watch: PlatformWatch, @Optional() @Inject(LOSS_COVER) private readonly cover?: LossCover) {}

  /** Each fault and slash once, whoever else sweeps, of those that are carried out many in a transaction; one that cannot be dealt with holds up no other. @returns how many faults are new. @throws AggregateError of those that failed. */
  async sweep(now: Millis): Promise<number> {
    await this.watch.beat('worker', now);
    await this.watch.noteLosses();
    const { rules } = await rulesAt(this.database, now);
    const found = await findFaults(this.database, rules.faults, now);
    const recorded = await this.database.transaction((tx) => recordFaults(tx, found, now));
    const errors: unknown[] = [];
    const each = async (ids: readonly string[], act: (id: string) => Promise<unknown>) => {
      for (const id of ids) await act(id).catch((error: unknown) => errors.push(error));
    };
    await each((await selectFaults(this.database, { where: sql`where f.state = 'open'`, order: sql`f.at, f.id`, limit: BATCH })).map(({ id }) => id), (id) => this.database.transaction((tx) => judgeFault(tx, id, now)));
    // One that cannot be carried out is found by carrying them out one by one.
    for (const slashes of runsOf(await this.due(now), (slash) => isToBeCarriedOut(slash, now), MOST_AT_ONCE)) {
      const ids = slashes.map(({ id }) => id);
      if (ids.length === 1) await each(ids, (id) => this.next(id, now));
      else await this.carryOut(ids, now).catch(() => each(ids, (id) => this.next(id, now)));
    }
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} faults or slashes could not be dealt with`);
    return recorded.length;
  }

  /** Slashes that time moves. */
  private due(now: Millis): Promise<Slash[]> {
    return selectSlashes(this.database, {
      where: sql`where not ${isStopped(sql`'slash/' || s.id`)} and ((s.state = 'pending' and s.due_at <= ${BigInt(now)}) or (s.state = 'appealed' and (a.decide_by <= ${BigInt(now)} or d.decision = 'upheld'))
        or (s.state = 'carried_out' and s.redress_until <= ${BigInt(now)}))`,
      order: sql`s.proposed_at, s.id`, limit: BATCH,
    });
  }

  /** Those of some that are still to be carried out, in one transaction. */
  private async carryOut(slashIds: readonly string[], now: Millis): Promise<void> {
    await this.database.transaction(async (tx) => {
      const slashes = (await lockSlashes(tx, slashIds)).filter((slash) => isToBeCarriedOut(slash, now));
      if (slashes.length > 0) await carryOutEach(tx, slashes, now, this.cover);
    });
  }

  private next(slashId: string, now: Millis): Promise<void> {
    return this.database.transaction(async (tx) => {
      const slash = await lockSlash(tx, slashId);
      if (!slash) return;
      if (isToBeCarriedOut(slash, now)) await carryOut(tx, slash, now, this.cover);
      else if (slash.state === 'appealed' && slash.appeal!.decideBy <= now) await forgive(tx, slash, 'time', 'nobody decided on the appeal in its time', now);
      else if (slash.state === 'carried_out' && slash.redressUntil! <= now) await closeRedress(tx, slash, now);
    });
  }
}

/** Nobody appealed in time; or it is upheld, and was stopped by a breaker that a person let go on. */
function isToBeCarriedOut({ state, dueAt, decision }: Slash, now: Millis): boolean {
  return (state === 'pending' && dueAt <= now) || (state === 'appealed' && decision?.decision === 'upheld');
}

/** Neighbours of a kind together, so many at the most, in their order; others each by itself. */
function runsOf<Item>(items: readonly Item[], isOfKind: (item: Item) => boolean, most: number): Item[][] {
  const runs: Item[][] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (last && last.length < most && isOfKind(item) && isOfKind(last[0]!)) last.push(item);
    else runs.push([item]);
  }
  return runs;
}
