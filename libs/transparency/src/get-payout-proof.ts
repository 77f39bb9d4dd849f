import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { type Actor, commonProblems, MILLIS_PER_HOUR } from '#libs/kernel';
import { hasMoreEntries } from '#libs/ledger';
import { payoutKey, payoutResolutionKey, type SettlementDocument } from '#libs/verify';

import { MOST_ENTRIES, type RecordOf, settlementDocument, transferPosition } from './settlement-proof.js';

/** Clocks of processes differ by less: entries are found by their times, and told apart by their positions. */
const SKEW_MILLIS = BigInt(MILLIS_PER_HOUR);

interface MadeRow {
  sequence: bigint;
  payout_id: string;
  operator_id: string;
  before_id: string | null;
  rules_version: number;
  cut_off: bigint;
  made_at: bigint;
  others: { payoutId: string }[];
  /** Of the transfer that reserved it: whatever was in the account then has a lesser one, whatever came later a greater one. */
  position: bigint;
}

/**
 * A payout with all that it follows from: the rules, the payout before, the entries of the operator's earnings since that count, what was under way, what became of it, and the entry that
 * paid it. What `weir verify` takes. Of more than `MOST_ENTRIES` entries the sum alone is there.
 * @throws Problem `not_found`, also for another's, one that was skipped at once and one from before payouts were in the log; `settlement_not_logged` until a head is signed that has all of it;
 * `settlement_too_large`.
 */
export class GetPayoutProof extends Query<SettlementDocument> {
  constructor(readonly actor: Actor, readonly payoutId: string) {
    super();
  }
}

@QueryHandler(GetPayoutProof)
export class GetPayoutProofHandler implements IQueryHandler<GetPayoutProof> {
  constructor(private readonly database: Database) {}

  async execute({ actor, payoutId }: GetPayoutProof): Promise<SettlementDocument> {
    const made = await this.made(payoutId);
    if (!made || (actor.ownerType !== 'platform' && made.operator_id !== actor.ownerId)) throw commonProblems.not_found('No such payout, or nothing was reserved for it.');
    const before = made.before_id === null ? undefined : (await this.made(made.before_id))!;
    const ids = JSON.stringify([payoutId, ...made.others.map((other) => other.payoutId)]);
    const others = await rowsOf<{ sequence: bigint }>(this.database, sql`
      select sequence from made_payouts where payout_id in (select value from jsonb_array_elements_text(${ids}::jsonb)) and payout_id <> ${payoutId} order by sequence`);
    const resolutions = await rowsOf<{ sequence: bigint; state: string; isOwn: boolean }>(this.database, sql`
      select sequence, state, payout_id = ${payoutId} as "isOwn" from payout_resolutions where payout_id in (select value from jsonb_array_elements_text(${ids}::jsonb)) order by sequence`);
    const isPaid = resolutions.some(({ isOwn, state }) => isOwn && state === 'paid');
    return settlementDocument(this.database, 'payout', made.rules_version, {
      payout: { kind: 'payout', sequence: made.sequence, isOpened: true },
      before: before && { kind: 'payout', sequence: before.sequence, isOpened: true },
      entries: await this.entries(made, before),
      others: others.map(({ sequence }) => ({ kind: 'payout', sequence, isOpened: true })),
      resolutions: resolutions.map(({ sequence }) => ({ kind: 'resolution', sequence })),
      moved: isPaid ? { kind: 'entry', sequence: 2n * (await transferPosition(this.database, payoutResolutionKey(payoutId)))!, isOpened: true } : undefined,
    });
  }

  private async made(payoutId: string): Promise<MadeRow | undefined> {
    const [row] = await rowsOf<Omit<MadeRow, 'position'>>(this.database, sql`
      select sequence, payout_id, operator_id, before_id, rules_version, cut_off, made_at, others from made_payouts where payout_id = ${payoutId}`);
    return row && { ...row, position: (await transferPosition(this.database, payoutKey(payoutId)))! };
  }

  /**
   * What changed what is old enough since the payout before: what left, what came in and is old enough by now, and by rules that hold for longer, what was old enough before. Undefined
   * where that is too much for one document.
   */
  private async entries(made: MadeRow, before: MadeRow | undefined): Promise<RecordOf[] | undefined> {
    const [from, to] = before && before.cut_off > made.cut_off ? [made.cut_off, before.cut_off] : [before?.cut_off ?? 0n, made.cut_off];
    const since = before ? before.position : 0n;
    // Of a first payout all that the account ever had counts: a long past is not read to find that it is too long.
    if (!before && (await hasMoreEntries(this.database, { ownerId: made.operator_id, kind: 'earnings' }, MOST_ENTRIES, { before: Number(made.cut_off), position: made.position }))) return undefined;
    const rows = await rowsOf<{ id: bigint }>(this.database, sql`
      select e.id from accounts a cross join lateral account_entries(a.id, ${before ? from - SKEW_MILLIS : 0n}, ${made.made_at + SKEW_MILLIS}) e
      where a.owner_id = ${made.operator_id} and a.kind = 'earnings' and a.asset = 'token' and e.id / 2 < ${made.position} and case
        when e.id / 2 > ${since} then e.amount < 0 or e.at <= ${made.cut_off}
        else e.amount > 0 and e.at > ${from} and e.at <= ${to} end
      order by e.id limit ${MOST_ENTRIES + 1}`);
    return rows.length > MOST_ENTRIES ? undefined : rows.map(({ id }) => ({ kind: 'entry', sequence: id }));
  }
}
