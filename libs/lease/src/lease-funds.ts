import { type Reader, rowsOf, sql } from '#libs/database';
import { mulDivFloor } from '#libs/economics';
import { type Millis, MILLIS_PER_HOUR, type NanoTokens } from '#libs/kernel';

/** What a running lease lives on, at the prices it has now. Amounts are nano-tokens as decimal strings. */
export interface LeaseFundsView {
  /** Set aside for it, less what it owes since it was last settled. */
  escrow: string;
  /** Of it, kept for its volumes once all else has ended. */
  reserve: string;
  /** What it costs an hour just now. */
  nanoTokensPerHour: string;
  /** How long the escrow lasts but for the reserve, and after it this lease's share of the wallet; null when it costs nothing. */
  runwayMillis: Millis | null;
  /** The instant at which that ends; null when it costs nothing. */
  lastsUntil: Millis | null;
}

/** How long funds last at a price per hour, rounded down; Infinity when it costs nothing. */
export function runwayMillis(funds: NanoTokens, nanoTokensPerHour: NanoTokens): Millis {
  if (nanoTokensPerHour === 0n) return Infinity;
  const millis = mulDivFloor(funds, BigInt(MILLIS_PER_HOUR), nanoTokensPerHour);
  return millis > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(millis);
}

/** What is owed for a time at a price per hour, rounded up. */
function accruedOver(nanoTokensPerHour: NanoTokens, millis: Millis): NanoTokens {
  return (nanoTokensPerHour * BigInt(Math.max(0, millis)) + BigInt(MILLIS_PER_HOUR) - 1n) / BigInt(MILLIS_PER_HOUR);
}

/**
 * Funds of those of the leases that are charged; the others are left out. One read over what lease, ledger and billing own, so of
 * one moment: rates and how far each is charged are billing's. Leases of a tenant share its wallet by price, so that all that is
 * left of it lasts equally long for each.
 */
export async function leaseFunds(reader: Reader, leaseIds: readonly string[], now: Millis): Promise<Map<string, LeaseFundsView>> {
  if (leaseIds.length === 0) return new Map();
  const rows = await rowsOf<{ id: string; escrow: bigint; rate: bigint; reserve: bigint; settled_to: bigint; wallet: bigint; tenant_rate: bigint }>(reader, sql`
    with asked as (
      select s.lease_id, s.tenant_id, s.nano_tokens_per_hour as rate, s.settled_to, s.reserve from lease_settlements s join leases l on l.id = s.lease_id
      where s.lease_id in (select value from jsonb_array_elements_text(${JSON.stringify(leaseIds)}::jsonb)) and s.final_at is null and l.state not in ('closing', 'closed', 'failed')
    ), tenants as materialized ( -- once for each tenant, not for each of its leases
      select t.tenant_id,
        (select coalesce(sum(balance - reserved), 0)::bigint from accounts a where a.owner_id = t.tenant_id and a.kind = 'wallet' and a.asset = 'token') as wallet,
        (select coalesce(sum(nano_tokens_per_hour), 0)::bigint from lease_settlements s where s.tenant_id = t.tenant_id and s.final_at is null) as rate
      from (select distinct tenant_id from asked) t
    )
    select s.lease_id as id, s.rate, s.settled_to, s.reserve, coalesce(a.balance - a.reserved, 0) as escrow, t.wallet, t.rate as tenant_rate
    from asked s join tenants t on t.tenant_id = s.tenant_id left join accounts a on a.owner_id = s.lease_id and a.kind = 'escrow' and a.asset = 'token'`);
  return new Map(rows.map((row) => [row.id, viewOf(row, now)]));
}

function viewOf(row: { escrow: bigint; rate: bigint; reserve: bigint; settled_to: bigint; wallet: bigint; tenant_rate: bigint }, now: Millis): LeaseFundsView {
  const settledTo = Number(row.settled_to);
  const owed = accruedOver(row.rate, now - settledTo);
  const common = { escrow: (row.escrow > owed ? row.escrow - owed : 0n).toString(), reserve: row.reserve.toString(), nanoTokensPerHour: row.rate.toString() };
  if (row.rate === 0n) return { ...common, runwayMillis: null, lastsUntil: null };
  const lasts = runwayMillis(row.escrow > row.reserve ? row.escrow - row.reserve : 0n, row.rate) + runwayMillis(row.wallet, row.tenant_rate);
  const lastsUntil = Math.min(Number.MAX_SAFE_INTEGER, settledTo + lasts);
  return { ...common, runwayMillis: Math.max(0, lastsUntil - now), lastsUntil };
}
