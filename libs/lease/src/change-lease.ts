import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, rowsOf, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, canonicalJson, type Clock, CLOCK, commonProblems, type Millis, type NanoTokens, SETTINGS, type Settings } from '#libs/kernel';
import { type ResourcePrice } from '#libs/pricing';

import { asAgreed, checkNotInAuction } from './auctions.js';
import { lockOwn } from './close-lease.js';
import { dearestOf } from './fallbacks.js';
import { EverFit } from './fit.js';
import { askForPlacement } from './for-placement.js';
import { followPrices } from './follow-prices.js';
import { holdOf, releaseOf, setAside, topUpOf } from './funds.js';
import { isOpen, type Lease, type LeaseResources, type LeaseVolume } from './lease.js';
import { leaseProblems } from './lease.errors.js';
import { logSteps } from './lease.log.js';
import { updateLease } from './lease.store.js';
import { type LeaseView, viewOf } from './lease.view.js';
import { checkMaximum, priceCandidates } from './prices.js';
import { checkQuota } from './quota.js';
import { applyReadiness } from './readiness.js';
import { dearestCost, firstFunds, fundsToRun, pricedModels, quotaAmounts, storageReserve } from './resources.js';
import { endStreams } from './streams.js';

/** What may be changed of a lease, in place. What is left out stays. */
export interface LeaseChange {
  name?: string;
  replicas?: number;
  /** All of them, per replica: what is left out is given up. */
  resources?: LeaseResources;
}

/**
 * Changes replicas, resources or the name of an open lease. The change is to the contract, at once: replicas that are given
 * up stop being charged now. Reality follows: placement claims for new replicas, and resizes claims where their host has room,
 * or else moves the replica; until either is possible a replica keeps what it has, is charged for that, and `blocked` says why.
 */
export class ChangeLease extends Command<LeaseView> {
  constructor(
    readonly actor: Actor,
    readonly leaseId: string,
    readonly change: LeaseChange,
    /** The version the caller has seen; the change is refused when there is a later one. */
    readonly ifMatch: number | undefined,
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(ChangeLease)
export class ChangeLeaseHandler implements ICommandHandler<ChangeLease> {
  private readonly everFit = new EverFit();

  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  execute(command: ChangeLease): Promise<LeaseView> {
    const { actor, leaseId, change, ifMatch, idempotencyKey } = command;
    const now = this.clock.now();
    const request = { command: 'ChangeLease', projectId: actor.projectId, leaseId, change, ifMatch };
    return this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request, now }, async () => {
      const lease = await followPrices(tx, await lockOwn(tx, actor, leaseId), now, this.settings);
      if (ifMatch === undefined) throw commonProblems.precondition_required('Send If-Match with the ETag of the lease you have seen.');
      if (ifMatch !== lease.version) throw commonProblems.stale_version(`The lease is at version ${lease.version} by now; read it again.`);
      if (!isOpen(lease.state)) throw leaseProblems.lease_not_open(`The lease is ${lease.state}.`, { extra: { state: lease.state } });
      if (lease.state === 'suspended') throw leaseProblems.lease_suspended(`The lease is suspended: ${howToResume(lease)} and it runs again, or close it.`, { extra: { reason: lease.suspension?.reason ?? '' } });
      const changed: Lease = { ...lease, name: change.name ?? lease.name, replicas: change.replicas ?? lease.replicas, resources: change.resources ?? lease.resources };
      if (changed.name === lease.name && !isResized(lease, changed)) return viewOf(tx, lease, this.settings, now);
      return viewOf(tx, await this.apply(tx, actor, lease, { ...changed, version: lease.version + 1 }, now), this.settings, now);
    }));
  }

  private async apply(tx: Transaction, actor: Actor, lease: Lease, changed: Lease, now: Millis): Promise<Lease> {
    if (!isResized(lease, changed)) return this.write(tx, actor, lease, changed, now);
    checkNotInAuction(lease);
    if (lease.pricing.mode === 'reserved') return this.scaleReserved(tx, actor, lease, changed, now);
    checkVolumes(lease.resources.volumes ?? [], changed.resources.volumes ?? []);
    await checkGrowth(tx, lease, changed.resources.volumes ?? []);
    const prices = await this.newPrices(tx, lease, changed, now);
    const before = dearestCost(lease.resources, lease.prices, lease.replicas);
    const cost = dearestCost(changed.resources, prices, changed.replicas);
    if (cost > before) checkMaximum(lease.pricing, cost);
    await this.everFit.check(tx, lease.poolId, changed.resources, pricedModels(changed.resources, prices), now);
    await checkQuota(tx, lease.projectId, increase(lease, changed));
    const holdKey = lease.holdKey === null ? null : `hold:${lease.id}:${changed.version}`;
    // What it waited for is not what it waits for now: placement looks at it anew, and soon.
    const written = await this.write(tx, actor, lease, { ...changed, prices, holdKey, unplaced: true, blocked: null }, now);
    await askForPlacement(tx, lease);
    await this.fund(tx, lease, written, before, cost, now);
    return written;
  }

  /** What is reserved is paid for, and stays: a tenant has as many of its replicas run as it likes. @throws Problem `reserved_fixed` */
  private async scaleReserved(tx: Transaction, actor: Actor, lease: Lease, changed: Lease, now: Millis): Promise<Lease> {
    const reserved = lease.pricing.mode === 'reserved' ? lease.pricing.replicas : lease.replicas;
    if (canonicalJson(lease.resources) !== canonicalJson(changed.resources)) throw leaseProblems.reserved_fixed('The resources of a reserved lease stay as they are for its term.', { pointer: '/resources' });
    if (lease.activatedAt === null) throw leaseProblems.reserved_fixed('Its replicas stay as they are until its term begins.', { pointer: '/replicas' });
    if (changed.replicas > reserved) {
      throw leaseProblems.reserved_fixed(`${reserved} replicas are reserved; more are another lease.`, { pointer: '/replicas', extra: { reserved } });
    }
    const written = await this.write(tx, actor, lease, { ...changed, unplaced: true, blocked: null }, now);
    await askForPlacement(tx, lease);
    return written;
  }

  /** The locked price of what it may be given already, the current one of what is new. */
  private async newPrices(tx: Transaction, lease: Lease, changed: Lease, now: Millis): Promise<ResourcePrice[]> {
    if (canonicalJson(lease.resources) === canonicalJson(changed.resources)) return [...lease.prices];
    const current = asAgreed(lease, await priceCandidates(tx, lease.poolId, changed.resources, now));
    const locked = (price: ResourcePrice) => lease.prices.find((known) => known.resourceClass === price.resourceClass && known.variant === price.variant);
    // What is given up keeps its price until the claims that hold it are resized.
    const givenUp = lease.prices.filter((known) => !current.some((price) => price.resourceClass === known.resourceClass && price.variant === known.variant));
    return [...current.map((price) => locked(price) ?? price), ...givenUp];
  }

  /** Replicas that are given up stop being charged, unless they are reserved; runtime removes them. */
  private async write(tx: Transaction, actor: Actor, lease: Lease, changed: Lease, now: Millis): Promise<Lease> {
    const dropped = lease.readiness.filter((entry) => entry.replica >= changed.replicas);
    if (dropped.length > 0 && lease.pricing.mode !== 'reserved') await endStreams(tx, lease.id, now, { claimIds: dropped.map((entry) => entry.claimId) });
    const readiness = lease.readiness.filter((entry) => entry.replica < changed.replicas);
    const written = await updateLease(tx, lease, { ...changed, readiness });
    const detail = { name: written.name, replicas: written.replicas, resources: written.resources };
    await audit(tx, actor, now, { action: 'lease.changed', subjectId: lease.id, detail });
    await logSteps(tx, now, [{ lease: written, type: 'lease.changed', data: detail }]);
    return applyReadiness(tx, written, { readiness, activatedAt: written.activatedAt }, now);
  }

  /** Before activation the hold is made anew; after it, what the increase costs for the hold time goes to the escrow, with what its reserve lacks. */
  private async fund(tx: Transaction, lease: Lease, changed: Lease, before: NanoTokens, cost: NanoTokens, now: Millis): Promise<void> {
    const { holdMillis, suspensionMillis } = this.settings;
    if (changed.holdKey !== null) return setAside(tx, now, [...releaseOf(lease), holdOf(changed, fundsToRun(changed, dearestOf(changed), this.settings, now))]);
    const remaining = changed.endsAt === null ? null : Math.max(0, changed.endsAt - now);
    const reserve = storageReserve(changed, suspensionMillis) - storageReserve(lease, suspensionMillis);
    const more = (cost > before ? firstFunds(cost - before, remaining, holdMillis) : 0n) + (reserve > 0n ? reserve : 0n);
    if (more > 0n) await setAside(tx, now, [topUpOf(changed, `top-up:${changed.id}:${changed.version}`, more)]);
  }
}

