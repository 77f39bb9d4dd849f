import { answer, type components, pages } from '@weir/client';

import { weir } from '../api.js';

const MOST_POOLS = 100;

/** The names of all pools, as anybody may read them. */
export async function poolNames(): Promise<string[]> {
  const { pools } = await answer(weir.GET('/v1/status'));
  return pools.slice(0, MOST_POOLS).map(({ name }) => name);
}

export type Cover = components['schemas']['Cover'];

/** Every cover of a lease, the latest first. */
export async function coversOf(leaseId: string): Promise<Cover[]> {
  const covers: Cover[] = [];
  for await (const cover of pages<Cover>(async (cursor) => weir.GET('/v1/covers', { params: { query: { cursor, limit: 100, leaseId } } }))) covers.push(cover);
  return covers;
}
