import { z } from 'zod';

import { assess, castVote, NEXUS_ASSESSMENT, type Proposal, proposalState, quorumAt, resolveDelegations, stateOfTime, supports, valueAt, votesByDelegate } from '#libs/economics';

import { calculator, calculatorsOf } from './calculator.js';
import { amount, amountsById, amountView, id, list, moment, result, weights } from './schemas.js';

const checkpoints = list(z.strictObject({ at: amount, value: amount })).refine((points) => points.every((point, place) => place === 0 || points[place - 1]!.at < point.at), 'In the order of time');
const electorate = z.strictObject({ weights, delegates: list(z.strictObject({ from: id, to: id })).refine((items) => new Set(items.map(({ from }) => from)).size === items.length, 'Each once') });
const ELECTORATE = { weights: [{ id: 'a', weight: '10' }, { id: 'b', weight: '5' }, { id: 'c', weight: '2' }], delegates: [{ from: 'a', to: 'b' }, { from: 'b', to: 'c' }] };
const electorateOf = ({ weights, delegates }: z.output<typeof electorate>) =>
  ({ weights: new Map(weights.map(({ id, weight }) => [id, weight])), delegates: new Map(delegates.map(({ from, to }) => [from, to])) });

const proposal = z.strictObject({
  snapshot: amount, deadline: amount, quorum: amount, tally: z.strictObject({ against: amount, for: amount, abstain: amount }), used: weights, extended: z.boolean().default(false),
  canceled: z.boolean().default(false), executed: z.boolean().default(false), eta: amount.optional(),
});
const PROPOSAL = { snapshot: '104', deadline: '120', quorum: '10', tally: { against: '5', for: '17', abstain: '2' }, used: [{ id: 'v1', weight: '10' }] };
const proposalOf = ({ used, ...rest }: z.output<typeof proposal>): Proposal => ({ ...rest, id: 'proposal', used: new Map(used.map(({ id, weight }) => [id, weight])) });
const proposalView = result({ state: z.enum(['pending', 'active', 'defeated', 'succeeded', 'queued', 'executed', 'canceled']), deadline: amountView, tally: result({ against: amountView, for: amountView, abstain: amountView }), used: amountsById });
const viewOf = (proposal: Proposal, now: bigint) => ({ state: proposalState(proposal, now), deadline: proposal.deadline, tally: proposal.tally, used: proposal.used });

export const voteCalculators = calculatorsOf('vote',
  calculator({
    operation: 'weight-at', summary: 'A weight at a time', input: z.strictObject({ checkpoints, at: amount }), example: { checkpoints: [{ at: '10', value: '5' }, { at: '20', value: '7' }], at: '19' }, output: result({ value: amountView }),
    run: ({ checkpoints, at }) => ({ value: valueAt(checkpoints, at) }),
  }),
  calculator({
    operation: 'quorum-at', summary: 'A quorum at a time, of the supply then', input: z.strictObject({ supply: checkpoints, numerators: checkpoints, at: amount }),
    example: { supply: [{ at: '0', value: '100' }], numerators: [{ at: '0', value: '8' }, { at: '50', value: '6' }], at: '49' }, output: result({ quorum: amountView }), run: ({ supply, numerators, at }) => ({ quorum: quorumAt(supply, numerators, at) }),
  }),
  calculator({
    operation: 'delegated', summary: 'Votes by one level of delegation', input: electorate, example: ELECTORATE, output: result({ votes: amountsById }), run: (input) => ({ votes: votesByDelegate(electorateOf(input)) }),
  }),
  calculator({
    operation: 'resolve', summary: 'Votes by delegation from one to the next, up to who votes', input: z.strictObject({ electorate, voters: list(id) }), example: { electorate: ELECTORATE, voters: ['c'] },
    output: result({ votes: amountsById, unused: z.record(z.string(), z.enum(['nobody_voted', 'cycle', 'too_deep'])) }), run: ({ electorate, voters }) => resolveDelegations(electorateOf(electorate), new Set(voters)),
  }),
  calculator({
    operation: 'proposal', summary: 'Where a proposal stands', input: z.strictObject({ proposal, now: amount }), example: { proposal: PROPOSAL, now: '121' }, output: proposalView,
    run: ({ proposal, now }) => viewOf(proposalOf(proposal), now),
  }),
  calculator({
    operation: 'cast', summary: 'A vote on a proposal', input: z.strictObject({ proposal, voter: id, weight: amount, support: z.enum(supports), now: amount, lateExtension: amount }),
    example: { proposal: PROPOSAL, voter: 'v5', weight: '3', support: 'against', now: '110', lateExtension: '8' }, output: proposalView,
    run: ({ proposal, voter, weight, support, now, lateExtension }) => viewOf(castVote({ delay: 0n, period: 0n, threshold: 0n, lateExtension }, proposalOf(proposal), { voter, weight }, support, now), now),
  }),
  calculator({
    operation: 'time-lock', summary: 'Where an operation stands: 0 is none, 1 is done', input: z.strictObject({ readyAt: amount, now: amount }), example: { readyAt: '86500', now: '100' }, output: result({ state: z.enum(['unset', 'waiting', 'ready', 'done']) }),
    run: ({ readyAt, now }) => ({ state: stateOfTime(readyAt, now) }),
  }),
  calculator({
    operation: 'assess', summary: 'Where a claim stands', input: z.strictObject({ votingEndsAt: moment, accept: amount, deny: amount, now: moment }), example: { votingEndsAt: 259_200_000, accept: '2', deny: '1', now: 345_600_001 },
    output: result({ status: z.enum(['voting', 'cooldown', 'finalized']), outcome: z.enum(['pending', 'accepted', 'denied', 'draw']), deposit: z.enum(['held', 'returned', 'kept']), payable: z.boolean() }),
    run: ({ now, ...assessment }) => assess(NEXUS_ASSESSMENT, assessment, now),
  }),
);
