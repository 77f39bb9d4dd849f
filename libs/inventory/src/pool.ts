import { Database, type Reader } from '#libs/database';
import { commonProblems, type Json, type Millis } from '#libs/kernel';

/** Capacity of one kind under one price policy and one scheduler. */
export interface PoolView {
  id: string;
  name: string;
  /** How much of a pool's claims one operator may carry, when three or more serve it. */
  operatorShareCapBps: number;
  /** How a charge is divided, in basis points; the three sum to 10,000. */
  operatorBps: number;
  treasuryBps: number;
  feeBps: number;
  /** Placement's weights; placement gives them their meaning. */
  policy: Json;
  createdAt: Millis;
}

/** @throws Problem `not_found` when there is no such pool. */
export async function poolByName(reader: Reader, name: string): Promise<PoolView> {
  return found(await models(reader).pool.findUnique({ where: { name } }));
}

/** @throws Problem `not_found` when there is no such pool. */
export async function poolById(reader: Reader, id: string): Promise<PoolView> {
  return found(await models(reader).pool.findUnique({ where: { id } }));
}

type PoolRow = NonNullable<Awaited<ReturnType<Database['client']['pool']['findUnique']>>>;

export function toPoolView(row: PoolRow): PoolView {
  return { ...row, policy: row.policy as Json, createdAt: Number(row.createdAt) };
}

function found(row: PoolRow | null): PoolView {
  if (!row) throw commonProblems.not_found('No such pool.');
  return toPoolView(row);
}

function models(reader: Reader): Pick<Database['client'], 'pool'> {
  return reader instanceof Database ? reader.client : reader;
}
