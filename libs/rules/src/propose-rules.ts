import { Inject, Optional } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, once, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, SIGNING_KEY, SigningKey } from '#libs/kernel';

import type { ChallengeRulesInput } from './challenge-rules.js';
import type { DisputeRules } from './dispute-rules.js';
import type { DiversifiedRules } from './diversified-rules.js';
import type { PayoutRules } from './payout-rules.js';
import { insertRuleSet, lockRules, type NewRuleSet, rulesAt, type RuleSetView, selectRuleSets, viewOf } from './rule-set.store.js';
import { rulesProblems } from './rules.errors.js';
import { checkRules, initialRules, readRules, type Rules } from './rules.js';

/** Versions that wait at a time. */
const MOST_PENDING = 20;

export interface ProposalInput {
  /** All of them, not only what changes; `challenge`, what came later of it, `dispute`, `diversified` and `payout` may be left out and stay as they were. */
  rules: Omit<Rules, 'challenge' | 'dispute' | 'diversified' | 'payout'> & { challenge?: ChallengeRulesInput | undefined; dispute?: DisputeRules | undefined; diversified?: DiversifiedRules | undefined; payout?: PayoutRules | undefined };
  /** For anybody to read. */
  reason: string;
  /** When the delay is over by default; never before that. */
  activeFrom?: Millis | undefined;
}

/**
 * Publishes the next version of the rules, which holds after the delay that the rules in force ask for. What began under an earlier version keeps it.
 * @throws Problem `forbidden`, `invalid_rules`, `rules_too_soon`, `rules_out_of_order`, `too_many_proposals`.
 */
export class ProposeRules extends Command<RuleSetView> {
  constructor(readonly actor: Actor, readonly input: ProposalInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(ProposeRules)
export class ProposeRulesHandler implements ICommandHandler<ProposeRules> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Optional() @Inject(SIGNING_KEY) private readonly key?: SigningKey) {}

  async execute({ actor, input, idempotencyKey }: ProposeRules): Promise<RuleSetView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only administrators change the rules.');
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: ['ProposeRules', input], now }, async () => {
      const { reason, activeFrom } = input;
      const last = await lastRules(tx);
      const { challenge = last.challenge, dispute = last.dispute, diversified = last.diversified, payout = last.payout } = input.rules;
      const { possession = last.challenge.possession, disk = last.challenge.disk, network = last.challenge.network, gpu = last.challenge.gpu } = challenge;
      const rules: Rules = { ...input.rules, challenge: { ...challenge, possession, disk, network, gpu }, dispute, diversified, payout };
      checkRules(rules);
      const version = await publishRules(tx, { rules, reason, decidedBy: 'administrator', authorId: actor.keyId, proposedAt: now }, activeFrom, this.key);
      await audit(tx, actor, now, { action: 'rules.proposed', subjectId: String(version), detail: { reason } });
      const [row] = await selectRuleSets(tx, { where: sql`where s.version = ${version}`, limit: 1 });
      return viewOf(row!, now, version);
    }));
  }
}

/** Those of the version that was published last and not withdrawn: the next comes after them. */
async function lastRules(tx: Transaction): Promise<Rules> {
  await lockRules(tx);
  const [last] = await selectRuleSets(tx, { where: sql`where w.version is null`, limit: 1 });
  return last ? readRules(last.content) : initialRules;
}

/**
 * The one way to new rules, whoever decided: through the delay of the rules in force when it was decided, and after every version that waits.
 * @returns the version. @throws Problem `rules_too_soon`, `rules_out_of_order`, `too_many_proposals`.
 */
export async function publishRules(tx: Transaction, proposal: Omit<NewRuleSet, 'activeFrom'>, wanted: Millis | undefined, key: SigningKey | undefined): Promise<number> {
  await lockRules(tx);
  const { proposedAt } = proposal;
  const { rules: inForce } = await rulesAt(tx, proposedAt);
  const earliest = proposedAt + inForce.changeDelayMillis;
  const pending = await selectRuleSets(tx, { where: sql`where s.active_from > ${BigInt(proposedAt)} and w.version is null`, limit: MOST_PENDING });
  if (pending.length >= MOST_PENDING) throw rulesProblems.too_many_proposals(`${MOST_PENDING} versions wait already; withdraw one first.`, { extra: { limit: MOST_PENDING } });
  const after = Math.max(earliest, ...pending.map((row) => Number(row.active_from)));
  const activeFrom = wanted ?? after;
  if (activeFrom < earliest) throw rulesProblems.rules_too_soon(`The rules in force ask for ${inForce.changeDelayMillis} ms of notice: from ${earliest} on.`, { pointer: '/activeFrom', extra: { earliest } });
  if (activeFrom < after) throw rulesProblems.rules_out_of_order(`A version that waits holds from ${after} on; this one would come before it.`, { pointer: '/activeFrom', extra: { earliest: after } });
  const version = await insertRuleSet(tx, { ...proposal, activeFrom }, key);
  await appendEvents(tx, proposedAt, [{ type: 'rules.proposed', subjectId: String(version), payload: { version, activeFrom, decidedBy: proposal.decidedBy, reason: proposal.reason } }]);
  return version;
}
