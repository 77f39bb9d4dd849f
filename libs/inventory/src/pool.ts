import { type Reader, rowsOf, sql } from '#libs/database';
import { type Actor, commonProblems, type Millis } from '#libs/kernel';

import { inventoryProblems } from './inventory.errors.js';

/** How a pool may pack, by name: placement has one score for each. */
export const packScoreNames = ['expected-fill', 'fragmentation-gradient', 'best-fit'] as const;

export type PackScoreName = (typeof packScoreNames)[number];

/** What an administrator decides about a pool. */
export interface PoolTerms {
  /** How much of a pool's claims one operator may carry, when three or more serve it. */
  operatorShareCapBps: number;
  /** How concentrated on few operators a pool's claims may be, of each class, when three or more serve it: their index by its capacity; 10,000: as much as they are. */
  concentrationCapBps: number;
  /** How much placement prefers cheaper asks over spreading a lease's replicas over operators: 0 not at all, 10,000 above all. */
  askWeightBps: number;
  /** How placement packs. */
  packScore: PackScoreName;
  /** How much packing is preferred over both: 0 between hosts that are equal in them, 10,000 above all. */
  packWeightBps: number;
  /** So many replicas may be on the move at once to free whole hosts and GPUs, without anybody asking for it; 0: none. */
  rebalanceMoves: number;
  /** How much operators of better tiers are preferred over spreading and cheaper asks: 0 not at all, 10,000 above all. */
  tierWeightBps: number;
  /** How long an auction lasts; 0: the pool holds none. */
  auctionWindowMillis: Millis;
  /** What costs so much an hour, all replicas, goes to auction unasked. A decimal string; null: nothing does. */
  auctionFromNanoTokensPerHour: string | null;
  /** How a charge is divided, in basis points; the three sum to 10,000. */
  operatorBps: number;
  treasuryBps: number;
  feeBps: number;
  /** How far two sources of one meter may differ, in basis points of the larger, before what they counted is held. */
  meteringToleranceBps: number;
}

/** Capacity of one kind under one price policy and one scheduler. */
export interface PoolView extends PoolTerms {
  id: string;
  name: string;
  createdAt: Millis;
}

export const defaultTerms: PoolTerms = {
  operatorShareCapBps: 4_000, concentrationCapBps: 10_000, askWeightBps: 5_000, packScore: 'expected-fill', packWeightBps: 0, tierWeightBps: 0, rebalanceMoves: 0, auctionWindowMillis: 0, auctionFromNanoTokensPerHour: null, operatorBps: 8_500, treasuryBps: 1_000, feeBps: 500, meteringToleranceBps: 500,
};

/** @throws Problem `invalid_shares` when a charge would not be divided exactly. */
export function checkShares({ operatorBps, treasuryBps, feeBps }: Pick<PoolTerms, 'operatorBps' | 'treasuryBps' | 'feeBps'>): void {
  const sum = operatorBps + treasuryBps + feeBps;
  if (sum === 10_000) return;
  throw inventoryProblems.invalid_shares(`operatorBps, treasuryBps and feeBps sum to ${sum}; they must sum to 10000.`, { pointer: '/operatorBps' });
}

/** @throws Problem `forbidden` for tenants and operators. */
export function platformOnly(actor: Actor): void {
  if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only a platform administrator may do this.');
}

/** @throws Problem `not_found` when there is no such pool. */
export async function poolByName(reader: Reader, name: string): Promise<PoolView> {
  return found(await rowsOf<PoolRow>(reader, sql`select ${columns} from pools where name = ${name}`));
}

/** @throws Problem `not_found` when there is no such pool. */
export async function poolById(reader: Reader, id: string): Promise<PoolView> {
  return found(await rowsOf<PoolRow>(reader, sql`select ${columns} from pools where id = ${id}`));
}

type PoolRow = Omit<PoolView, 'createdAt' | 'packScore' | 'auctionFromNanoTokensPerHour'> & { createdAt: bigint; packScore: string; auctionFromNanoTokensPerHour: bigint | null };

const columns = sql`id, name, operator_share_cap_bps as "operatorShareCapBps", concentration_cap_bps as "concentrationCapBps", ask_weight_bps as "askWeightBps", pack_score as "packScore", pack_weight_bps as "packWeightBps", tier_weight_bps as "tierWeightBps", rebalance_moves as "rebalanceMoves", auction_window_millis as "auctionWindowMillis",
  auction_from_nano_tokens_per_hour as "auctionFromNanoTokensPerHour", operator_bps as "operatorBps", treasury_bps as "treasuryBps", fee_bps as "feeBps",
  metering_tolerance_bps as "meteringToleranceBps",
  created_at as "createdAt"`;

export function toPoolView(row: PoolRow): PoolView {
  return { ...row, packScore: row.packScore as PackScoreName, auctionFromNanoTokensPerHour: row.auctionFromNanoTokensPerHour?.toString() ?? null, createdAt: Number(row.createdAt) };
}

/** Terms as they are stored: amounts as bigints. */
export function toPoolData<T extends Partial<PoolTerms>>(terms: T): Omit<T, 'auctionFromNanoTokensPerHour'> & { auctionFromNanoTokensPerHour?: bigint | null } {
  const { auctionFromNanoTokensPerHour: from, ...others } = terms;
  return { ...others, ...(from === undefined ? {} : { auctionFromNanoTokensPerHour: from === null ? null : BigInt(from) }) };
}

function found([row]: readonly PoolRow[]): PoolView {
  if (!row) throw commonProblems.not_found('No such pool.');
  return toPoolView(row);
}
