import { assert } from '#libs/kernel';

/** Who bears a loss, one after the other: the operator's bond, its stake pool, insurance, the treasury. */
export interface LossLayer {
  id: string;
  available: bigint;
  /** The most it bears of this loss (insurance: the part that is covered); all it has by default. */
  limit?: bigint;
}

export interface AbsorbedLoss {
  /** What each bears; they and the deficit sum to the loss. */
  borne: Map<string, bigint>;
  /** What nobody could bear: recorded, never a silent negative balance. */
  deficit: bigint;
}

/** Lets a loss down through its layers, each bearing all it can before the next is touched. */
export function absorbLoss(loss: bigint, layers: readonly LossLayer[]): AbsorbedLoss {
  assert(loss >= 0n, 'a loss is not negative');
  const borne = new Map<string, bigint>();
  let left = loss;
  for (const { id, available, limit = available } of layers) {
    assert(available >= 0n && limit >= 0n && !borne.has(id), 'layers are named once, with what they have');
    const most = available < limit ? available : limit;
    const part = most < left ? most : left;
    borne.set(id, part);
    left -= part;
  }
  return { borne, deficit: left };
}
