import type { Contest } from './contest.js';
export async function* apiContests(): AsyncGenerator<Contest> { throw new Error('not yet'); }
