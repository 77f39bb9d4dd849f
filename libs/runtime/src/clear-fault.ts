import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, signalChannels, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems } from '#libs/kernel';

import { lastingFaults, lockSimulated, signalFault } from './fault.js';

/** Ends a fault of a simulated cluster of the operator's. @throws Problem `not_found`, `not_simulated` */
export class ClearFault extends Command<void> {
  constructor(readonly actor: Actor, readonly clusterId: string, readonly faultId: string) {
    super();
  }
}

@CommandHandler(ClearFault)
export class ClearFaultHandler implements ICommandHandler<ClearFault> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, clusterId, faultId }: ClearFault): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await lockSimulated(tx, actor, clusterId);
      const [fault] = await lastingFaults(tx, clusterId, now, faultId);
      if (!fault) throw commonProblems.not_found('No such fault.');
      await tx.$executeRaw(sql`update simulated_faults set until = ${BigInt(now)} where id = ${faultId}`);
      await signalFault(tx, signalChannels.workload, clusterId, fault);
      await audit(tx, actor, now, { ownerType: 'operator', ownerId: actor.ownerId, action: 'fault.cleared', subjectId: clusterId, detail: { id: faultId } });
    });
  }
}
