import type { components } from './api.js';
import { answer, type WeirClient } from './client.js';

export type Lease = components['schemas']['Lease'];

/** `closed` and `failed` are final. */
export type LeaseState = Lease['state'];

export interface WaitOptions {
  /** A minute, unless told otherwise. */
  timeoutMillis?: number;
  signal?: AbortSignal;
}

/** A lease did not come into the state waited for: it ended in another, or the time was over. */
export class WaitFailed extends Error {
  override name = 'WaitFailed';

  constructor(readonly leaseId: string, readonly state: LeaseState, reason: string) {
    super(`${leaseId} is ${state}: ${reason}`);
  }
}

const FIRST_PAUSE_MILLIS = 50;
const LONGEST_PAUSE_MILLIS = 1_000;

/**
 * The lease, as soon as it is in one of the states. Asks again after a growing pause.
 * @throws WaitFailed when it ended in another state or the time is over; WeirProblem when the API refuses.
 */
export async function waitFor(client: WeirClient, leaseId: string, state: LeaseState | readonly LeaseState[], options: WaitOptions = {}): Promise<Lease> {
  const wanted: readonly LeaseState[] = typeof state === 'string' ? [state] : state;
  const end = performance.now() + (options.timeoutMillis ?? 60_000);
  for (let pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MILLIS)) {
    options.signal?.throwIfAborted();
    const lease = await answer(client.GET('/v1/leases/{leaseId}', { params: { path: { leaseId } }, signal: options.signal }));
    if (wanted.includes(lease.state)) return lease;
    if (lease.state === 'closed' || lease.state === 'failed') throw new WaitFailed(leaseId, lease.state, `it will never be ${wanted.join(' or ')}`);
    if (performance.now() + pause > end) throw new WaitFailed(leaseId, lease.state, `not ${wanted.join(' or ')} within the time`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
