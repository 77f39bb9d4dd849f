import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql, sqlEmpty } from '#libs/database';
import { type Actor, commonProblems } from '#libs/kernel';
import { rulesOfVersion } from '#libs/rules';
import type { SettlementDocument } from '#libs/verify';

import type { LeafKind } from './leaf.js';
import { type RecordOf, settlementDocument } from './settlement-proof.js';

/**
 * A slash with all that it follows from: the fault with its evidence, slashes of the kind before it, and what each bore of what each had. What `weir verify` takes. Blinded it names no
 * operator and no host, and can be shown to anybody.
 * @throws Problem `not_found`, also for another's; `forbidden`; `settlement_not_logged` until a head is signed that has all of it; `settlement_too_large`.
 */
export class GetSlashProof extends Query<SettlementDocument> {
  constructor(readonly actor: Actor, readonly slashId: string, readonly isBlinded = false) {
    super();
  }
}

interface SlashRow {
  id: string;
  kind: string;
  operator_id: string;
  together: string[];
  rules_version: number;
  proposed_at: bigint;
  sequence: bigint;
  fault: bigint;
  decision: bigint | null;
  loss: bigint | null;
}

@QueryHandler(GetSlashProof)
export class GetSlashProofHandler implements IQueryHandler<GetSlashProof> {
  constructor(private readonly database: Database) {}

  async execute({ actor, slashId, isBlinded }: GetSlashProof): Promise<SettlementDocument> {
    if (actor.ownerType === 'tenant') throw commonProblems.forbidden('Tenants do not see operators.');
    const own = actor.ownerType === 'operator' ? sql`and s.operator_id = ${actor.ownerId}` : sqlEmpty;
    const [slash] = await rowsOf<SlashRow>(this.database, sql`
      select s.id, s.kind, s.operator_id, s.together, s.rules_version, s.proposed_at, s.sequence, v.sequence as fault, d.sequence as decision, l.sequence as loss
      from slashes s join fault_verdicts v on v.fault_id = s.fault_id left join slash_decisions d on d.slash_id = s.id left join losses l on l.key = 'slash/' || s.id where s.id = ${slashId} ${own}`);
    if (!slash) throw commonProblems.not_found('No such slash.');
    const record = (kind: LeafKind, sequence: bigint, isOpened = !isBlinded): RecordOf => ({ kind, sequence, isOpened });
    const maybe = (kind: LeafKind, sequence: bigint | null) => (sequence === null ? undefined : record(kind, sequence));
    // Of others of its group an operator sees what they cost the cap, and not who they are.
    const isShown = (operatorId: string) => !isBlinded && (actor.ownerType === 'platform' || operatorId === slash.operator_id);
    const before = await slashesBefore(this.database, slash);
    return settlementDocument(this.database, 'slash', slash.rules_version, {
      fault: record('fault', slash.fault), slash: record('slash', slash.sequence), decision: maybe('decision', slash.decision), loss: maybe('loss', slash.loss),
      before: before.map(({ sequence, operatorId }) => record('slash', sequence, isShown(operatorId))),
      beforeDecisions: before.flatMap(({ decision, operatorId }) => (decision === null ? [] : record('decision', decision, isShown(operatorId)))),
      beforeLosses: before.flatMap(({ loss, operatorId }) => (loss === null ? [] : record('loss', loss, isShown(operatorId)))),
    });
  }
}

interface SlashBefore {
  sequence: bigint;
  operatorId: string;
  decision: bigint | null;
  loss: bigint | null;
}

/** Slashes of the kind within the period before, of all that share the cap, as they were when this one was proposed. */
async function slashesBefore(reader: Reader, { kind, operator_id: operatorId, together, rules_version: version, proposed_at: at, sequence }: SlashRow): Promise<SlashBefore[]> {
  const { faults } = await rulesOfVersion(reader, version);
  const { periodMillis } = faults.table[kind as keyof typeof faults.table];
  return rowsOf<SlashBefore>(reader, sql`
    select s.sequence, s.operator_id as "operatorId", d.sequence as decision, l.sequence as loss
    from slashes s left join slash_decisions d on d.slash_id = s.id and d.at <= ${at} left join losses l on l.key = 'slash/' || s.id and l.at <= ${at}
    where s.operator_id = any(${together.length > 0 ? together : [operatorId]}) and s.kind = ${kind} and s.sequence < ${sequence} and s.proposed_at > ${at - BigInt(periodMillis)} order by s.sequence`);
}
