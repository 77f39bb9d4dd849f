import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, rowsOf, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, newId } from '#libs/kernel';

import { recordFaults, selectFaults } from './fault.store.js';
import { unitsOf } from './find-faults.js';
import { judgeFault } from './judge-faults.js';
import { faultView, type OperatorFaultView } from './list-faults.js';

/** What the product cannot see by itself, and a person found. */
export interface ReportedFault {
  kind: 'false_capacity' | 'failed_challenge';
  hostId: string;
  /** What was found, for the operator to read. */
  reason: string;
}

/** Records that a host is not what it is offered as: all that it offers is in question. @throws Problem `forbidden`, `not_found`. */
export class ReportFault extends Command<OperatorFaultView> {
  constructor(readonly actor: Actor, readonly input: ReportedFault, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(ReportFault)
export class ReportFaultHandler implements ICommandHandler<ReportFault> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: ReportFault): Promise<OperatorFaultView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only a platform administrator may do this.');
    const { kind, hostId, reason } = input;
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: ['ReportFault', input], now }, async () => {
      const [host] = await rowsOf<{ operator_id: string; pool_id: string }>(tx, sql`select operator_id, pool_id from hosts where id = ${hostId}`);
      if (!host) throw commonProblems.not_found('No such host.', { pointer: '/hostId' });
      const units = (await unitsOf(tx, [hostId], sql`greatest((i.total - i.reserved) * i.allocation_ratio_bps / 10000, i.used)`)).get(hostId) ?? [];
      const [id] = await recordFaults(tx, [{ kind, key: `${kind}/${newId('operatorFault')}`, operatorId: host.operator_id, poolId: host.pool_id, hostId, at: now, units, evidence: { reason, reportedBy: actor.keyId } }], now);
      await audit(tx, actor, now, { ownerType: 'platform', ownerId: 'platform', action: 'fault.reported', subjectId: id!, detail: { ...input } });
      await judgeFault(tx, id!, now);
      const [fault] = await selectFaults(tx, { where: sql`where f.id = ${id}`, limit: 1 });
      return faultView(fault!);
    }));
  }
}
