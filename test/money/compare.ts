import { sql } from '#libs/database';

import type { Cohort } from './cohort.js';
import type { Bill, WorldFacts } from './facts.js';
import type { History } from './history.js';
import { billOf, billWithin } from './oracle.js';

/** What was charged of a lease, by the product's records of charges alone. */
interface Charged extends Bill {
  waived: bigint;
}

/** Compares what every history of a cohort was charged with what it should have been. @returns what is wrong, in sentences, and how many leases were charged anything. */
export async function wrongBills(cohort: Cohort): Promise<{ wrong: string[]; charged: number }> {
  const facts = await cohort.facts();
  const charged = await chargedOf(cohort);
  const wrong: string[] = [];
  for (const history of cohort.histories) {
    const found = [...wrongLeases(history, facts, charged), ...(await wrongStatements(history, charged))];
    if (found.length > 0) wrong.push(`history ${history.index} of cohort ${cohort.seed}: ${found.join('; ')}\n  ${history.log.join('\n  ')}`);
  }
  for (const [one, other] of cohort.twins) {
    const [ours, theirs] = [one, other].map((history) => JSON.stringify(history.leases.map(({ facts: { id } }) => charged.get(id) ?? nothing()), text));
    if (one.poor === null && ours !== theirs) wrong.push(`two schedules, two bills: ${ours} and ${theirs}\n  ${one.log.join('\n  ')}\n and\n  ${other.log.join('\n  ')}`);
  }
  return { wrong, charged: [...charged.values()].filter((bill) => bill.amount > 0n).length };
}

function wrongLeases(history: History, facts: WorldFacts, charged: ReadonlyMap<string, Charged>): string[] {
  return history.leases.flatMap(({ facts: lease }) => {
    const { waived, ...ours } = charged.get(lease.id) ?? nothing();
    const { amount, treasury, fee, operators } = history.poor === null ? billOf(lease, facts) : billWithin(history.deposited, lease, facts);
    const expected = { amount, treasury, fee, operators };
    if (JSON.stringify(sorted(ours), text) === JSON.stringify(sorted(expected), text) && (history.poor !== null || waived === 0n)) return [];
    return [`${lease.id} (${history.poor === null ? 'rich' : 'poor'}) costs ${JSON.stringify(expected, text)} and was charged ${JSON.stringify({ ...ours, waived }, text)}`];
  });
}

/** Statements read as they did when they were closed, and together they are all that was charged and paid in. */
async function wrongStatements(history: History, charged: ReadonlyMap<string, Charged>): Promise<string[]> {
  const { world: { database }, actor: { ownerId } } = history;
  const wrong: string[] = [];
  for (const [id, text] of history.statements) if ((await history.read(id)) !== text) wrong.push(`statement ${id} was ${text} and is ${await history.read(id)}`);
  const [row] = await database.query<{ charges: bigint; deposits: bigint; closing: bigint; wallet: bigint; escrow: bigint }>(sql`
    select coalesce(sum(charges), 0)::bigint as charges, coalesce(sum(deposits), 0)::bigint as deposits,
      coalesce((array_agg(closing_balance order by ends_at desc))[1], 0)::bigint as closing,
      (select coalesce(sum(balance), 0)::bigint from accounts where owner_id = ${ownerId} and kind = 'wallet') as wallet,
      (select coalesce(sum(a.balance + a.reserved), 0)::bigint from leases l join accounts a on a.owner_id = l.id where l.tenant_id = ${ownerId}) as escrow
    from statements where tenant_id = ${ownerId}`);
  const total = history.leases.reduce((sum, { facts: { id } }) => sum + (charged.get(id)?.amount ?? 0n), 0n);
  if (row!.charges !== total) wrong.push(`its statements say ${row!.charges} and its charges ${total}`);
  if (row!.deposits !== history.deposited) wrong.push(`its statements say that ${row!.deposits} was paid in, and it was ${history.deposited}`);
  if (row!.wallet !== history.deposited - total || row!.escrow !== 0n || row!.closing !== row!.wallet) wrong.push(`${history.deposited} was paid in, ${total} charged, ${row!.wallet} is left and ${row!.escrow} in escrow`);
  return wrong;
}

async function chargedOf(cohort: Cohort): Promise<Map<string, Charged>> {
  const ids = cohort.histories.flatMap((history) => history.leases.map(({ facts }) => facts.id));
  const rows = await cohort.world.database.query<{ lease_id: string; operator_id: string; amount: bigint; operator: bigint; treasury: bigint; fee: bigint; waived: bigint }>(sql`
    select lease_id, operator_id, sum(amount)::bigint as amount, sum(operator_amount)::bigint as operator, sum(treasury_amount)::bigint as treasury, sum(fee_amount)::bigint as fee,
      sum(waived)::bigint as waived
    from charges where lease_id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)) group by 1, 2`);
  const charged = new Map<string, Charged>();
  for (const row of rows) {
    const bill = charged.get(row.lease_id) ?? nothing();
    bill.amount += row.amount;
    bill.treasury += row.treasury;
    bill.fee += row.fee;
    bill.waived += row.waived;
    if (row.operator !== 0n) bill.operators[row.operator_id] = row.operator;
    charged.set(row.lease_id, bill);
  }
  return charged;
}

function nothing(): Charged {
  return { amount: 0n, treasury: 0n, fee: 0n, operators: {}, waived: 0n };
}

function sorted({ operators, ...bill }: Bill): object {
  return { ...bill, operators: Object.entries(operators).toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
