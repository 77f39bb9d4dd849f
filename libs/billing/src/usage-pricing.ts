import { type Transaction } from '#libs/database';
import { type Millis, type NanoTokens, Problem } from '#libs/kernel';
import { type UnchargedUsage } from '#libs/metering';
import { type MeterClass, pricesFor } from '#libs/pricing';

import { meterRates, type PricedUsage } from './usage-charge.js';

/**
 * Gives usage its rate: the one in force when it came in, so that no reporter chooses a rate by its timestamps. A meter
 * that the pool has no rate for costs nothing.
 */
export async function priceUsage(tx: Transaction, usage: readonly (UnchargedUsage & { poolId: string; round: number })[]): Promise<PricedUsage[]> {
  const known = new Map<string, NanoTokens>();
  const priced: PricedUsage[] = [];
  for (const record of usage) {
    const { rateClass } = meterRates[record.meter];
    const key = `${record.poolId}/${rateClass}/${record.receivedAt}`;
    const rate = known.get(key) ?? (await rateOf(tx, record.poolId, rateClass, record.receivedAt));
    known.set(key, rate);
    priced.push({ ...record, nanoTokensPerPriced: rate });
  }
  return priced;
}

async function rateOf(tx: Transaction, poolId: string, rateClass: MeterClass, at: Millis): Promise<NanoTokens> {
  try {
    const [price] = await pricesFor(tx, poolId, [{ resourceClass: rateClass, variant: '' }], at);
    return price!.nanoTokensPerUnitHour;
  } catch (error) {
    if (error instanceof Problem && error.code === 'price_missing') return 0n;
    throw error;
  }
}
