import { Controller, Get, Param, Query, type Type } from '@nestjs/common';
import { type Query as CqrsQuery, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { type Actor, type OwnerType } from '#libs/kernel';
import { GetChallengeProof, GetCoverProof, GetDivisionProof, GetExitProof, GetInflowProof, GetPayoutProof, GetRewardProof, GetSlashProof } from '#libs/transparency';
import type { SettlementDocument } from '#libs/verify';

import { Answers, CurrentActor, idSchema, OwnedBy, queryInteger, Refuses, Scopes } from '../platform/index.js';
import { blindedQuery, challengeProof, coverProof, divisionProof, divisionQuery, exitProof, inflowProof, inflowQuery, payoutProof, rewardProof, slashProof } from './settlement-schemas.js';

const slashPath = z.strictObject({ slashId: idSchema('slash') });
const challengePath = z.strictObject({ challengeId: idSchema('challenge') });
const stakePoolPath = z.strictObject({ stakePoolId: idSchema('stakePool') });
const coverPath = z.strictObject({ coverId: idSchema('cover') });
const exitPath = z.strictObject({ exitId: z.union([idSchema('stakeExit'), idSchema('coverExit'), idSchema('diversifiedExit')]) });
const payoutPath = z.strictObject({ payoutId: idSchema('payout') });
const rewardPath = z.strictObject({ poolId: idSchema('pool'), startsAt: queryInteger(0, Number.MAX_SAFE_INTEGER).meta({ description: 'Of the hour.' }) });
const nothing = z.object({});

const HOW = 'Keep it as a file: `weir verify` reckons every step again and checks it without a network.';
const EXIT = 'The shares, the pool and its rate when it was asked for and when it was paid, what could leave, slashes that were in evidence meanwhile, and the entry that paid, as leaves of the log, and the signed rules.';

/** What reads a proof asks for, of whom, and what answers. */
interface ProofRoute<Path extends z.ZodType, Asked extends z.ZodType> {
  at: string;
  get: string;
  tag: string;
  owner: OwnerType;
  scope: Parameters<typeof Scopes>[number];
  operationId: string;
  summary: string;
  description: string;
  output: z.ZodType;
  /** What the answer is. */
  what: string;
  refuses: readonly string[];
  path: Path;
  query: Asked;
  ask: (actor: Actor, path: z.infer<Path>, query: z.infer<Asked>) => CqrsQuery<SettlementDocument>;
}

/** What is alike in all of them. */
function proofController<Path extends z.ZodType, Asked extends z.ZodType>(route: ProofRoute<Path, Asked>): Type {
  const { at, get, tag, owner, scope, operationId, summary, description, output, what, refuses, path, query, ask } = route;

  @Controller(at)
  @ApiTags(tag)
  @OwnedBy(owner)
  class ProofController {
    constructor(private readonly queries: QueryBus) {}

    @Get(get)
    @Scopes(scope)
    @ApiOperation({ operationId, summary, description })
    @Answers(200, output, { description: what })
    @Refuses(...refuses)
    getProof(@CurrentActor() actor: Actor, @Param({ schema: path }) asked: object, @Query({ schema: query }) more: object) {
      return this.queries.execute(ask(actor, asked as z.infer<Path>, more as z.infer<Asked>));
    }
  }
  Object.defineProperty(ProofController, 'name', { value: `${operationId.charAt(0).toUpperCase()}${operationId.slice(1)}Controller` });
  return ProofController;
}

const slashRoute = { get: ':slashId/proof', output: slashProof, what: 'The slash.', refuses: ['not_found', 'settlement_not_logged', 'settlement_too_large'], path: slashPath, query: blindedQuery } as const;
const askSlash = (actor: Actor, { slashId }: z.infer<typeof slashPath>, { blinded }: z.infer<typeof blindedQuery>) => new GetSlashProof(actor, slashId, blinded);
const challengeRoute = { get: ':challengeId/proof', output: challengeProof, what: 'The challenge.', refuses: ['not_found', 'settlement_not_logged', 'settlement_too_large'], path: challengePath, query: blindedQuery } as const;
const askChallenge = (actor: Actor, { challengeId }: z.infer<typeof challengePath>, { blinded }: z.infer<typeof blindedQuery>) => new GetChallengeProof(actor, challengeId, blinded);
const rewardRoute = { output: rewardProof, what: 'The rewards.', refuses: ['not_found', 'settlement_not_logged', 'settlement_too_large'], path: rewardPath, query: blindedQuery } as const;
const askReward = (actor: Actor, { poolId, startsAt }: z.infer<typeof rewardPath>, { blinded }: z.infer<typeof blindedQuery>) => new GetRewardProof(actor, poolId, startsAt, blinded);
const coverRoute = { get: ':coverId/proof', output: coverProof, what: 'The cover.', refuses: ['not_found', 'settlement_not_logged', 'settlement_too_large'], path: coverPath, query: nothing } as const;
const askCover = (actor: Actor, { coverId }: z.infer<typeof coverPath>) => new GetCoverProof(actor, coverId);
const exitRoute = { get: ':exitId/proof', output: exitProof, what: 'The exit.', path: exitPath, query: nothing } as const;
const askExit = (actor: Actor, { exitId }: z.infer<typeof exitPath>) => new GetExitProof(actor, exitId);
const payoutRoute = { get: ':payoutId/proof', output: payoutProof, what: 'The payout.', refuses: ['not_found', 'settlement_not_logged', 'settlement_too_large'], path: payoutPath, query: nothing } as const;
const askPayout = (actor: Actor, { payoutId }: z.infer<typeof payoutPath>) => new GetPayoutProof(actor, payoutId);

/** Every amount that can be asked for with its proofs, once for whom it is about and once for administrators. */
export const settlementProofControllers: Type[] = [
  proofController({
    ...slashRoute, at: 'v1/operator/slashes', tag: 'trust', owner: 'operator', scope: 'earnings:read', operationId: 'getSlashProof', summary: 'Download a slash with its proofs', ask: askSlash,
    description: `The fault with its evidence, what was at stake, what the cap had left and what each bore, as leaves of the log, and the signed rules that it goes by. ${HOW} Blinded it names neither you nor your hosts.`,
  }),
  proofController({
    ...slashRoute, at: 'v1/admin/slashes', tag: 'administration', owner: 'platform', scope: 'admin', operationId: 'getAnySlashProof', summary: 'Download any slash with its proofs', description: `As its operator reads it. ${HOW}`, ask: askSlash,
  }),
  proofController({
    ...challengeRoute, at: 'v1/operator/challenges', tag: 'trust', owner: 'operator', scope: 'inventory:read', operationId: 'getChallengeProof', summary: 'Download a challenge of any kind with its proofs', ask: askChallenge,
    description: `Once it is over: the draw that committed to it before, its verdict with what was asked and what of the answer was done again, another host's where it rests on that, and the faults and slashes that it led to, as leaves of the log, and the signed rules of its hour. ${HOW} Blinded it names neither you nor your hosts.`,
  }),
  proofController({
    ...challengeRoute, at: 'v1/admin/challenges', tag: 'administration', owner: 'platform', scope: 'admin', operationId: 'getAnyChallengeProof', summary: 'Download any challenge with its proofs', description: `As its operator reads it. ${HOW}`, ask: askChallenge,
  }),
  proofController({
    ...rewardRoute, at: 'v1/operator/rewards', get: ':poolId/:startsAt/proof', tag: 'trust', owner: 'operator', scope: 'earnings:read', operationId: 'getRewardProof', summary: "Download an hour's rewards with their proofs", ask: askReward,
    description: `What each operator's idle capacity counted for, whoever it is, the treasury and the window, as leaves of the log, and the signed rules that held; which is yours, with your capacity and the entry that paid you. ${HOW} Blinded it names nobody.`,
  }),
  proofController({
    ...rewardRoute, at: 'v1/admin/pools/:poolId/rewards', get: ':startsAt/proof', tag: 'administration', owner: 'platform', scope: 'admin', operationId: 'getRewardEpochProof', summary: "Download an hour's rewards of a pool with their proofs",
    description: `As its operators read it, with all of their names. ${HOW}`, ask: askReward,
  }),
  proofController({
    ...coverRoute, at: 'v1/covers', tag: 'insurance', owner: 'tenant', scope: 'billing:read', operationId: 'getCoverProof', summary: 'Download a cover with its proofs', ask: askCover,
    description: `The price before and after, the capital, the outages and the service credit of each month, what was paid, and the entries of the ledger, as leaves of the log, and the signed rules that it was bought under. ${HOW}`,
  }),
  proofController({
    ...coverRoute, at: 'v1/admin/covers', tag: 'administration', owner: 'platform', scope: 'admin', operationId: 'getAnyCoverProof', summary: 'Download any cover with its proofs', description: `As its tenant reads it. ${HOW}`, ask: askCover,
  }),
  proofController({
    at: 'v1/stake-pools', get: ':stakePoolId/inflow-proof', tag: 'stake', owner: 'tenant', scope: 'billing:read', operationId: 'getInflowProof', summary: 'Download what flowed into a stake pool, and the commission, with their proofs',
    description: `What its operator earned, the terms, the pool before and after, as a leaf of the log, and the signed rules that held; whose pool it is is not told. ${HOW}`,
    output: inflowProof, what: 'The inflow.', refuses: ['not_found', 'settlement_not_logged'], path: stakePoolPath, query: inflowQuery, ask: (actor, { stakePoolId }, { upTo }) => new GetInflowProof(actor, stakePoolId, upTo),
  }),
  proofController({
    at: 'v1/operator/stake-pool', get: 'inflow-proof', tag: 'stake', owner: 'operator', scope: 'earnings:read', operationId: 'getOwnInflowProof', summary: 'Download what flowed into the pool that backs you, and your commission, with their proofs',
    description: `As its backers read it, with the entries of your earnings that it was a part of, unless they are more than 2,000. ${HOW}`,
    output: inflowProof, what: 'The inflow.', refuses: ['not_found', 'settlement_not_logged'], path: nothing, query: inflowQuery, ask: (actor, _path, { upTo }) => new GetInflowProof(actor, undefined, upTo),
  }),
  proofController({
    ...exitRoute, at: 'v1/exits', tag: 'stake', owner: 'tenant', scope: 'billing:read', operationId: 'getExitProof', summary: "Download an exit from a stake pool, a pool's insurance or the diversified pool with its proofs",
    description: `Once it is paid. ${EXIT} ${HOW}`, refuses: ['not_found', 'key_limited_to_project', 'settlement_not_logged', 'settlement_too_large'], ask: askExit,
  }),
  proofController({
    ...exitRoute, at: 'v1/operator/exits', tag: 'stake', owner: 'operator', scope: 'earnings:read', operationId: 'getOwnExitProof', summary: 'Download your exit from a stake pool with its proofs',
    description: `Once it is paid, as whoever backs you reads it. ${EXIT} ${HOW}`, refuses: ['not_found', 'settlement_not_logged', 'settlement_too_large'], ask: askExit,
  }),
  proofController({
    ...exitRoute, at: 'v1/admin/exits', tag: 'administration', owner: 'platform', scope: 'admin', operationId: 'getAnyExitProof', summary: 'Download any exit with its proofs',
    description: `As whoever left reads it. ${HOW}`, refuses: ['not_found', 'settlement_not_logged', 'settlement_too_large'], ask: askExit,
  }),
  proofController({
    at: 'v1/diversified-pool', get: 'round-proof', tag: 'stake', owner: 'tenant', scope: 'billing:read', operationId: 'getDivisionProof', summary: 'Download a round of the diversified pool with its proofs',
    description: `What it had and owed, what was behind each stake pool, which of those belong together, what went in and began to leave, as a leaf of the log, and the signed rules that held; whose stake pools they are is not told. ${HOW}`,
    output: divisionProof, what: 'The round.', refuses: ['not_found', 'settlement_not_logged'], path: nothing, query: divisionQuery, ask: (_actor, _path, { upTo }) => new GetDivisionProof(upTo),
  }),
  proofController({
    ...payoutRoute, at: 'v1/operator/payouts', tag: 'operator', owner: 'operator', scope: 'earnings:read', operationId: 'getPayoutProof', summary: 'Download a payout with its proofs', ask: askPayout,
    description: `The payout before, the entries of your earnings that count since, unless they are more than 2,000, which payouts were under way, what became of it and the entry that paid it, as leaves of the log, and the signed rules that it was made by. ${HOW}`,
  }),
  proofController({
    ...payoutRoute, at: 'v1/admin/payouts', tag: 'administration', owner: 'platform', scope: 'admin', operationId: 'getAnyPayoutProof', summary: 'Download any payout with its proofs', description: `As its operator reads it. ${HOW}`, ask: askPayout,
  }),
];
