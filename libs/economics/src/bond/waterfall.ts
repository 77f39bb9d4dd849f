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

/** What each of those who bear an operator's losses had when it was asked: nothing where it was not. */
export interface LossBearers {
  bond: bigint;
  stake: bigint;
  insurance: bigint;
  treasury: bigint;
}

/**
 * An operator's loss, down the waterfall: its bond and its stake pool bear all of it that they can; insurance and the pool's treasury no more than what of it somebody was harmed by,
 * for a penalty is nobody's but the operator's. @returns what each bears; with the deficit it sums to the loss.
 */
export function bearDown({ amount, harm }: { amount: bigint; harm: bigint }, { bond, stake, insurance, treasury }: LossBearers): LossBearers & { deficit: bigint } {
  const own = absorbLoss(amount, [{ id: 'bond', available: bond }, { id: 'stake', available: stake }]);
  const met = amount - own.deficit;
  const others = absorbLoss(harm > met ? harm - met : 0n, [{ id: 'insurance', available: insurance }, { id: 'treasury', available: treasury }]);
  const borne = { bond: own.borne.get('bond')!, stake: own.borne.get('stake')!, insurance: others.borne.get('insurance')!, treasury: others.borne.get('treasury')! };
  return { ...borne, deficit: own.deficit - borne.insurance - borne.treasury };
}
