import { appendEvents, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, newId, toJson } from '#libs/kernel';

import { type Side, WINDOW_MILLIS } from './two-sources.js';
import { type ComparedPlace, placeKey, reopenUsage, type UsagePlace } from './usage-places.js';

/** `open`: nobody has decided. `agreed`: samples that came later made it agree. `charged` by one account, or `waived`: decided, for good. */
export const heldStates = ['open', 'agreed', 'charged', 'waived'] as const;
export type HeldState = (typeof heldStates)[number];

/** An account as it is kept in evidence. Its label stays, whatever others come. */
export interface HeldSource {
  label: string;
  reporterId: string;
  sources: string[];
  /** In the meter's unit, a decimal string: byte-milliseconds of stored bytes. */
  quantity: string;
  startsAt: Millis;
  endsAt: Millis;
  samples: number;
}

/** Usage of a claim's meter in a window that sources counted differently: it pays nobody until it is decided. */
export interface HeldUsage extends UsagePlace {
  id: string;
  replica: number;
  tenantId: string;
  poolId: string;
  operatorId: string;
  endsAt: Millis;
  toleranceBps: number;
  sources: HeldSource[];
  state: HeldState;
  heldAt: Millis;
  /** The label of the account that it is charged by. */
  paid: string | null;
  reason: string | null;
  decidedBy: string | null;
  decidedAt: Millis | null;
}

type Row = Omit<HeldUsage, 'startsAt' | 'endsAt' | 'heldAt' | 'decidedAt'> & Record<'startsAt' | 'endsAt' | 'heldAt', bigint> & { decidedAt: bigint | null };

export const heldColumns = sql`h.id, h.lease_id as "leaseId", h.claim_id as "claimId", h.replica, h.tenant_id as "tenantId", h.pool_id as "poolId", h.operator_id as "operatorId", h.meter,
  h.starts_at as "startsAt", h.ends_at as "endsAt", h.tolerance_bps as "toleranceBps", h.sources, h.state, h.held_at as "heldAt", h.paid, h.reason, h.decided_by as "decidedBy", h.decided_at as "decidedAt"`;

export function toHeldUsage(row: Row): HeldUsage {
  return { ...row, startsAt: Number(row.startsAt), endsAt: Number(row.endsAt), heldAt: Number(row.heldAt), decidedAt: row.decidedAt === null ? null : Number(row.decidedAt) };
}

export type HeldRow = Row;

/** What is held, or was, of places, by key; locked until the transaction ends. */
export async function lockHeldUsage(tx: Transaction, places: readonly UsagePlace[]): Promise<Map<string, HeldUsage>> {
  const keys = places.map(({ claimId, meter, startsAt }) => ({ claim_id: claimId, meter, starts_at: startsAt }));
  const rows = await rowsOf<Row>(tx, sql`
    select ${heldColumns} from held_usage h join jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k(claim_id text, meter text, starts_at bigint)
      on k.claim_id = h.claim_id and k.meter = h.meter and k.starts_at = h.starts_at
    order by h.id for update of h`);
  return new Map(rows.map(toHeldUsage).map((held) => [placeKey({ ...held, window: held.startsAt }), held]));
}

/** Holds a place, or adds to the evidence of one that is held. */
export async function holdUsage(tx: Transaction, place: ComparedPlace, known: HeldUsage | undefined, now: Millis): Promise<void> {
  const sources = JSON.stringify(toJson(evidenceOf(place.sides, known?.sources ?? [])));
  const { leaseId, claimId, replica, tenantId, poolId, operatorId, meter, startsAt, toleranceBps } = place;
  const endsAt = startsAt + WINDOW_MILLIS;
  if (known?.state === 'open') {
    await tx.$executeRaw(sql`update held_usage set sources = ${sources}::jsonb where id = ${known.id}`);
    return;
  }
  const id = known?.id ?? newId('heldUsage');
  await tx.$executeRaw(sql`
    insert into held_usage (id, lease_id, claim_id, replica, tenant_id, pool_id, operator_id, meter, starts_at, ends_at, tolerance_bps, sources, state, held_at)
    values (${id}, ${leaseId}, ${claimId}, ${replica}, ${tenantId}, ${poolId}, ${operatorId}, ${meter}, ${BigInt(startsAt)}, ${BigInt(endsAt)}, ${toleranceBps}, ${sources}::jsonb, 'open', ${BigInt(now)})
    on conflict (id) do update set sources = excluded.sources, state = 'open', paid = null, reason = null, decided_by = null, decided_at = null`);
  await appendEvents(tx, now, [{ type: 'usage.held', subjectId: leaseId, tenantId, payload: { usageId: id, leaseId, replica, meter, startsAt, endsAt } }]);
}

/** What was held agrees by now: the first account counts, and what of it was passed over is charged after all. */
export async function agreeOn(tx: Transaction, held: HeldUsage, side: Side, now: Millis): Promise<void> {
  const sources = evidenceOf([side], held.sources);
  const { label } = sources.find((source) => source.reporterId === side.reporterId && source.sources.some((name) => side.sources.includes(name)))!;
  await decide(tx, { ...held, sources, state: 'agreed', paid: label, reason: 'Samples that came later made the sources agree.', decidedBy: 'system', decidedAt: now });
  await reopenUsage(tx, held, side);
}

/** Writes a decision and tells of it. */
export async function decide(tx: Transaction, held: HeldUsage): Promise<void> {
  const { id, leaseId, tenantId, replica, meter, startsAt, endsAt, state, paid, reason, decidedBy, decidedAt, sources } = held;
  await tx.$executeRaw(sql`
    update held_usage set state = ${state}, paid = ${paid}, reason = ${reason}, decided_by = ${decidedBy}, decided_at = ${BigInt(decidedAt!)}, sources = ${JSON.stringify(toJson(sources))}::jsonb
    where id = ${id}`);
  const outcome = state === 'waived' ? 'waived' : 'charged';
  await appendEvents(tx, decidedAt!, [{ type: 'usage.decided', subjectId: leaseId, tenantId, payload: { usageId: id, leaseId, replica, meter, startsAt, endsAt, outcome } }]);
}

/** The account that held usage is charged by. */
export function sidePaid({ sources, paid }: HeldUsage): Side {
  const { label: _label, quantity, ...side } = sources.find(({ label }) => label === paid)!;
  return { ...side, quantity: BigInt(quantity) };
}

/** Accounts with labels: those that are known keep theirs, also when more came of them. */
function evidenceOf(sides: readonly Side[], known: readonly HeldSource[]): HeldSource[] {
  const kept = known.map((source) => ({ ...source }));
  for (const { reporterId, sources, quantity, startsAt, endsAt, samples } of sides) {
    const evidence = { reporterId, sources, quantity: quantity.toString(), startsAt, endsAt, samples };
    const before = kept.find((source) => source.reporterId === reporterId && source.sources.some((name) => sources.includes(name)));
    if (before) Object.assign(before, evidence);
    else kept.push({ label: String.fromCodePoint('a'.codePointAt(0)! + kept.length), ...evidence });
  }
  return kept;
}
