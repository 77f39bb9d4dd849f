import { Inject, Optional } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { type Actor, CLOCK, type Clock, pageOf, SETTINGS, type Settings } from '#libs/kernel';
import { bondCoverOf, unitsWithinBond } from '#libs/stake';

import { type ClassTotal, diagnose, type HostDiagnosis, type IsRated, totalsOf, type WithinBond } from './doctor.js';
import { hostViews, operatorOf } from './host.store.js';
import type { Page, PageRequest } from './page.js';
import { MAX_HOSTS_PER_OPERATOR } from './register-hosts.js';

/** Nest's injection token for a `RateLookup`. Inventory knows nothing of prices: an app that has both may connect them. */
export const RATE_LOOKUP = Symbol('RATE_LOOKUP');

/** Which classes and variants of some pools have a rate at present; the variant '' stands for every variant that is not named. */
export type RateLookup = (poolIds: readonly string[]) => Promise<readonly { poolId: string; resourceClass: string; variant: string }[]>;

export interface InventoryDiagnosis {
  /** Over all of the operator's hosts. */
  hosts: number;
  hostsOnOffer: number;
  classes: ClassTotal[];
  /** Host by host, those with something to tell; a page. */
  findings: Page<HostDiagnosis>;
}

/** The inventory doctor: which of an operator's capacity is not on offer, and why. */
export class DiagnoseInventory extends Query<InventoryDiagnosis> {
  constructor(readonly actor: Actor, readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(DiagnoseInventory)
export class DiagnoseInventoryHandler implements IQueryHandler<DiagnoseInventory> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Optional() @Inject(RATE_LOOKUP) private readonly rates?: RateLookup,
  ) {}

  async execute({ actor, page }: DiagnoseInventory): Promise<InventoryDiagnosis> {
    const now = this.clock.now();
    const hosts = await hostViews(this.database, sql`operator_id = ${operatorOf(actor)}`, { limit: MAX_HOSTS_PER_OPERATOR, now, settings: this.settings });
    const isRated = await this.rated([...new Set(hosts.map((host) => host.poolId))]);
    const cover = await bondCoverOf(this.database, operatorOf(actor), now);
    const withinBond: WithinBond = (inventory) => (cover ? unitsWithinBond(inventory.capacity, inventory, cover) : inventory.capacity);
    const diagnoses = hosts.map((host) => diagnose(host, now, isRated, withinBond));
    const findings = diagnoses.filter((host) => (page.after === undefined || host.hostId > page.after) && hasFindings(host));
    return {
      hosts: hosts.length,
      hostsOnOffer: diagnoses.filter((host) => host.classes.some((found) => found.offered > 0)).length,
      classes: totalsOf(diagnoses),
      findings: pageOf(findings.slice(0, page.limit + 1), page.limit, (host) => host.hostId),
    };
  }

  private async rated(poolIds: readonly string[]): Promise<IsRated> {
    if (!this.rates || poolIds.length === 0) return () => true;
    const rated = new Set((await this.rates(poolIds)).map((rate) => `${rate.poolId}/${rate.resourceClass}/${rate.variant}`));
    return (poolId, resourceClass, variant) => [variant, ''].some((priced) => rated.has(`${poolId}/${resourceClass}/${priced}`));
  }
}

function hasFindings(host: HostDiagnosis): boolean {
  return host.reasons.length > 0 || host.classes.some((found) => found.reasons.length > 0);
}
