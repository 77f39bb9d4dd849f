import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import countries from 'i18n-iso-countries';

import { Database, once } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, type Millis, newId } from '#libs/kernel';

import { operatorOf } from './host.store.js';
import { inventoryProblems } from './inventory.errors.js';

/** A place with a jurisdiction, where clusters stand. */
export interface SiteView {
  id: string;
  operatorId: string;
  name: string;
  /** ISO 3166-1 alpha-2. */
  jurisdiction: string;
  /** Coarse, as tenants see it: `europe-west`. */
  region: string;
  createdAt: Millis;
}

export interface SiteInput {
  name: string;
  jurisdiction: string;
  region: string;
}

/** Registers a site of the operator that asks. @throws Problem `invalid_jurisdiction`, `name_taken`. */
export class RegisterSite extends Command<SiteView> {
  constructor(readonly actor: Actor, readonly input: SiteInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(RegisterSite)
export class RegisterSiteHandler implements ICommandHandler<RegisterSite> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: RegisterSite): Promise<SiteView> {
    const operatorId = operatorOf(actor);
    checkJurisdiction(input.jurisdiction);
    const now = this.clock.now();
    return this.database.modelTransaction((tx) => once(tx, { ownerId: operatorId, key: idempotencyKey, request: ['RegisterSite', input], now }, async () => {
      const site = { id: newId('site'), operatorId, ...input };
      const { count } = await tx.site.createMany({ data: [{ ...site, createdAt: BigInt(now) }], skipDuplicates: true });
      if (count === 0) throw inventoryProblems.name_taken(`There is a site called ${input.name} already.`, { pointer: '/name' });
      await audit(tx, actor, now, { ownerType: 'operator', ownerId: operatorId, action: 'site.registered', subjectId: site.id, detail: { ...input } });
      return { ...site, createdAt: now };
    }));
  }
}

/** Only codes that ISO 3166-1 assigns: a tenant's "in Germany" must not depend on spelling. */
function checkJurisdiction(code: string): void {
  if (/^[A-Z]{2}$/.test(code) && countries.alpha2ToAlpha3(code) !== undefined) return;
  throw inventoryProblems.invalid_jurisdiction(`${code} is not a country code of ISO 3166-1 alpha-2, such as DE.`, { pointer: '/jurisdiction' });
}
