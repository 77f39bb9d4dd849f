import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { hostsForPlacement, platformOnly, poolById } from '#libs/inventory';
import { type Actor, type Clock, CLOCK, SETTINGS, type Settings } from '#libs/kernel';

import { concentrationOf, shareOf } from './concentration.js';
import { columnKey, takeSnapshot } from './snapshot.js';

/** What one group of operators carries of a class. */
export interface GroupShare {
  /** Operators that belong together, or the one. */
  operatorIds: string[];
  capacity: number;
  claimed: number;
  /** Of all that is claimed, rounded down. */
  claimedShareBps: number;
}

/** How the capacity of one class and variant, and what is claimed of it, are divided over operators. */
export interface ClassConcentration {
  resourceClass: string;
  variant: string;
  capacity: number;
  claimed: number;
  /** The Herfindahl–Hirschman index of what is claimed, and of the capacity. */
  claimedBps: number;
  capacityBps: number;
  /** The index of what is claimed by the capacity: what the pool's `concentrationCapBps` bounds. */
  boundBps: number;
  groups: GroupShare[];
}

/** How concentrated a pool is on few operators. For platform administrators. @throws Problem `forbidden`, `not_found` */
export class GetConcentration extends Query<{ concentrationCapBps: number; classes: ClassConcentration[] }> {
  constructor(readonly actor: Actor, readonly poolId: string) {
    super();
  }
}

@QueryHandler(GetConcentration)
export class GetConcentrationHandler implements IQueryHandler<GetConcentration> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor, poolId }: GetConcentration): Promise<{ concentrationCapBps: number; classes: ClassConcentration[] }> {
    platformOnly(actor);
    const { concentrationCapBps } = await poolById(this.database, poolId);
    const { columns, groupIds, groupOf } = takeSnapshot(await hostsForPlacement(this.database, poolId, this.clock.now(), this.settings));
    const classes = [...columns.values()].toSorted((a, b) => (columnKey(a.resourceClass, a.variant) < columnKey(b.resourceClass, b.variant) ? -1 : 1));
    return {
      concentrationCapBps,
      classes: classes.map(({ resourceClass, variant, poolCapacity, groupCapacity, groupUsed }) => {
        const claimed = groupUsed.reduce((sum, one) => sum + one, 0);
        return {
          resourceClass, variant, capacity: poolCapacity, claimed, claimedBps: concentrationOf(groupUsed, claimed), capacityBps: concentrationOf(groupCapacity, poolCapacity), boundBps: concentrationOf(groupUsed, poolCapacity),
          groups: groupIds.map((group, index): GroupShare => ({
            operatorIds: [...groupOf].filter(([, of]) => of === group).map(([operatorId]) => operatorId).toSorted(),
            capacity: groupCapacity[index]!, claimed: groupUsed[index]!, claimedShareBps: shareOf(groupUsed[index]!, claimed),
          })).filter(({ capacity, claimed: own }) => capacity > 0 || own > 0).toSorted((a, b) => b.claimed - a.claimed || b.capacity - a.capacity || (a.operatorIds[0]! < b.operatorIds[0]! ? -1 : 1)),
        };
      }),
    };
  }
}
