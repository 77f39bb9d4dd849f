import type { Transaction } from '#libs/database';
import type { Millis } from '#libs/kernel';

import type { BorneLoss, Loss, LossCover } from './loss.js';
import { Waterfall } from './waterfall.js';

/**
 * Lets a loss down the waterfall, each bearing all it can before the next is touched: the operator's bond, its stake pool, insurance where there is some, the pool's treasury. The
 * rest is recorded. Locks in that order: the bond, the stake pool, then accounts.
 */
export async function bearLoss(tx: Transaction, loss: Loss, now: Millis, cover?: LossCover): Promise<BorneLoss> {
  const waterfall = await Waterfall.open(tx, [loss], now, cover);
  const borne = await waterfall.bear(loss);
  await waterfall.write();
  return borne;
}
