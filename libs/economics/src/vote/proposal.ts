import { assert } from '#libs/kernel';

import { allow } from '../refusal.js';

/** How a pool's proposals go. Times in the unit of the clock that is voted by. */
export interface VotingRule {
  /** From the proposal until votes are weighed and cast. */
  delay: bigint;
  period: bigint;
  /** The least votes of whoever proposes. */
  threshold: bigint;
  /** A quorum that is reached late leaves so much time after it; 0n: none. */
  lateExtension: bigint;
}

export const supports = ['against', 'for', 'abstain'] as const;
export type Support = (typeof supports)[number];
export type Tally = Readonly<Record<Support, bigint>>;

export interface Proposal {
  id: string;
  /** Weights are those of this time; votes are cast after it. */
  snapshot: bigint;
  /** Votes are cast up to and at this time. */
  deadline: bigint;
  /** For and abstentions together must reach this. */
  quorum: bigint;
  tally: Tally;
  /** How much of its weight each voter has used. */
  used: ReadonlyMap<string, bigint>;
  /** A late quorum moves the deadline once. */
  extended: boolean;
  canceled: boolean;
  executed: boolean;
  /** When it may be executed, once it is queued. */
  eta?: bigint;
}

/** `defeated`, `canceled` and `executed` are final. */
export type ProposalState = 'pending' | 'active' | 'defeated' | 'succeeded' | 'queued' | 'executed' | 'canceled';

/** Makes a proposal. The proposer's votes are those of the moment before. @throws Problem when there is one of that id, or too few votes. Source: OpenZeppelin's Governor. */
export function propose(rule: VotingRule, { id, quorum, proposerVotes, existing }: { id: string; quorum: bigint; proposerVotes: bigint; existing?: ReadonlySet<string> }, now: bigint): Proposal {
  allow(!existing?.has(id), 'proposal_exists', `There is a proposal ${id}.`, '/id');
  allow(proposerVotes >= rule.threshold, 'proposer_below_threshold', `Whoever proposes has ${rule.threshold} votes; this one has ${proposerVotes}.`, '/proposerVotes');
  const snapshot = now + rule.delay;
  return { id, snapshot, deadline: snapshot + rule.period, quorum, tally: { against: 0n, for: 0n, abstain: 0n }, used: new Map(), extended: false, canceled: false, executed: false };
}

export function quorumReached({ tally, quorum }: Proposal): boolean {
  return tally.for + tally.abstain >= quorum;
}

/** Where a proposal stands: it succeeds with its quorum and more for than against. */
export function proposalState(proposal: Proposal, now: bigint): ProposalState {
  if (proposal.executed) return 'executed';
  if (proposal.canceled) return 'canceled';
  if (now <= proposal.snapshot) return 'pending';
  if (now <= proposal.deadline) return 'active';
  if (!quorumReached(proposal) || proposal.tally.for <= proposal.tally.against) return 'defeated';
  return proposal.eta === undefined ? 'succeeded' : 'queued';
}

export interface Ballot {
  voter: string;
  /** At the snapshot. */
  weight: bigint;
}

/** Casts all of a voter's weight that is not used yet. @throws Problem unless the proposal is active, or when none is left. */
export function castVote(rule: VotingRule, proposal: Proposal, ballot: Ballot, support: Support, now: bigint): Proposal {
  allow(supports.includes(support), 'invalid_vote', `A vote is one of ${supports.join(', ')}.`, '/support');
  return cast(rule, proposal, ballot, { [support]: ballot.weight - (proposal.used.get(ballot.voter) ?? 0n) }, now);
}

/** Casts parts of a voter's weight; more may follow. @throws Problem as `castVote`, or for more than is left. Source: OpenZeppelin's GovernorCountingFractional. */
export function castFractions(rule: VotingRule, proposal: Proposal, ballot: Ballot, parts: Partial<Tally>, now: bigint): Proposal {
  return cast(rule, proposal, ballot, parts, now);
}

function cast({ lateExtension }: VotingRule, proposal: Proposal, { voter, weight }: Ballot, parts: Partial<Tally>, now: bigint): Proposal {
  const state = proposalState(proposal, now);
  allow(state === 'active', 'proposal_state', `The proposal is ${state}: votes are cast while it is active.`);
  const before = proposal.used.get(voter) ?? 0n;
  allow(before < weight, 'already_voted', `${voter} has no weight left.`, '/voter');
  const tally = { ...proposal.tally };
  let used = before;
  for (const support of supports) {
    const part = parts[support] ?? 0n;
    assert(part >= 0n, 'a part of a vote is not negative');
    tally[support] += part;
    used += part;
  }
  allow(used <= weight, 'exceeds_weight', `${voter} has ${weight - before} left.`, '/parts');
  const voted: Proposal = { ...proposal, tally, used: new Map(proposal.used).set(voter, used) };
  if (voted.extended || lateExtension === 0n || quorumReached(proposal) || !quorumReached(voted)) return voted;
  const until = now + lateExtension;
  return { ...voted, extended: true, deadline: until > voted.deadline ? until : voted.deadline };
}

/** Queues what succeeded, to be executed after a delay. @throws Problem in any other state, or where nothing waits. */
export function queueProposal(proposal: Proposal, now: bigint, delay: bigint | undefined): Proposal {
  mustBe(proposal, now, 'succeeded');
  allow(delay !== undefined, 'queue_not_needed', 'Proposals here are executed without a delay.');
  return { ...proposal, eta: now + delay };
}

/** Executes it: when it is queued, from its time on; where nothing waits, once it succeeded. */
export function executeProposal(proposal: Proposal, now: bigint, delayed: boolean): Proposal {
  mustBe(proposal, now, delayed ? 'queued' : 'succeeded');
  allow(proposal.eta === undefined || now >= proposal.eta, 'operation_not_ready', `It is ready at ${proposal.eta}.`);
  return { ...proposal, executed: true };
}

/** Calls it off at any time before it is executed. */
export function cancelProposal(proposal: Proposal): Proposal {
  allow(!proposal.executed && !proposal.canceled, 'proposal_state', `The proposal is ${proposal.executed ? 'executed' : 'canceled'}.`);
  return { ...proposal, canceled: true };
}

function mustBe(proposal: Proposal, now: bigint, wanted: ProposalState): void {
  const state = proposalState(proposal, now);
  allow(state === wanted, 'proposal_state', `The proposal is ${state}; this needs one that is ${wanted}.`);
}
