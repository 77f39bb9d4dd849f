import { sql } from '#libs/database';

import type { Key } from './model.js';
import type { World } from './world.js';

/** A move of a base fee as it was told: all that anyone needs to work it out anew. */
interface Move {
  rateId: string;
  resourceClass: string;
  variant: string;
  epoch: number;
  previous: string;
  base: string;
  used: string;
  total: string;
  targetBps: number;
  denominator: number;
  floor: string;
  ceiling: string;
  tip: string;
  activeFrom: number;
}

/** Has the model take over the moves of base fees that were told since it last looked. @returns those that do not follow from what they tell. */
export async function followMoves({ database, model, poolId }: World): Promise<string[]> {
  const rows = await database.query<{ id: bigint; payload: Move }>(sql`
    select id, payload from outbox_events
    where id > ${model.followedTo} and type = 'price.changed' and subject_id = ${poolId} and payload->>'cause' = 'epoch' order by id`);
  const wrong: string[] = [];
  for (const { id, payload: move } of rows) {
    const key: Key = `${move.resourceClass}/${move.variant}`;
    const before = model.rateAt(key, move.activeFrom) - BigInt(move.tip);
    if (before !== BigInt(move.previous) || expectedBase(move) !== BigInt(move.base)) wrong.push(`base of ${key} in epoch ${move.epoch}: ${JSON.stringify(move)} after ${before}`);
    model.rates.get(key)!.push({ from: move.activeFrom, nanoTokens: BigInt(move.tip) + BigInt(move.base) });
    model.followedTo = id;
    model.moves += 1;
  }
  return wrong;
}

/** EIP-1559, written as plainly as can be; in ten-thousandths of what is offered, so that the target is whole. */
function expectedBase({ previous, used, total, targetBps, denominator, floor, ceiling }: Move): bigint {
  const [base, target] = [BigInt(previous), BigInt(total) * BigInt(targetBps)];
  const full = BigInt(total) * 10_000n;
  const at = BigInt(used) * 10_000n > full ? full : BigInt(used) * 10_000n;
  if (at === target) return base;
  if (at < target) return atLeast(base - (base * (target - at)) / target / BigInt(denominator), BigInt(floor));
  const excess = at > 2n * target ? target : at - target;
  const raised = base + atLeast((base * excess) / target / BigInt(denominator), 1n);
  return raised > BigInt(ceiling) ? BigInt(ceiling) : raised;
}

function atLeast(amount: bigint, least: bigint): bigint {
  return amount < least ? least : amount;
}
