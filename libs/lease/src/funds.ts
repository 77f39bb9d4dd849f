import { type Transaction } from '#libs/database';
import { assert, type Millis, type NanoTokens } from '#libs/kernel';
import { type NewTransfer, postTransfers } from '#libs/ledger';

import { type Lease } from './lease.js';
import { leaseProblems } from './lease.errors.js';

/** Reserves funds in the wallet of a lease that is not active yet, under its hold key. */
export function holdOf(lease: Lease, amount: NanoTokens): NewTransfer {
  assert(lease.holdKey !== null, 'funds are held only until the first activation');
  return { key: lease.holdKey, type: 'pending', amount, reason: 'hold', subjectId: lease.id, ...toEscrow(lease) };
}

/** Moves funds to the escrow of a lease that runs. */
export function topUpOf(lease: Lease, key: string, amount: NanoTokens): NewTransfer {
  return { key, type: 'posted', amount, reason: 'top_up', subjectId: lease.id, ...toEscrow(lease) };
}

/** Frees what a lease holds; nothing when it holds nothing any more. */
export function releaseOf(lease: Lease): NewTransfer[] {
  return lease.holdKey === null ? [] : [{ key: `${lease.holdKey}:void`, type: 'void', pendingKey: lease.holdKey }];
}

/** Moves what a lease holds to its escrow; nothing when it holds nothing any more. */
export function postingOf(lease: Lease): NewTransfer[] {
  return lease.holdKey === null ? [] : [{ key: `${lease.holdKey}:post`, type: 'post', pendingKey: lease.holdKey }];
}

/** Posts transfers from a wallet. @throws Problem `insufficient_funds` when it has too little to spend. */
export async function setAside(tx: Transaction, at: Millis, transfers: readonly NewTransfer[]): Promise<void> {
  const posted = await postTransfers(tx, at, transfers);
  if (posted.outcome === 'posted') return;
  const { available, asked } = posted;
  throw leaseProblems.insufficient_funds(`The wallet has ${available} nano-tokens to spend; ${asked} must be held for this.`, {
    extra: { available: available.toString(), asked: asked.toString() },
  });
}

function toEscrow(lease: Lease) {
  return { from: { ownerId: lease.tenantId, kind: 'wallet' }, to: { ownerId: lease.id, kind: 'escrow' } } as const;
}
