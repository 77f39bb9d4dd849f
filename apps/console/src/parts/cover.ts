import { type components, pages } from '@weir/client';

import { weir } from '../api.js';
import type { OneRead } from './reads.js';

export type Cover = components['schemas']['Cover'];

/** Every cover of a lease, the latest first. */
export const coversOf = (leaseId: string): OneRead<Cover[]> => ({
  queryKey: ['covers', leaseId],
  async read() {
    const covers: Cover[] = [];
    for await (const cover of pages<Cover>(async (cursor) => weir.GET('/v1/covers', { params: { query: { cursor, limit: 100, leaseId } } }))) covers.push(cover);
    return covers;
  },
});
