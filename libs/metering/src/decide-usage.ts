import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems } from '#libs/kernel';

import { decide, heldColumns, type HeldRow, type HeldUsage, sidePaid, toHeldUsage } from './held-usage.js';
import { meteringProblems } from './metering.errors.js';
import { reopenUsage } from './usage-places.js';

/** By which account held usage is charged, by its label, or that none is. `reason` is kept with it. */
export type UsageDecision = { decision: 'charge'; source: string; reason: string } | { decision: 'waive'; reason: string };

/**
 * Decides on usage that sources counted differently, for good. Deciding the same again changes nothing. For platform administrators.
 * @throws Problem `forbidden`, `not_found`, `usage_decided` when it was decided otherwise, `invalid_request` for a source that it does not have.
 */
export class DecideUsage extends Command<HeldUsage> {
  constructor(readonly actor: Actor, readonly usageId: string, readonly input: UsageDecision) {
    super();
  }
}

@CommandHandler(DecideUsage)
export class DecideUsageHandler implements ICommandHandler<DecideUsage> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, usageId, input }: DecideUsage): Promise<HeldUsage> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only a platform administrator may do this.');
    const paid = input.decision === 'charge' ? input.source : null;
    const state = input.decision === 'charge' ? 'charged' : 'waived';
    return this.database.transaction(async (tx) => {
      const [row] = await rowsOf<HeldRow>(tx, sql`select ${heldColumns} from held_usage h where h.id = ${usageId} for update of h`);
      if (!row) throw commonProblems.not_found('No such held usage.');
      const held = toHeldUsage(row);
      if (held.state === state && held.paid === paid) return held;
      if (held.state !== 'open') throw meteringProblems.usage_decided(`It is ${held.state} already.`, { extra: { state: held.state } });
      if (paid !== null && !held.sources.some(({ label }) => label === paid)) {
        throw commonProblems.invalid_request(`It has the sources ${held.sources.map(({ label }) => label).join(', ')}.`, { pointer: '/source' });
      }
      const now = this.clock.now();
      const decided: HeldUsage = { ...held, state, paid, reason: input.reason, decidedBy: actor.keyId, decidedAt: now };
      await decide(tx, decided);
      if (paid !== null) await reopenUsage(tx, held, sidePaid(decided));
      await audit(tx, actor, now, { ownerType: 'platform', ownerId: 'platform', action: 'usage.decided', subjectId: usageId, detail: { ...input } });
      return decided;
    });
  }
}
