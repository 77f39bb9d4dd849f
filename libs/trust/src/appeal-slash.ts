import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems } from '#libs/kernel';
import { rulesOfVersion } from '#libs/rules';

import { answeringOperator } from './list-faults.js';
import { slashView, type SlashView } from './slash.js';
import { lockSlash, moveSlash } from './slash.store.js';
import { trustProblems } from './trust.errors.js';

/** Appeals against a slash: it is not carried out until an administrator has decided, and dropped when none does in time. Once; again with the same reason it changes nothing. @throws Problem `forbidden`, `not_found`, `slash_not_pending`. */
export class AppealSlash extends Command<SlashView> {
  constructor(readonly actor: Actor, readonly slashId: string, readonly reason: string) {
    super();
  }
}

@CommandHandler(AppealSlash)
export class AppealSlashHandler implements ICommandHandler<AppealSlash> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, slashId, reason }: AppealSlash): Promise<SlashView> {
    const operatorId = answeringOperator(actor);
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const slash = await lockSlash(tx, slashId, operatorId);
      if (!slash) throw commonProblems.not_found('No such slash.');
      if (slash.state === 'appealed' && slash.appeal?.reason === reason) return slashView(slash);
      if (slash.state !== 'pending' || now >= slash.dueAt) throw trustProblems.slash_not_pending('It is appealed against, decided on, or carried out already.', { extra: { state: slash.state } });
      const { faults } = await rulesOfVersion(tx, slash.rulesVersion);
      const decideBy = now + faults.decisionMillis;
      await tx.$executeRaw(sql`insert into slash_appeals (slash_id, reason, author_id, at, decide_by) values (${slashId}, ${reason}, ${actor.keyId}, ${BigInt(now)}, ${BigInt(decideBy)})`);
      await moveSlash(tx, slash, 'appealed');
      await audit(tx, actor, now, { action: 'slash.appealed', subjectId: slashId, detail: { reason } });
      await appendEvents(tx, now, [{ type: 'slash.appealed', subjectId: operatorId, payload: { slashId, faultId: slash.faultId, operatorId, reason, decideBy } }]);
      return slashView((await lockSlash(tx, slashId))!);
    });
  }
}
