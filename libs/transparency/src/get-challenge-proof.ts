import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql, sqlEmpty } from '#libs/database';
import { type Actor, commonProblems } from '#libs/kernel';
import type { SettlementDocument } from '#libs/verify';

import type { LeafKind } from './leaf.js';
import { type RecordOf, settlementDocument } from './settlement-proof.js';
import { transparencyProblems } from './transparency.errors.js';

/**
 * A challenge that is over with all that its verdict follows from: the draw that committed to it, the challenge of another host that shows that as much could be done, where it rests on one, and
 * the faults and slashes that it led to. What `weir verify` takes. Blinded it names no operator and no host, and can be shown to anybody.
 * @throws Problem `not_found`, also for another's, and for one that is not over, which nobody is told of; `forbidden`; `settlement_not_logged` until a head is signed that has all of it.
 */
export class GetChallengeProof extends Query<SettlementDocument> {
  constructor(readonly actor: Actor, readonly challengeId: string, readonly isBlinded = false) {
    super();
  }
}

interface JudgedRow {
  id: string;
  kind: string;
  host_id: string;
  rules_version: number;
  begun_at: bigint;
  outcome: string;
  at: bigint;
  /** Whether it failed by what it sent or answered, which needs no witness. */
  wrong: boolean;
  sequence: bigint;
  draw: bigint;
}

@QueryHandler(GetChallengeProof)
export class GetChallengeProofHandler implements IQueryHandler<GetChallengeProof> {
  constructor(private readonly database: Database) {}

  async execute({ actor, challengeId, isBlinded }: GetChallengeProof): Promise<SettlementDocument> {
    if (actor.ownerType === 'tenant') throw commonProblems.forbidden('Tenants do not see operators.');
    const own = actor.ownerType === 'operator' ? sql`and c.operator_id = ${actor.ownerId}` : sqlEmpty;
    const [judged] = await rowsOf<JudgedRow>(this.database, sql`
      select c.id, c.kind, c.host_id, c.rules_version, c.begun_at, v.outcome, v.at, v.sequence, d.sequence as draw, case c.kind
        when 'gpu' then v.answered_at is not null and not coalesce((v.answer #>> '{rounds,-1,isRight}')::boolean, false)
        else exists (select 1 from challenge_transfers t where t.challenge_id = c.id and t.outcome = 'wrong') end as wrong
      from challenges c join challenge_verdicts v on v.challenge_id = c.id join challenge_draws d on d.pool_id = c.pool_id and d.hour = c.hour and d.number = c.number where c.id = ${challengeId} ${own}`);
    if (!judged) throw commonProblems.not_found('No such challenge, or it is not over.');
    const record = (kind: LeafKind, sequence: bigint, isOpened = !isBlinded): RecordOf => ({ kind, sequence, isOpened });
    const faults = judged.outcome === 'failed' ? await faultsOf(this.database, challengeId) : [];
    const witness = judged.outcome === 'failed' ? await witnessOf(this.database, judged) : undefined;
    return settlementDocument(this.database, 'challenge', judged.rules_version, {
      draw: record('draw', judged.draw, false), challenge: record('challenge', judged.sequence),
      // Another's host: who it is, is for administrators alone.
      witness: witness === undefined ? undefined : record('challenge', witness, !isBlinded && actor.ownerType === 'platform'),
      faults: faults.map(({ fault }) => record('fault', fault)), slashes: faults.flatMap(({ slash }) => (slash === null ? [] : record('slash', slash))),
    });
  }
}

/** What it led to, as far as that is settled. */
function faultsOf(reader: Reader, challengeId: string): Promise<{ fault: bigint; slash: bigint | null }[]> {
  const [failed, whole] = [`failed_challenge/${challengeId}`, `false_capacity/${challengeId}`];
  return rowsOf(reader, sql`
    select v.sequence as fault, s.sequence as slash from operator_faults f join fault_verdicts v on v.fault_id = f.id left join slashes s on s.fault_id = f.id
    where f.key in (${failed}, ${whole}) or f.key in (select ${failed} || '/' || p.number from challenge_periods p where p.challenge_id = ${challengeId}) order by v.sequence`);
}

/** The challenge of another host that did as much in time, the first that there was, of a kind that needs one to fail. */
async function witnessOf(reader: Reader, { id, kind, host_id: hostId, begun_at: begunAt, rules_version: version, at, wrong }: JudgedRow): Promise<bigint | undefined> {
  if ((kind !== 'gpu' && kind !== 'network') || wrong) return undefined;
  const since = (section: 'gpu' | 'network', from: bigint) => sql`(${from} - (select (content::jsonb #>> ${`{challenge,${section},witnessMillis}`}::text[])::bigint from rule_sets where version = ${version}))`;
  if (kind === 'gpu') {
    const [row] = await rowsOf<{ sequence: bigint }>(reader, sql`
      select v.sequence from challenges o join challenges c on c.id = ${id} join challenge_verdicts own on own.challenge_id = c.id join challenge_verdicts v on v.challenge_id = o.id
      where o.kind = 'gpu' and o.host_id <> ${hostId} and o.begun_at >= ${since('gpu', begunAt)} and o.units = c.units and o.work - 'seed' = c.work - 'seed'
        and v.outcome = 'passed' and v.sequence < own.sequence and v.deadline_at - v.ready_at <= own.deadline_at - own.ready_at order by v.sequence limit 1`);
    return row?.sequence;
  }
  const [row] = await rowsOf<{ sequence: bigint | null }>(reader, sql`
    select v.sequence from challenge_transfers t join challenges c on c.id = ${id} join challenge_verdicts own on own.challenge_id = c.id
      join lateral (select min(s.begun_at) as begun_at, own.deadline_at - max(s.begun_at) as within from challenge_transfers s where s.challenge_id = c.id and s.outcome = 'slow') slow on true
      left join challenge_verdicts v on v.challenge_id = t.challenge_id
    where t.outcome = 'fast' and t.function = c.work ->> 'function' and t.host_id <> ${hostId} and t.begun_at >= slow.begun_at + ${since('network', 0n)} and t.begun_at <= ${at}
      and t.bytes::numeric * slow.within >= ((c.work ->> 'mib')::numeric * 1048576) * t.millis order by v.sequence nulls last, t.begun_at limit 1`);
  if (row && row.sequence === null) throw transparencyProblems.settlement_not_logged('The challenge of another host that shows that as much could be sent is not over.');
  return row?.sequence ?? undefined;
}
