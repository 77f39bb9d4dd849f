import { assert } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { allow } from '../refusal.js';
import { RAY } from '../scale.js';
import { type SharePool, withVirtual } from './shares.js';

/** Somebody who waits to leave: what the shares were worth when asked, and how many there are. Who waits bears losses and has no part in gains. */
export interface ExitRequest {
  amount: bigint;
  shares: bigint;
}

/** Assets for a share, times 10^27, that all who leave a pool at once are paid by; rounded down. */
export function exitRate(pool: SharePool): bigint {
  const { allAssets, allShares } = withVirtual(pool);
  return mulDivFloor(allAssets, RAY, allShares);
}

/** Requests in the order they came; the first `finalized` of them have been dealt with. */
export interface ExitQueue {
  requests: readonly ExitRequest[];
  finalized: number;
}

/** What one who leaves is paid: the lower of what was asked and what its shares are worth at the end, rounded down; a rate is assets for a share, times 10^27. */
export function exitPayment({ amount, shares }: ExitRequest, rateRay: bigint): bigint {
  assert(amount >= 0n && shares >= 0n, 'a request has no negative amounts');
  allow(rateRay > 0n, 'share_rate_is_zero', 'Shares that are worth nothing cannot leave.', '/rateRay');
  const worth = mulDivFloor(shares, rateRay, RAY);
  return worth < amount ? worth : amount;
}

/** What a finalisation takes from the pool. */
export interface ExitTotals {
  assets: bigint;
  shares: bigint;
}

/**
 * Reckons a finalisation of the queue's next requests, in batches that each end with a request (counted from 1): what must be set aside and which
 * shares are burnt. Each request gets `exitPayment`, so that those who asked at different rates do not pay for each other.
 * Source: Lido's WithdrawalQueueBase `prefinalize`, which takes the lower per batch; its batches hold requests of like rates, ours may not.
 */
export function prefinalize(queue: ExitQueue, batchEnds: readonly number[], rateRay: bigint): ExitTotals {
  allow(batchEnds.length > 0, 'no_batches', 'Name the request that each batch ends with.', '/batchEnds');
  let [assets, shares, from] = [0n, 0n, queue.finalized];
  for (const [place, end] of batchEnds.entries()) {
    allow(place === 0 || end > from, 'batches_not_sorted', 'Batches follow each other.', `/batchEnds/${place}`);
    allow(end > from && end <= queue.requests.length, 'unknown_request', `A batch ends with a request from ${from + 1} to ${queue.requests.length}.`, `/batchEnds/${place}`);
    for (const request of queue.requests.slice(from, end)) {
      assets += exitPayment(request, rateRay);
      shares += request.shares;
    }
    from = end;
  }
  return { assets, shares };
}

/** Deals with all requests up to one (counted from 1), with what was set aside for them. @throws Problem for more than they asked for. */
export function finalize(queue: ExitQueue, upTo: number, assets: bigint): ExitQueue {
  allow(upTo > queue.finalized, 'already_finalized', `All up to ${queue.finalized} have been dealt with.`, '/upTo');
  allow(upTo <= queue.requests.length, 'unknown_request', `The queue ends with ${queue.requests.length}.`, '/upTo');
  const asked = queue.requests.slice(queue.finalized, upTo).reduce((sum, { amount }) => sum + amount, 0n);
  allow(assets <= asked, 'too_much_to_finalize', `They asked for ${asked} in all.`, '/assets');
  return { ...queue, finalized: upTo };
}

/** The rate of what was asked between two totals of a queue (Lido's `_calcBatch`): nothing when no share is between them. */
export function batchRate(before: ExitTotals, after: ExitTotals): { rateRay: bigint; shares: bigint } {
  const shares = after.shares - before.shares;
  assert(shares >= 0n && after.assets >= before.assets, 'totals only grow');
  return { rateRay: shares === 0n ? 0n : mulDivFloor(after.assets - before.assets, RAY, shares), shares };
}
