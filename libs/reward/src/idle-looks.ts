import { Inject, Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';

import { provenOperators } from '#libs/challenge';
import { Database, rowsOf, sql, type Transaction } from '#libs/database';
import { hostsForPlacement, type PlacementHost } from '#libs/inventory';
import { type Millis, type ResourceClass, SETTINGS, type Settings } from '#libs/kernel';
import { rulesAt, type RewardRules, type Rules, tiers } from '#libs/rules';

import { EPOCH_MILLIS, MARGIN_MILLIS, SLOT_MILLIS, startOf } from './epoch.js';

/** What was found of one operator's class. */
interface Found {
  operatorId: string;
  resourceClass: ResourceClass;
  variant: string;
  units: bigint;
}

/** Sees what stands ready, and idle, at times that nobody knows before. */
@Injectable()
export class IdleLooks {
  constructor(private readonly database: Database, @Inject(SETTINGS) private readonly settings: Settings) {}

  /** Each pool once a slot, by the rules of the epoch, whoever else sweeps; a slot that no worker saw counts for nobody. @returns how many looks were taken. */
  async lookDue(now: Millis): Promise<number> {
    const { rules } = await rulesAt(this.database, startOf(now, EPOCH_MILLIS));
    if (rules.reward.rates.length === 0) return 0;
    const slot = startOf(now, SLOT_MILLIS);
    await this.draw(slot);
    const due = await rowsOf<{ pool_id: string }>(this.database, sql`
      select pool_id from reward_looks where slot = ${BigInt(slot)} and look_at <= ${BigInt(now)} and looked_at is null order by pool_id`);
    let taken = 0;
    for (const { pool_id: poolId } of due) taken += (await this.database.transaction((tx) => this.look(tx, poolId, slot, rules, now))) ? 1 : 0;
    return taken;
  }

  /** When each pool is looked at is drawn once the slot has begun. */
  private async draw(slot: Millis): Promise<void> {
    const pools = await rowsOf<{ id: string }>(this.database, sql`select id from pools p where not exists (select 1 from reward_looks l where l.pool_id = p.id and l.slot = ${BigInt(slot)}) order by id`);
    if (pools.length === 0) return;
    const looks = pools.map(({ id }) => ({ id, look_at: slot + randomInt(SLOT_MILLIS - MARGIN_MILLIS) }));
    await this.database.client.$executeRaw(sql`
      insert into reward_looks (pool_id, slot, look_at) select id, ${BigInt(slot)}, look_at from jsonb_to_recordset(${JSON.stringify(looks)}::jsonb) as t(id text, look_at bigint) on conflict do nothing`);
  }

  /** Hosts of a pool; where the rules ask for proof, of operators that gave it lately. */
  private async provenHosts(tx: Transaction, poolId: string, provenMillis: Millis, now: Millis): Promise<PlacementHost[]> {
    const hosts = await hostsForPlacement(tx, poolId, now, this.settings);
    if (provenMillis === 0) return hosts;
    const proven = await provenOperators(tx, poolId, now - provenMillis);
    return hosts.filter(({ operatorId }) => proven.has(operatorId));
  }

  private async look(tx: Transaction, poolId: string, slot: Millis, { reward: rules, challenge: { provenMillis } }: Rules, now: Millis): Promise<boolean> {
    const changed = await tx.$executeRaw(sql`update reward_looks set looked_at = ${BigInt(now)} where pool_id = ${poolId} and slot = ${BigInt(slot)} and looked_at is null`);
    if (changed === 0) return false;
    const found = idleIn(await this.provenHosts(tx, poolId, provenMillis, now), rules);
    const rows = found.map(({ operatorId, resourceClass, variant, units }) => ({ operator_id: operatorId, resource_class: resourceClass, variant, unit_millis: (units * BigInt(SLOT_MILLIS)).toString() }));
    await tx.$executeRaw(sql`
      insert into reward_found (pool_id, slot, operator_id, resource_class, variant, unit_millis)
      select ${poolId}, ${BigInt(slot)}, t.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(operator_id text, resource_class text, variant text, unit_millis numeric)`);
    return true;
  }
}

/** What of hosts could take work this moment and has none, of classes that operators are trusted with far enough, within what is bonded for. */
export function idleIn(hosts: readonly PlacementHost[], { rates, leastTier }: RewardRules): Found[] {
  const least = tiers.indexOf(leastTier);
  const classes = new Set(rates.map(({ resourceClass }) => resourceClass));
  const found = new Map<string, Found>();
  for (const { operatorId, state, withheld, contact, inMaintenance, inventories } of hosts) {
    if (state !== 'open' || withheld || contact !== 'live' || inMaintenance) continue;
    for (const { resourceClass, variant, capacity, used, tier = 0 } of inventories) {
      if (tier < least || used >= capacity || !classes.has(resourceClass)) continue;
      const key = `${operatorId}/${resourceClass}/${variant}`;
      const before = found.get(key)?.units ?? 0n;
      found.set(key, { operatorId, resourceClass, variant, units: before + BigInt(capacity - used) });
    }
  }
  return [...found.values()];
}
