import { Inject, Optional } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems } from '#libs/kernel';
import { LOSS_COVER, type LossCover } from '#libs/stake';

import { carryOut, decideSlash, forgive } from './carry-out.js';
import { slashView, type SlashView } from './slash.js';
import { lockSlash } from './slash.store.js';
import { trustProblems } from './trust.errors.js';

export interface SlashDecision {
  decision: 'uphold' | 'forgive';
  /** For the operator to read. */
  reason: string;
}

/** Decides on a slash for good: what is upheld is carried out at once, or once a breaker that stops it is released. Nobody upholds what nobody appealed against; that is carried out when its time has come. @throws Problem `forbidden`, `not_found`, `slash_not_pending`, `slash_not_appealed`. */
export class DecideOnSlash extends Command<SlashView> {
  constructor(readonly actor: Actor, readonly slashId: string, readonly input: SlashDecision) {
    super();
  }
}

@CommandHandler(DecideOnSlash)
export class DecideOnSlashHandler implements ICommandHandler<DecideOnSlash> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Optional() @Inject(LOSS_COVER) private readonly cover?: LossCover) {}

  async execute({ actor, slashId, input: { decision, reason } }: DecideOnSlash): Promise<SlashView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only a platform administrator may do this.');
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const slash = await lockSlash(tx, slashId);
      if (!slash) throw commonProblems.not_found('No such slash.');
      const verdict = decision === 'uphold' ? 'upheld' : 'forgiven';
      if (slash.decision?.decision === verdict && slash.decision.decidedBy === 'administrator') return slashView(slash);
      if ((slash.state !== 'pending' && slash.state !== 'appealed') || slash.decision) throw trustProblems.slash_not_pending(`It is ${slash.state} already.`, { extra: { state: slash.state } });
      if (decision === 'uphold' && slash.state === 'pending') throw trustProblems.slash_not_appealed('It is carried out by itself unless its operator appeals.', { extra: { dueAt: slash.dueAt } });
      await audit(tx, actor, now, { ownerType: 'platform', ownerId: 'platform', action: `slash.${verdict}`, subjectId: slashId, detail: { reason } });
      if (decision === 'uphold') {
        await decideSlash(tx, slashId, 'upheld', 'administrator', reason, now);
        await carryOut(tx, slash, now, this.cover);
      } else await forgive(tx, slash, 'administrator', reason, now);
      return slashView((await lockSlash(tx, slashId))!);
    });
  }
}
