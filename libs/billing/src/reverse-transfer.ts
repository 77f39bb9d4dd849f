import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, once, rowsOf, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis } from '#libs/kernel';
import { type AccountRef, ledgerProblems, postReversal, readTransfer, type RecordedTransfer, type TransferReason } from '#libs/ledger';

/** A transfer that was taken back, and the one that did. */
export interface ReversalView {
  /** The transfer that takes back. */
  id: string;
  transferId: string;
  /** Nano-tokens as a decimal string. */
  amount: string;
  from: { ownerId: string; kind: string };
  to: { ownerId: string; kind: string };
  reason: string;
  authorId: string;
  at: Millis;
}

/**
 * Takes a posted transfer back, for a reason that is kept with its author. What was paid from an escrow comes back to the
 * tenant's wallet, since the lease may have ended; the tenant's next statement has it as a line. What moves within one
 * tenant's own funds is settlement's to move, and payouts come back by the payment service's word.
 * @throws Problem `not_found`, `not_reversible`, `already_reversed`, `reversal_exceeds_balance`, `forbidden`, `idempotency_key_reused`.
 */
export class ReverseTransfer extends Command<ReversalView> {
  constructor(readonly actor: Actor, readonly transferId: string, readonly reason: string, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(ReverseTransfer)
export class ReverseTransferHandler implements ICommandHandler<ReverseTransfer> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, transferId, reason, idempotencyKey }: ReverseTransfer): Promise<ReversalView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only the platform takes transfers back.');
    const at = this.clock.now();
    const request = ['ReverseTransfer', transferId, reason];
    return this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request, now: at }, () => reverse(tx, actor, { transferId, reason, at })));
  }
}

/** What bonds, stake pools and insurance reckon with. */
const atStake: readonly string[] = ['bond', 'unbond', 'stake', 'unstake', 'stake_gain', 'stake_loss', 'premium', 'cover', 'shares'] satisfies TransferReason[];

async function reverse(tx: Transaction, actor: Actor, { transferId, reason, at }: { transferId: string; reason: string; at: Millis }): Promise<ReversalView> {
  const original = await readTransfer(tx, transferId);
  if (!original) throw commonProblems.not_found('No such transfer.');
  if (original.reason === 'payout') throw ledgerProblems.not_reversible('A payout comes back when the payment service says that it did.');
  if (atStake.includes(original.reason)) throw ledgerProblems.not_reversible('What is at stake moves by its own rules: a bond is taken out, a stake pool is left.');
  const [from, to] = [await holderOf(tx, original.to), await holderOf(tx, original.from)];
  if (from.ownerId === to.ownerId && from.kind === to.kind) throw ledgerProblems.not_reversible('It moved within one party\'s funds: settlement sees to a tenant\'s, and an unclaimed deposit is assigned or returned.');
  const id = await postReversal(tx, at, { original, from, to, reason, authorId: actor.keyId });
  await tell(tx, actor, { original, from, to, id, reason, at });
  return { id, transferId, amount: original.amount.toString(), from: named(from), to: named(to), reason, authorId: actor.keyId, at };
}

/** Whose funds an account's are by now: an escrow's are its tenant's, and a deposit that was once unclaimed came from outside. */
async function holderOf(tx: Transaction, account: AccountRef): Promise<AccountRef> {
  if (account.kind === 'unclaimed') return { ownerId: 'platform', kind: 'issuance', asset: account.asset };
  if (account.kind !== 'escrow') return account;
  const [lease] = await rowsOf<{ tenant_id: string }>(tx, sql`select tenant_id from leases where id = ${account.ownerId}`);
  return lease ? { ownerId: lease.tenant_id, kind: 'wallet', asset: account.asset } : account;
}

interface Told {
  original: RecordedTransfer;
  from: AccountRef;
  to: AccountRef;
  id: string;
  reason: string;
  at: Millis;
}

/** Reason and author are for administrators: people write reasons, and may name an operator in them. */
async function tell(tx: Transaction, actor: Actor, { original, from, to, id, reason, at }: Told): Promise<void> {
  const { id: transferId, amount, reason: of, subjectId } = original;
  await audit(tx, actor, at, { action: 'transfer.reversed', subjectId: transferId, detail: { reversalId: id, amount, of, from: named(from), to: named(to), reason } });
  const wallet = [from, to].find(({ kind }) => kind === 'wallet');
  if (!wallet) return appendEvents(tx, at, [{ type: 'transfer.reversed', subjectId: transferId, payload: { reversalId: id, amount, of } }]);
  const payload = { transferId, reversalId: id, amount: wallet === to ? amount : -amount, of, leaseId: of === 'deposit' ? null : subjectId };
  await audit(tx, actor, at, { ownerType: 'tenant', ownerId: wallet.ownerId, action: 'transfer.reversed', subjectId: transferId, detail: payload });
  await appendEvents(tx, at, [{ type: 'transfer.reversed', subjectId: transferId, tenantId: wallet.ownerId, payload }]);
}

function named({ ownerId, kind }: AccountRef): { ownerId: string; kind: string } {
  return { ownerId, kind };
}
