import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, type Millis } from '#libs/kernel';
import { balanceOf } from '#libs/ledger';

import { runwayMillis } from './plan-settlement.js';

/** What the tenant has. Amounts are nano-tokens as decimal strings. */
export interface WalletView {
  /** In the wallet itself. */
  balance: string;
  /** Of it, held for leases that do not run yet. */
  reserved: string;
  /** Of it, free to spend: balance − reserved. */
  available: string;
  /** Set aside for leases that run, besides the balance. */
  inEscrow: string;
  /** What everything that runs costs, as of the last settlements. */
  nanoTokensPerHour: string;
  /** How long what is available and in escrow would last at that; null when nothing runs. */
  runwayMillis: Millis | null;
}

export class GetWallet extends Query<WalletView> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(GetWallet)
export class GetWalletHandler implements IQueryHandler<GetWallet> {
  constructor(private readonly database: Database) {}

  async execute({ actor }: GetWallet): Promise<WalletView> {
    requireWhole(actor);
    const wallet = await balanceOf(this.database, { ownerId: actor.ownerId, kind: 'wallet' });
    const [row] = await rowsOf<{ escrow: bigint; rate: bigint }>(this.database, sql`
      select
        (select coalesce(sum(a.balance), 0)::bigint from leases l join accounts a on a.owner_id = l.id and a.kind = 'escrow' and a.asset = 'token' where l.tenant_id = ${actor.ownerId}) as escrow,
        (select coalesce(sum(nano_tokens_per_hour), 0)::bigint from lease_settlements where tenant_id = ${actor.ownerId} and final_at is null) as rate`);
    const { escrow, rate } = row!;
    return {
      balance: wallet.balance.toString(),
      reserved: wallet.reserved.toString(),
      available: wallet.available.toString(),
      inEscrow: escrow.toString(),
      nanoTokensPerHour: rate.toString(),
      runwayMillis: rate === 0n ? null : runwayMillis(wallet.available + escrow, rate),
    };
  }
}
