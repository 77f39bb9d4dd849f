import type { NanoTokens } from '#libs/kernel';
import type { AccountRef, NewTransfer, TransferReason } from '#libs/ledger';

import type { ChargedLease } from './settlement.store.js';

/**
 * A settled lease's transfers: credits come back to the escrow, the wallet tops it up, and it pays; each party gets one
 * transfer, whatever the number of charges. Keys begin with the settlement's id. A final settlement returns the rest.
 */
export function transfersOf({ leaseId, tenantId, poolId, settlementId, plan }: ChargedLease): NewTransfer[] {
  const escrow: AccountRef = { ownerId: leaseId, kind: 'escrow' };
  const wallet: AccountRef = { ownerId: tenantId, kind: 'wallet' };
  const move = (name: string, from: AccountRef, to: AccountRef, amount: NanoTokens, reason: TransferReason): NewTransfer =>
    ({ key: `settle:${settlementId}:${name}`, type: 'posted', from, to, amount, reason, subjectId: leaseId });

  const [credits, payments]: [NewTransfer[], NewTransfer[]] = [[], []];
  for (const { name, account, reason, amount } of parties(poolId, plan)) {
    if (amount > 0n) payments.push(move(name, escrow, account, amount, reason));
    if (amount < 0n) credits.push(move(`${name}:credit`, account, escrow, -amount, 'refund'));
  }
  const topUp = plan.topUp > 0n ? [move('top_up', wallet, escrow, plan.topUp, 'top_up')] : [];
  const refund = plan.final && plan.escrowAfter > 0n ? [move('refund', escrow, wallet, plan.escrowAfter, 'refund')] : [];
  return [...credits, ...topUp, ...payments, ...refund];
}

interface Party {
  name: string;
  account: AccountRef;
  reason: TransferReason;
  /** What it gets in all; negative when it gives back more. */
  amount: NanoTokens;
}

function parties(poolId: string, plan: ChargedLease['plan']): Party[] {
  const operators = new Map<string, bigint>();
  let [treasury, fee] = [0n, 0n];
  const parts = [
    ...plan.streamCharges.map(({ stream, shares }) => ({ operatorId: stream.operatorId, shares })),
    ...plan.takenBack,
    ...plan.usageCharges.map(({ usage, shares }) => ({ operatorId: usage.operatorId, shares })),
  ];
  for (const { operatorId, shares } of parts) {
    operators.set(operatorId, (operators.get(operatorId) ?? 0n) + shares.operator);
    treasury += shares.treasury;
    fee += shares.fee;
  }
  return [
    ...[...operators].map(([ownerId, amount]): Party => ({ name: `operator:${ownerId}`, account: { ownerId, kind: 'earnings' }, reason: 'charge', amount })),
    { name: 'treasury', account: { ownerId: poolId, kind: 'treasury' }, reason: 'treasury_share', amount: treasury },
    { name: 'fee', account: { ownerId: 'platform', kind: 'fees' }, reason: 'fee', amount: fee },
  ];
}
