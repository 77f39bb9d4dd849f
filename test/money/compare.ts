import { sql } from '#libs/database';

import type { Cohort } from './cohort.js';
import type { Bill, WorldFacts } from './facts.js';
import type { History } from './history.js';
import { billOf, billWithin, creditOf } from './oracle.js';
import { PROMISED } from './world.js';

/** What was charged of a lease, by the product's records of charges alone. */
interface Charged extends Bill {
  waived: bigint;
  /** What was given back for missed promises; in no part of the bill. */
  credited: bigint;
}

/** Compares what every history of a cohort was charged with what it should have been. @returns what is wrong, in sentences, and how many leases were charged anything. */
export async function wrongBills(cohort: Cohort): Promise<{ wrong: string[]; charged: number; credited: number; paidOut: number }> {
  const facts = await cohort.facts();
  const charged = await chargedOf(cohort);
  const credits = await wrongCredits(cohort, facts);
  const wrong: string[] = [];
  for (const history of cohort.histories) {
    const found = [...wrongLeases(history, facts, charged), ...(await wrongStatements(history, charged))];
    if (found.length > 0) wrong.push(`history ${history.index} of cohort ${cohort.seed}: ${found.join('; ')}\n  ${history.log.join('\n  ')}`);
  }
  for (const [one, other] of cohort.twins) {
    const [ours, theirs] = [one, other].map((history) => JSON.stringify(history.leases.map(({ facts: { id } }) => ({ ...(charged.get(id) ?? nothing()), credited: 0n })), text));
    if (one.poor === null && ours !== theirs) wrong.push(`two schedules, two bills: ${ours} and ${theirs}\n  ${one.log.join('\n  ')}\n and\n  ${other.log.join('\n  ')}`);
  }
  wrong.push(...credits.wrong);
  const earnings = await wrongEarnings(cohort, facts);
  // Where a bill is wrong, so is what follows from it.
  if (wrong.length === 0) wrong.push(...earnings.wrong);
  return { wrong, charged: [...charged.values()].filter((bill) => bill.amount > 0n).length, credited: credits.credited, paidOut: earnings.paidOut };
}

/** Credits that were given with the last statements, when all was known, are of what the oracle says; whoever paid them, and whether there was enough. */
async function wrongCredits({ histories, pools, endedAt, world: { database } }: Cohort, facts: WorldFacts): Promise<{ wrong: string[]; credited: number }> {
  const tenants = histories.map(({ actor }) => actor.ownerId);
  const outages = (await database.client.outage.findMany({ where: { tenantId: { in: tenants } } })).map((row) => ({ leaseId: row.leaseId, reason: row.reason, from: Number(row.startsAt), until: row.endsAt === null ? null : Number(row.endsAt) }));
  const given = await database.query<{ lease_id: string; from: bigint; to: bigint; owed: bigint; given_at: bigint }>(sql`
    select lease_id, month_starts_at as from, min(month_ends_at) as to, (sum(amount) + min(unpaid))::bigint as owed, min(given_at) as given_at
    from service_credits where tenant_id in (select value from jsonb_array_elements_text(${JSON.stringify(tenants)}::jsonb)) group by 1, 2`);
  const leases = histories.filter(({ poor }) => poor === null).flatMap((history) => history.leases.map(({ facts: lease }) => lease));
  const ended = new Date(endedAt);
  const months = [2, 1].map((back) => [Date.UTC(ended.getUTCFullYear(), ended.getUTCMonth() - back), Date.UTC(ended.getUTCFullYear(), ended.getUTCMonth() - back + 1)] as const);
  const wrong: string[] = [];
  let credited = 0;
  for (const lease of leases) {
    for (const month of months) {
      const row = given.find((one) => one.lease_id === lease.id && Number(one.from) === month[0]);
      if (row && Number(row.given_at) < endedAt) continue;
      const owed = creditOf(lease, facts, outages, PROMISED, month);
      if (owed > 0n) credited += 1;
      if ((row?.owed ?? 0n) !== owed) wrong.push(`${lease.id} of ${pools.find(({ id }) => id === lease.poolId)!.name} is owed ${owed} for ${new Date(month[0]).toISOString()} and was given ${row?.owed ?? 'nothing'}`);
    }
  }
  return { wrong, credited };
}

