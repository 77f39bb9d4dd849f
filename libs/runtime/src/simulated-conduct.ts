import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems } from '#libs/kernel';

import { checkSimulated, lockSimulated } from './fault.js';
import type { GpuConduct } from './gpu-work.js';
import type { WorkConduct } from './memory-work.js';
import type { NetworkConduct } from './network-work.js';
import type { DeviceConduct } from './stored-data.js';

/** How a simulated host answers what it is given to compute, keeps what is stored on it, sends what it is asked for, and does with its GPUs. */
export interface Conducts {
  work: WorkConduct;
  devices: DeviceConduct;
  network: NetworkConduct;
  gpus: GpuConduct;
}

/** One of them; plain JSON. */
export interface ConductView<K extends keyof Conducts = keyof Conducts> {
  conduct: Conducts[K];
}

interface SimulatedHost {
  clusterId: string;
  hostId: string;
}

const actions: Readonly<Record<keyof Conducts, string>> = { work: 'host.conduct_set', devices: 'host.device_conduct_set', network: 'host.network_conduct_set', gpus: 'host.gpu_conduct_set' };

/** Tells a simulated host of the operator's how to do one of what it does, from now on. Again it changes nothing. @throws Problem `not_found`, `not_simulated` */
export class SetConduct<K extends keyof Conducts> extends Command<ConductView<K>> {
  constructor(readonly actor: Actor, readonly host: SimulatedHost, readonly of: K, readonly conduct: Conducts[K]) {
    super();
  }
}

@CommandHandler(SetConduct)
export class SetConductHandler implements ICommandHandler<SetConduct<keyof Conducts>> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, host, of, conduct }: SetConduct<keyof Conducts>): Promise<ConductView> {
    return this.database.transaction(async (tx) => {
      await lockSimulated(tx, actor, host.clusterId);
      const before = await conductsOf(tx, host);
      if (before[of] === conduct) return { conduct };
      await keepConducts(tx, host.hostId, { ...before, [of]: conduct });
      await audit(tx, actor, this.clock.now(), { ownerType: 'operator', ownerId: actor.ownerId, action: actions[of], subjectId: host.hostId, detail: { conduct } });
      return { conduct };
    });
  }
}

/** How a simulated host of the operator's does one of what it does. @throws Problem `not_found`, `not_simulated` */
export class GetConduct<K extends keyof Conducts> extends Query<ConductView<K>> {
  constructor(readonly actor: Actor, readonly host: SimulatedHost, readonly of: K) {
    super();
  }
}

@QueryHandler(GetConduct)
export class GetConductHandler implements IQueryHandler<GetConduct<keyof Conducts>> {
  constructor(private readonly database: Database) {}

  async execute({ actor, host, of }: GetConduct<keyof Conducts>): Promise<ConductView> {
    await checkSimulated(this.database, actor, host.clusterId);
    return { conduct: (await conductsOf(this.database, host))[of] };
  }
}

/** How a simulated host does each, where it was told so. @throws Problem `not_found` */
async function conductsOf(reader: Reader, { clusterId, hostId }: SimulatedHost): Promise<Conducts> {
  const [row] = await rowsOf<Conducts>(reader, sql`
    select coalesce(c.conduct, 'honest') as work, coalesce(c.devices, 'honest') as devices, coalesce(c.network, 'honest') as network, coalesce(c.gpus, 'honest') as gpus
    from hosts h left join simulated_conduct c on c.host_id = h.id where h.id = ${hostId} and h.cluster_id = ${clusterId}`);
  if (!row) throw commonProblems.not_found('No such host in this cluster.');
  return row;
}

async function keepConducts(tx: Transaction, hostId: string, { work, devices, network, gpus }: Conducts): Promise<void> {
  await tx.$executeRaw(sql`
    insert into simulated_conduct (host_id, conduct, devices, network, gpus) values (${hostId}, ${work}, ${devices}, ${network}, ${gpus})
    on conflict (host_id) do update set conduct = excluded.conduct, devices = excluded.devices, network = excluded.network, gpus = excluded.gpus`);
}
