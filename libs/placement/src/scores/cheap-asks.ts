import { type NanoTokens } from '#libs/kernel';
import { unitsPerPriced } from '#libs/pricing';

import { gpuColumnOn } from '../filters/gpu.js';
import { type Score } from '../score.js';
import { type Column } from '../snapshot.js';

/** So that what little a unit costs is not lost in rounding. */
const SCALE = 1_000_000n;

/** The less of what it pays its operator asks for, the better; whoever asks nothing is as cheap as can be. */
export const cheapAsksScore: Score = {
  name: 'cheap-asks',
  of(wanted, host, board) {
    if (!board.snapshot.hasAsks) return 1_000;
    let asked = 0n;
    let paid = 0n;
    const add = (column: Column, amount: number, pays: NanoTokens) => {
      const units = (BigInt(amount) * SCALE) / unitsPerPriced(column.resourceClass);
      asked += units * (column.asks?.[host] ?? 0n);
      paid += units * pays;
    };
    for (const { column, amount, pays } of wanted.plain) if (column) add(column, amount, pays);
    const gpu = gpuColumnOn(wanted, host, board);
    if (gpu) add(gpu, wanted.gpu!.amount, wanted.gpu!.pays.get(gpu)!);
    if (asked === 0n) return 1_000;
    // Who agreed to a price may ask more than it, of others.
    return asked >= paid ? 0 : 1_000 - Number((asked * 1_000n) / paid);
  },
};
