import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, type Clock, CLOCK, type Millis, MILLIS_PER_HOUR, SETTINGS, type Settings } from '#libs/kernel';
import { runwayMillis } from '#libs/lease';
import { balanceOf } from '#libs/ledger';

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
  /** Of that, kept for the volumes of leases while those are suspended; as of the last settlements. */
  storageReserve: string;
  /** What everything that runs costs, as of the last settlements. */
  nanoTokensPerHour: string;
  /** How long what is available and in escrow, but for the reserve, lasts at that, less what is owed since the last settlements; null when nothing runs. */
  runwayMillis: Millis | null;
  /** The instant at which that ends; null when nothing runs. */
  lastsUntil: Millis | null;
  /** What happens to leases as their funds end. */
  whenFundsEnd: { warningMillis: Millis; graceMillis: Millis; suspensionMillis: Millis };
}

export class GetWallet extends Query<WalletView> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(GetWallet)
export class GetWalletHandler implements IQueryHandler<GetWallet> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor }: GetWallet): Promise<WalletView> {
    requireWhole(actor);
    const wallet = await balanceOf(this.database, { ownerId: actor.ownerId, kind: 'wallet' });
    const now = this.clock.now();
    const [row] = await rowsOf<{ escrow: bigint; prepaid: bigint; rate: bigint; reserve: bigint; owed: bigint }>(this.database, sql`
      select
        (select coalesce(sum(a.balance), 0)::bigint from leases l join accounts a on a.owner_id = l.id and a.kind = 'escrow' and a.asset = 'token' where l.tenant_id = ${actor.ownerId}) as escrow,
        (select coalesce(sum(a.balance), 0)::bigint from leases l join accounts a on a.owner_id = l.id and a.kind = 'escrow' and a.asset = 'token'
          where l.tenant_id = ${actor.ownerId} and l.pricing->>'mode' = 'reserved') as prepaid,
        coalesce(sum(s.nano_tokens_per_hour), 0)::bigint as rate, coalesce(sum(s.reserve), 0)::bigint as reserve,
        coalesce(sum(div(s.nano_tokens_per_hour::numeric * greatest(0, ${BigInt(now)}::bigint - s.settled_to) + ${BigInt(MILLIS_PER_HOUR - 1)}::bigint, ${BigInt(MILLIS_PER_HOUR)}::bigint)), 0)::bigint as owed
      from lease_settlements s where s.tenant_id = ${actor.ownerId} and s.final_at is null`);
    const { escrow, prepaid, rate, reserve, owed } = row!;
    // What terms were paid ahead with pays for nothing else.
    const funds = wallet.available + escrow - prepaid - reserve - owed;
    const runway = rate === 0n ? null : runwayMillis(funds > 0n ? funds : 0n, rate);
    return {
      balance: wallet.balance.toString(),
      reserved: wallet.reserved.toString(),
      available: wallet.available.toString(),
      inEscrow: escrow.toString(),
      storageReserve: reserve.toString(),
      nanoTokensPerHour: rate.toString(),
      runwayMillis: runway,
      lastsUntil: runway === null ? null : Math.min(Number.MAX_SAFE_INTEGER, now + runway),
      whenFundsEnd: { warningMillis: this.settings.lowFundsWarningMillis, graceMillis: this.settings.graceMillis, suspensionMillis: this.settings.suspensionMillis },
    };
  }
}
