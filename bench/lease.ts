import type { Contest } from './contest.js';
export async function* leaseContests(): AsyncGenerator<Contest> { throw new Error('not yet'); }
