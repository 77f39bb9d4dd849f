import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, signalChannels, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, MILLIS_PER_DAY, newId } from '#libs/kernel';

import { checkFault, type FaultInput, type FaultView, lastingFaults, lockSimulated, MAX_FAULTS, signalFault } from './fault.js';
import { runtimeProblems } from './runtime.errors.js';

/** Tells a simulated cluster of the operator's to do wrong. @throws Problem `not_found`, `not_simulated`, `invalid_fault`, `too_many_faults` */
export class InjectFault extends Command<FaultView> {
  constructor(readonly actor: Actor, readonly clusterId: string, readonly input: FaultInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(InjectFault)
export class InjectFaultHandler implements ICommandHandler<InjectFault> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, clusterId, input, idempotencyKey }: InjectFault): Promise<FaultView> {
    checkFault(input);
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: ['InjectFault', clusterId, input], now }, async () => {
      await lockSimulated(tx, actor, clusterId);
      await checkHost(tx, clusterId, input.hostId);
      const lasting = await lastingFaults(tx, clusterId, now);
      if (lasting.length >= MAX_FAULTS) throw runtimeProblems.too_many_faults(`The cluster has ${MAX_FAULTS} faults; clear some first.`);
      await forgetOld(tx, clusterId, now);
      const { kind, hostId = null, leaseId = null, delayMillis, durationMillis } = input;
      const until = durationMillis === undefined ? null : now + durationMillis;
      const id = newId('fault');
      await tx.$executeRaw(sql`
        insert into simulated_faults (id, cluster_id, host_id, lease_id, kind, params, created_at, until)
        values (${id}, ${clusterId}, ${hostId}, ${leaseId}, ${kind}, ${JSON.stringify({ delayMillis })}::jsonb, ${BigInt(now)}, ${until === null ? null : BigInt(until)})`);
      await signalFault(tx, signalChannels.workload, clusterId, input);
      await audit(tx, actor, now, { ownerType: 'operator', ownerId: actor.ownerId, action: 'fault.injected', subjectId: clusterId, detail: { id, ...input } });
      return (await lastingFaults(tx, clusterId, now, id))[0] ?? { ...input, id, clusterId, createdAt: now, until };
    }));
  }
}

async function checkHost(tx: Transaction, clusterId: string, hostId: string | undefined): Promise<void> {
  if (hostId === undefined) return;
  const found = await tx.$queryRaw<unknown[]>(sql`select 1 from hosts where id = ${hostId} and cluster_id = ${clusterId}`);
  if (found.length === 0) throw commonProblems.not_found('No such host in this cluster.', { pointer: '/hostId' });
}

/** Faults that ended a day ago, before anything that still runs was made, can explain nothing any more. */
async function forgetOld(tx: Transaction, clusterId: string, now: Millis): Promise<void> {
  await tx.$executeRaw(sql`
    delete from simulated_faults f where cluster_id = ${clusterId} and until < ${BigInt(now - MILLIS_PER_DAY)}
      and not exists (select 1 from simulated_workloads w where w.cluster_id = f.cluster_id and w.created_at < f.until)`);
}