function howToResume({ suspension }: Lease): string {
  return suspension?.reason === 'budget_reached' ? 'raise or remove the budget' : 'add funds';
}

function isResized(lease: Lease, changed: Lease): boolean {
  return lease.replicas !== changed.replicas || canonicalJson(lease.resources) !== canonicalJson(changed.resources);
}

/** A volume that is kept is never made smaller, nor of another class: that would be another volume, without what is in it. @throws Problem `volume_cannot_shrink` */
function checkVolumes(before: readonly LeaseVolume[], after: readonly LeaseVolume[]): void {
  for (const [index, { name, storageClass, gib }] of after.entries()) {
    const known = before.find((volume) => volume.name === name);
    if (!known || (known.storageClass === storageClass && known.gib <= gib)) continue;
    throw leaseProblems.volume_cannot_shrink(`The volume ${name} has ${known.gib} GiB of ${known.storageClass}; it can grow, or be given up for one of another name.`, {
      pointer: `/resources/volumes/${index}`, extra: { gib: known.gib, storageClass: known.storageClass },
    });
  }
}

/** Where a replica runs already, its volumes may be of a kind that never grows. @throws Problem `volume_cannot_grow` */
async function checkGrowth(tx: Transaction, lease: Lease, after: readonly LeaseVolume[]): Promise<void> {
  const before = new Map((lease.resources.volumes ?? []).map((volume) => [volume.name, volume.gib]));
  const grown = after.map(({ name, gib }) => gib > (before.get(name) ?? gib));
  if (!grown.includes(true)) return;
  const fixed = await rowsOf<{ variant: string }>(tx, sql`
    select distinct i.variant from claims c join inventories i on i.host_id = c.host_id and i.resource_class = 'STORAGE_GIB' and not i.expandable
    where c.lease_id = ${lease.id} and c.state = 'held'`);
  const index = after.findIndex((volume, at) => grown[at] && fixed.some(({ variant }) => variant === volume.storageClass));
  if (index < 0) return;
  throw leaseProblems.volume_cannot_grow(`The volume ${after[index]!.name} cannot be made larger where it is; add another, or take a lease with a larger one.`, { pointer: `/resources/volumes/${index}` });
}

/** What it takes more of each class, when all of it is claimed. */
function increase(lease: Lease, changed: Lease): ReturnType<typeof quotaAmounts> {
  const more = quotaAmounts(changed.resources, changed.replicas);
  for (const [resourceClass, amount] of quotaAmounts(lease.resources, lease.replicas)) more.set(resourceClass, (more.get(resourceClass) ?? 0n) - amount);
  return more;
}