/** What operators have, and were paid, is what leases cost by the oracle, less what they gave back for missed promises. */
async function wrongEarnings({ histories, pools, world: { database } }: Cohort, facts: WorldFacts): Promise<{ wrong: string[]; paidOut: number }> {
  const operators = pools.flatMap((pool) => [...pool.operators.keys()]);
  const earned = new Map(operators.map((id) => [id, 0n]));
  const add = (id: string, amount: bigint) => earned.set(id, earned.get(id)! + amount);
  for (const history of histories) for (const { facts: lease } of history.leases) for (const [id, amount] of Object.entries(billFor(history, lease, facts).operators)) add(id, amount);
  const ids = JSON.stringify(histories.flatMap((history) => history.leases.map(({ facts: { id } }) => id)));
  const given = await database.query<{ operator_id: string; amount: bigint }>(sql`
    select operator_id, sum(operator_amount)::bigint as amount from charges where kind = 'service_credit' and lease_id in (select value from jsonb_array_elements_text(${ids}::jsonb)) group by 1`);
  for (const { operator_id, amount } of given) add(operator_id, amount);
  const has = await database.query<{ id: string; balance: bigint; paid: bigint }>(sql`
    select o.id, coalesce((select sum(balance) from accounts where owner_id = o.id and kind = 'earnings' and asset = 'token'), 0)::bigint as balance,
      coalesce((select sum(amount) from payouts where operator_id = o.id and state = 'paid'), 0)::bigint as paid
    from jsonb_array_elements_text(${JSON.stringify(operators)}::jsonb) o(id)`);
  const wrong = has.filter(({ id, balance, paid }) => balance + paid !== earned.get(id)).map(({ id, balance, paid }) => `${id} earned ${earned.get(id)}, has ${balance} and was paid ${paid}`);
  return { wrong, paidOut: has.filter(({ paid }) => paid > 0n).length };
}

function billFor(history: History, lease: History['leases'][number]['facts'], facts: WorldFacts): Bill {
  return history.poor === null ? billOf(lease, facts) : billWithin(history.deposited, lease, facts);
}

function wrongLeases(history: History, facts: WorldFacts, charged: ReadonlyMap<string, Charged>): string[] {
  return history.leases.flatMap(({ facts: lease }) => {
    const { waived, credited: _credited, ...ours } = charged.get(lease.id) ?? nothing();
    const { amount, treasury, fee, operators } = billFor(history, lease, facts);
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
  const total = history.leases.reduce((sum, { facts: { id } }) => sum + (charged.get(id)?.amount ?? 0n) - (charged.get(id)?.credited ?? 0n), 0n);
  if (row!.charges !== total) wrong.push(`its statements say ${row!.charges} and its charges ${total}`);
  if (row!.deposits !== history.deposited) wrong.push(`its statements say that ${row!.deposits} was paid in, and it was ${history.deposited}`);
  if (row!.wallet !== history.deposited - total || row!.escrow !== 0n || row!.closing !== row!.wallet) wrong.push(`${history.deposited} was paid in, ${total} charged, ${row!.wallet} is left and ${row!.escrow} in escrow`);
  return wrong;
}

async function chargedOf(cohort: Cohort): Promise<Map<string, Charged>> {
  const ids = cohort.histories.flatMap((history) => history.leases.map(({ facts }) => facts.id));
  const rows = await cohort.world.database.query<{ lease_id: string; operator_id: string; is_credit: boolean; amount: bigint; operator: bigint; treasury: bigint; fee: bigint; waived: bigint }>(sql`
    select lease_id, operator_id, kind = 'service_credit' as is_credit, sum(amount)::bigint as amount, sum(operator_amount)::bigint as operator, sum(treasury_amount)::bigint as treasury,
      sum(fee_amount)::bigint as fee, sum(waived)::bigint as waived
    from charges where lease_id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)) group by 1, 2, 3`);
  const charged = new Map<string, Charged>();
  for (const row of rows) {
    const bill = charged.get(row.lease_id) ?? nothing();
    charged.set(row.lease_id, bill);
    if (row.is_credit) {
      bill.credited -= row.amount;
      continue;
    }
    bill.amount += row.amount;
    bill.treasury += row.treasury;
    bill.fee += row.fee;
    bill.waived += row.waived;
    if (row.operator !== 0n) bill.operators[row.operator_id] = row.operator;
  }
  return charged;
}

function nothing(): Charged {
  return { amount: 0n, treasury: 0n, fee: 0n, operators: {}, waived: 0n, credited: 0n };
}

function sorted({ operators, ...bill }: Bill): object {
  return { ...bill, operators: Object.entries(operators).toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
