import { assert } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { allow } from '../refusal.js';
import { FILECOIN } from './fault-fees.js';

/** A promise to keep something for a time, at a price, with something at stake on both sides. Source: Filecoin's storage market. Times in one unit. */
export interface Deal {
  pricePerUnit: bigint;
  startsAt: bigint;
  endsAt: bigint;
  clientCollateral: bigint;
  providerCollateral: bigint;
}

/** What the client locks: its collateral and the whole price. */
export function clientLocks({ clientCollateral, pricePerUnit, startsAt, endsAt }: Deal): bigint {
  assert(endsAt >= startsAt && clientCollateral >= 0n && pricePerUnit >= 0n, 'a deal ends after it starts');
  return clientCollateral + pricePerUnit * (endsAt - startsAt);
}

/** @throws Problem when it is shorter than 180 or longer than 1,278 days, of `dayUnits` each. */
export function checkDealDuration({ startsAt, endsAt }: Deal, dayUnits: bigint): void {
  const days = { least: BigInt(FILECOIN.minDealDays) * dayUnits, most: BigInt(FILECOIN.maxDealDays) * dayUnits };
  const duration = endsAt - startsAt;
  allow(duration >= days.least && duration <= days.most, 'deal_duration', `A deal lasts from ${FILECOIN.minDealDays} to ${FILECOIN.maxDealDays} days.`, '/deal/endsAt');
}

/** What the provider locks at the least: 1 % of the supply by the deal's part of what is kept in all, rounded down twice. */
export function leastProviderCollateral(size: bigint, network: bigint, baseline: bigint, supply: bigint): bigint {
  assert(size > 0n && network >= 0n && baseline >= 0n, 'a deal has a size');
  const all = [network, baseline].reduce((most, amount) => (amount > most ? amount : most), size);
  return mulDivFloor(supply, size, 100n * all);
}

export interface DealSettlement {
  /** From the client's lock to the provider. */
  paid: bigint;
  /** Of the provider's collateral, burnt. */
  slashed: bigint;
  /** Back to the client. */
  clientReturned: bigint;
  /** Back to the provider. */
  providerReturned: bigint;
  /** Nothing of it is left to settle. */
  over: boolean;
}

/**
 * What is due between two times. Not activated by its start, the provider loses all its collateral and the client gets everything back; before its start nothing happens; at its end
 * both get their collateral back. Settling often or seldom pays the same.
 */
export function settleDeal(deal: Deal, { activated, settledAt, now }: { activated: boolean; settledAt: bigint; now: bigint }): DealSettlement {
  assert(now >= settledAt, 'time does not go back');
  const nothing: DealSettlement = { paid: 0n, slashed: 0n, clientReturned: 0n, providerReturned: 0n, over: false };
  if (now < deal.startsAt) return nothing;
  if (!activated) return { ...nothing, slashed: deal.providerCollateral, clientReturned: clientLocks(deal), over: true };
  const from = settledAt > deal.startsAt ? settledAt : deal.startsAt;
  const to = now < deal.endsAt ? now : deal.endsAt;
  const paid = to > from ? deal.pricePerUnit * (to - from) : 0n;
  const over = now >= deal.endsAt;
  return { ...nothing, paid, over, clientReturned: over ? deal.clientCollateral : 0n, providerReturned: over ? deal.providerCollateral : 0n };
}
