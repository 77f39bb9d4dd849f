import { rowsOf, sql, type Transaction } from '#libs/database';
import { type ContestedUsage, inPlace, isOf, partyOf, type UnchargedUsage, type UsageKey } from '#libs/metering';

import type { Shares } from './shares.js';

/** A charge of usage that is taken back: what was paid by it returns. Amounts are negative. */
export interface TakenBack {
  chargeId: string;
  leaseId: string;
  operatorId: string;
  amount: bigint;
  shares: Shares;
}

export interface ContestedCharges {
  takeBack: TakenBack[];
  /** What is to be charged and does not stand charged, each with how often it was charged and taken back before. */
  charge: (UnchargedUsage & { round: number })[];
}

type Row = UsageKey & Omit<TakenBack, 'shares'> & Shares & { party: string; round: number; reversed: boolean };

/** Sets what stands charged in contested places against who is paid there: what others counted is taken back, and what stands is not charged again. */
export async function settleContested(tx: Transaction, charge: readonly UnchargedUsage[], contested: readonly ContestedUsage[]): Promise<ContestedCharges> {
  const takeBack: TakenBack[] = [];
  const rounds = new Map<string, number>();
  const standing = new Set<string>();
  for (const place of contested) {
    for (const row of await chargesIn(tx, place)) {
      const key = textOf(row);
      rounds.set(key, Math.max(rounds.get(key) ?? 0, row.round + 1));
      if (row.reversed) continue;
      if (place.paid && isOf(place.paid, row)) standing.add(key);
      else takeBack.push(takenBack(row));
    }
  }
  return { takeBack, charge: charge.filter((usage) => !standing.has(textOf(usage))).map((usage) => ({ ...usage, round: rounds.get(textOf(usage)) ?? 0 })) };
}

/** What would take back a charge `c`. */
const reversal = sql`c.id as "chargeId", c.lease_id as "leaseId", c.operator_id as "operatorId", -c.amount as amount,
  -c.operator_amount as operator, -c.treasury_amount as treasury, -c.fee_amount as fee, -c.base_amount as base`;

/** All that stands charged of usage of leases: what is taken back of those that pay nothing. */
export async function standingUsage(tx: Transaction, leaseIds: readonly string[]): Promise<TakenBack[]> {
  if (leaseIds.length === 0) return [];
  const rows = await rowsOf<Omit<TakenBack, 'shares'> & Shares>(tx, sql`
    select ${reversal} from charges c where c.lease_id = any(${leaseIds}::text[]) and c.kind = 'usage' and not exists (select 1 from charges r where r.reverses_charge_id = c.id) order by c.starts_at, c.id`);
  return rows.map(takenBack);
}

/** Every charge of usage in a place so far, as what would take it back. */
function chargesIn(tx: Transaction, place: ContestedUsage): Promise<Row[]> {
  return rowsOf<Row>(tx, sql`
    select u.reporter_id as "reporterId", u.source, u.id, ${partyOf} as party, ${reversal}, c.round, r.id is not null as reversed
    from usage_records u join charges c on c.usage_reporter_id = u.reporter_id and c.usage_source = u.source and c.usage_id = u.id and c.kind = 'usage'
      left join charges r on r.reverses_charge_id = c.id
    where ${inPlace(place)} order by c.starts_at, c.id`);
}

function takenBack({ chargeId, leaseId, operatorId, amount, operator, treasury, fee, base }: Omit<TakenBack, 'shares'> & Shares): TakenBack {
  return { chargeId, leaseId, operatorId, amount, shares: { operator, treasury, fee, base } };
}

function textOf({ reporterId, source, id }: UsageKey): string {
  return JSON.stringify([reporterId, source, id]);
}
