import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems } from '#libs/kernel';

import { checkSimulated, lockSimulated } from './fault.js';
import type { WorkConduct } from './memory-work.js';
import type { NetworkConduct } from './network-work.js';
import type { DeviceConduct } from './stored-data.js';

/** How a simulated host answers what it is given to compute; plain JSON. */
export interface WorkConductView {
  conduct: WorkConduct;
}

/** Tells a simulated host of the operator's how to answer what it is given to compute, from now on. Again it changes nothing. @throws Problem `not_found`, `not_simulated` */
export class SetWorkConduct extends Command<WorkConductView> {
  constructor(readonly actor: Actor, readonly host: { clusterId: string; hostId: string }, readonly conduct: WorkConduct) {
    super();
  }
}

@CommandHandler(SetWorkConduct)
export class SetWorkConductHandler implements ICommandHandler<SetWorkConduct> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, host: { clusterId, hostId }, conduct }: SetWorkConduct): Promise<WorkConductView> {
    return this.database.transaction(async (tx) => {
      await lockSimulated(tx, actor, clusterId);
      if ((await conductsOf(tx, clusterId, hostId)).conduct === conduct) return { conduct };
      await tx.$executeRaw(sql`insert into simulated_conduct (host_id, conduct) values (${hostId}, ${conduct}) on conflict (host_id) do update set conduct = excluded.conduct`);
      await audit(tx, actor, this.clock.now(), { ownerType: 'operator', ownerId: actor.ownerId, action: 'host.conduct_set', subjectId: hostId, detail: { conduct } });
      return { conduct };
    });
  }
}

/** How a simulated host of the operator's answers what it is given to compute. @throws Problem `not_found`, `not_simulated` */
export class GetWorkConduct extends Query<WorkConductView> {
  constructor(readonly actor: Actor, readonly host: { clusterId: string; hostId: string }) {
    super();
  }
}

@QueryHandler(GetWorkConduct)
export class GetWorkConductHandler implements IQueryHandler<GetWorkConduct> {
  constructor(private readonly database: Database) {}

  async execute({ actor, host: { clusterId, hostId } }: GetWorkConduct): Promise<WorkConductView> {
    await checkSimulated(this.database, actor, clusterId);
    return { conduct: (await conductsOf(this.database, clusterId, hostId)).conduct };
  }
}

/** How a simulated host does each, where it was told so. @throws Problem `not_found` */
export async function conductsOf(reader: Reader, clusterId: string, hostId: string): Promise<{ conduct: WorkConduct; devices: DeviceConduct; network: NetworkConduct }> {
  const [row] = await rowsOf<{ conduct: WorkConduct; devices: DeviceConduct; network: NetworkConduct }>(reader, sql`
    select coalesce(c.conduct, 'honest') as conduct, coalesce(c.devices, 'honest') as devices, coalesce(c.network, 'honest') as network from hosts h left join simulated_conduct c on c.host_id = h.id where h.id = ${hostId} and h.cluster_id = ${clusterId}`);
  if (!row) throw commonProblems.not_found('No such host in this cluster.');
  return row;
}
