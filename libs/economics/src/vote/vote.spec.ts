import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  addCheckpoint, cancelOperation, cancelProposal, castFractions, castVote, type Checkpoint, execute, executeProposal, MAX_DELEGATION_DEPTH, operationState, type Proposal, proposalState, propose, queuedState, queueProposal, quorumAt,
  quorumReached, resolveDelegations, schedule, setQuorum, stateOfTime, type Support, supports, type Timelock, updateDelay, valueAt, votesByDelegate, type VotingRule,
} from '#libs/economics';

import { byName, everyVector, refusalOf } from '../../../../test/support/vectors.js';

const T = 100n;
const rule: VotingRule = { delay: 4n, period: 16n, threshold: 0n, lateExtension: 0n };
const weights: Record<string, bigint> = { v1: 10n, v2: 7n, v3: 5n, v4: 2n };
const proposed = (quorum = 10n, changes: Partial<VotingRule> = {}) => propose({ ...rule, ...changes }, { id: 'p', quorum, proposerVotes: 10n }, T);
const vote = (proposal: Proposal, voter: string, support: Support, now = T + 10n, changes: Partial<VotingRule> = {}) => castVote({ ...rule, ...changes }, proposal, { voter, weight: weights[voter]! }, support, now);
const over = T + 21n;
const passed = vote(proposed(), 'v1', 'for');
const parts = (proposal: Proposal, given: bigint[]) => castFractions(rule, proposal, { voter: 'v2', weight: 7n }, { against: given[0]!, for: given[1]!, abstain: given[2]! }, T + 10n);

describe('OpenZeppelin\'s governor', () => {
  interface Case { name: string; input: Record<string, unknown> & { v1: Support; v2: Support; v3: Support; v4: Support; supply: number; quorumPct: number; lateQuorumVoteExtension: number; before: number; after: number; steps: string[][] }; expected: Record<string, unknown> & string }
  const refuses = (rule: string, run: () => unknown) => () => expect(refusalOf(run)).toBe(rule);

  everyVector<Case>('oz_governor', 27, byName<Case>({
    setup: ({ input }) => {
      const quorum = (pct: number) => quorumAt([{ at: 0n, value: BigInt(input.supply) }], setQuorum([], 0n, BigInt(pct)), T + 4n);
      expect(proposed()).toMatchObject({ snapshot: T + 4n, deadline: T + 20n });
      expect([quorum(input.quorumPct), quorum(8)]).toEqual([10n, 8n]);
    },
    nominal: ({ input, expected }) => {
      const voted = (['v1', 'v2', 'v3', 'v4'] as const).reduce((proposal, voter) => vote(proposal, voter, input[voter]), proposed());
      const { executable, ...tally } = expected as Record<string, unknown>;
      expect(voted.tally).toEqual(Object.fromEntries(supports.map((support) => [support, BigInt(tally[support] as number)])));
      expect(executeProposal(voted, over, false).executed).toBe(executable);
    },
    'at snapshot timepoint still Pending; +1 Active': () => expect([T + 4n, T + 5n].map((now) => proposalState(proposed(), now))).toEqual(['pending', 'active']),
    'at deadline still Active; +1 final': () => {
      expect([T + 20n, T + 21n].map((now) => proposalState(proposed(), now))).toEqual(['active', 'defeated']);
      expect([T + 20n, T + 21n].map((now) => proposalState(passed, now))).toEqual(['active', 'succeeded']);
    },
    'no votes': () => expect(proposalState(proposed(), over)).toBe('defeated'),
    'v1 for (10>=quorum)': () => expect(proposalState(passed, over)).toBe('succeeded'),
    'quorum 8, v1(10) for': () => expect(executeProposal(vote(proposed(8n), 'v1', 'for'), over, false).executed).toBe(true),
    'quorum 8, v2(7) for': () => expect(proposalState(vote(proposed(8n), 'v2', 'for'), over)).toBe('defeated'),
    'proposal already exists': refuses('proposal_exists', () => propose(rule, { id: 'p', quorum: 1n, proposerVotes: 10n, existing: new Set(['p']) }, T)),
    'threshold 1000, proposer votes 10': refuses('proposer_below_threshold', () => proposed(10n, { threshold: 1_000n })),
    // An unknown proposal is whoever keeps proposals' to know: here one that is not there cannot be voted on.
    'vote unknown proposal': () => expect(() => vote(undefined as unknown as Proposal, 'v1', 'for')).toThrow(TypeError),
    'vote while Pending': refuses('proposal_state', () => vote(proposed(), 'v1', 'for', T + 4n)),
    'support=255': refuses('invalid_vote', () => vote(proposed(), 'v1', '255' as Support)),
    'vote twice': refuses('already_voted', () => vote(passed, 'v1', 'against')),
    'vote after deadline': refuses('proposal_state', () => vote(proposed(), 'v1', 'for', over)),
    'queue without timelock': refuses('queue_not_needed', () => queueProposal(passed, over, undefined)),
    'execute while Active': refuses('proposal_state', () => executeProposal(passed, T + 20n, false)),
    'execute twice': refuses('proposal_state', () => executeProposal(executeProposal(passed, over, false), over, false)),
    'cancel after propose; then vote': () => {
      const canceled = cancelProposal(proposed());
      expect(proposalState(canceled, T + 10n)).toBe('canceled');
      expect(refusalOf(() => vote(canceled, 'v1', 'for'))).toBe('proposal_state');
      expect(refusalOf(() => cancelProposal(canceled))).toBe('proposal_state');
    },
    'cancel after execution': refuses('proposal_state', () => cancelProposal(executeProposal(passed, over, false))),
    'quorum numerator 101/100': refuses('invalid_quorum', () => setQuorum([], 0n, 101n)),
    'quorum numerator change 8->6 takes effect for later timepoints only': ({ input, expected }) => {
      const numerators = setQuorum(setQuorum([], 0n, BigInt(input.before)), 50n, BigInt(input.after));
      const supply = [{ at: 0n, value: 100n }];
      expect([quorumAt(supply, numerators, 49n), quorumAt(supply, numerators, 50n)]).toEqual([BigInt(expected.past as number), BigInt(expected.next as number)]);
    },
    'late quorum: extension 8, v2 votes one tick before deadline': ({ input }) => {
      const late = { lateExtension: BigInt(input.lateQuorumVoteExtension) };
      const voted = vote(proposed(1n), 'v2', 'for', T + 19n, late);
      expect([voted.deadline, proposalState(voted, T + 27n)]).toEqual([T + 27n, 'active']);
      const against = vote(voted, 'v1', 'against', T + 27n, late);
      expect([against.deadline, proposalState(against, T + 28n)]).toEqual([T + 27n, 'defeated']);
      // A quorum in time moves nothing, nor does one when there is no such rule.
      expect(vote(proposed(1n), 'v2', 'for', T + 6n, late)).toMatchObject({ deadline: T + 20n, extended: true });
      expect(vote(proposed(1n), 'v2', 'for', T + 19n)).toMatchObject({ deadline: T + 20n, extended: false });
    },
    'fractional vote twice': ({ input, expected }) => {
      const voted = input.steps.reduce((proposal, step) => parts(proposal, ['against', 'for', 'abstain'].map((support) => BigInt(step.find((part) => part.startsWith(support))!.split(' ')[1]!))), proposed());
      const { used, ...tally } = expected as Record<string, unknown>;
      expect(voted.tally).toEqual(Object.fromEntries(supports.map((support) => [support, BigInt(tally[support] as number)])));
      expect(voted.used.get('v2')).toBe(BigInt(used as number));
    },
    'fractional (1,2,1) then nominal against': ({ expected }) => {
      const voted = vote(parts(proposed(), [1n, 2n, 1n]), 'v2', 'against');
      expect([voted.tally.against, voted.tally.for, voted.tally.abstain, voted.used.get('v2')].map(Number)).toEqual([expected.against, expected.for, expected.abstain, expected.used]);
    },
    'fractional overspend 1000 of 7': refuses('exceeds_weight', () => parts(proposed(), [1_000n, 0n, 0n])),
    'no weight remaining': refuses('already_voted', () => parts(vote(proposed(), 'v2', 'for'), [1n, 0n, 0n])),
  }));

  test('through any votes nobody brings more than his weight, and what is final stays', () => {
    const ballots = fc.array(fc.record({ voter: fc.constantFrom('v1', 'v2', 'v3'), parts: fc.tuple(fc.bigInt(0n, 8n), fc.bigInt(0n, 8n), fc.bigInt(0n, 8n)), whole: fc.boolean(), at: fc.bigInt(T, T + 30n) }), { maxLength: 15 });
    fc.assert(fc.property(ballots, fc.bigInt(0n, 12n), (ballots, lateExtension) => {
      const late = { ...rule, lateExtension };
      let proposal = proposed(8n);
      for (const { voter, parts: [against, forIt, abstain], whole, at } of ballots.toSorted((a, b) => Number(a.at - b.at))) {
        const before = proposal;
        refusalOf(() => {
          const ballot = { voter, weight: weights[voter]! };
          proposal = whole ? castVote(late, proposal, ballot, 'for', at) : castFractions(late, proposal, ballot, { against, for: forIt, abstain }, at);
        });
        expect(proposal.used.get(voter) ?? 0n).toBeLessThanOrEqual(weights[voter]!);
        expect(proposal.tally.against + proposal.tally.for + proposal.tally.abstain).toBe([...proposal.used.values()].reduce((sum, used) => sum + used, 0n));
        expect(proposal.deadline >= before.deadline && proposal.deadline <= T + 20n + lateExtension).toBe(true);
        if (proposal.extended && !before.extended) expect(quorumReached(proposal) && proposal.deadline >= at + lateExtension).toBe(true);
      }
    }), { numRuns: 300 });
    expect(() => parts(proposed(), [-1n, 0n, 0n])).toThrow('not negative');
    // As many for as against, with a quorum, is no success; abstentions count for the quorum.
    expect(proposalState(parts(proposed(2n), [3n, 3n, 1n]), over)).toBe('defeated');
    expect(proposalState(parts(proposed(7n), [2n, 3n, 2n]), over)).toBe('defeated');
    expect(proposalState(parts(proposed(5n), [2n, 3n, 2n]), over)).toBe('succeeded');
  });
});

describe('OpenZeppelin\'s time lock', () => {
  const DAY = 86_400n;
  const lock: Timelock = { minDelay: DAY, readyAt: new Map(), proposers: new Set(['proposer']), executors: new Set(['executor']), cancellers: new Set(['canceller']) };
  const scheduled = schedule(lock, { id: 'o', by: 'proposer', delay: DAY }, T);
  const eta = T + DAY;
  const queued = queueProposal(passed, over, DAY);
  interface Case { name: string; input: { timestamp?: string; minDelay?: number }; expected: string }
  const refuses = (rule: string, run: () => unknown) => ({ input }: Case) => {
    expect(BigInt(input.minDelay!)).toBe(DAY);
    expect(refusalOf(run)).toBe(rule);
  };
  const after = (by = 'executor') => ({ id: 'o', by, predecessor: 'first' });
  const first = schedule(scheduled, { id: 'first', by: 'proposer', delay: DAY }, T);

  everyVector<Case>('oz_timelock', 25, byName<Case>({
    'operation state': ({ input, expected }) => {
      const stamps: Record<string, bigint> = { '0': 0n, '1 (DONE)': 1n, '> now': T + 1n, '<= now': T };
      expect(stateOfTime(stamps[input.timestamp!]!, T)).toBe(expected.toLowerCase());
    },
    'schedule with delay 1 day': () => expect([eta - 1n, eta].map((now) => operationState(scheduled, 'o', now))).toEqual(['waiting', 'ready']),
    'schedule same id again': refuses('operation_exists', () => schedule(scheduled, { id: 'o', by: 'proposer', delay: DAY }, T)),
    'delay minDelay-1': refuses('delay_too_short', () => schedule(lock, { id: 'o', by: 'proposer', delay: DAY - 1n }, T)),
    'non-proposer': refuses('not_allowed', () => schedule(lock, { id: 'o', by: 'executor', delay: DAY }, T)),
    'execute unscheduled': refuses('operation_not_ready', () => execute(lock, { id: 'o', by: 'executor' }, eta)),
    'execute immediately': refuses('operation_not_ready', () => execute(scheduled, { id: 'o', by: 'executor' }, T)),
    'execute 5 s early': refuses('operation_not_ready', () => execute(scheduled, { id: 'o', by: 'executor' }, eta - 5n)),
    'execute at eta': () => {
      const done = execute(scheduled, { id: 'o', by: 'executor' }, eta);
      expect(operationState(done, 'o', eta)).toBe('done');
      expect(refusalOf(() => execute(done, { id: 'o', by: 'executor' }, eta))).toBe('operation_not_ready');
    },
    'execute by non-executor': refuses('not_allowed', () => execute(scheduled, { id: 'o', by: 'proposer' }, eta)),
    'cancel by canceller': () => {
      for (const now of [T, eta]) expect(operationState(cancelOperation(scheduled, { id: 'o', by: 'canceller' }, now), 'o', eta)).toBe('unset');
      expect(refusalOf(() => cancelOperation(scheduled, { id: 'o', by: 'executor' }, T))).toBe('not_allowed');
    },
    'cancel unknown': refuses('unknown_operation', () => cancelOperation(scheduled, { id: 'x', by: 'canceller' }, T)),
    'updateDelay only through own operation': () => {
      expect(refusalOf(() => updateDelay(lock, 1n, false))).toBe('not_allowed');
      expect(updateDelay(lock, 1n, true)).toEqual({ ...lock, minDelay: 1n });
    },
    'execute before predecessor done': refuses('predecessor_not_done', () => execute(first, after(), eta)),
    'execute after predecessor done': () => expect(operationState(execute(execute(first, { id: 'first', by: 'executor' }, eta), after(), eta), 'o', eta)).toBe('done'),
    'governor: queue twice': refuses('proposal_state', () => queueProposal(queued, over, DAY)),
    'governor: execute not queued': refuses('proposal_state', () => executeProposal(passed, over, true)),
    'governor: execute too early': refuses('operation_not_ready', () => executeProposal(queued, over + DAY - 1n, true)),
    'governor: cancel before queue': () => {
      expect(proposalState(cancelProposal(passed), over)).toBe('canceled');
      expect(refusalOf(() => queueProposal(cancelProposal(passed), over, DAY))).toBe('proposal_state');
    },
    'governor: cancel after queue': () => {
      expect([proposalState(queued, over), proposalState(cancelProposal(queued), over)]).toEqual(['queued', 'canceled']);
      expect(refusalOf(() => executeProposal(cancelProposal(queued), over + DAY, true))).toBe('proposal_state');
    },
    'governor: cancel on timelock': () => expect(queuedState(operationState(cancelOperation(scheduled, { id: 'o', by: 'canceller' }, T), 'o', T))).toBe('canceled'),
    'governor: executed directly on timelock': () => expect([queuedState('done'), queuedState('ready'), queuedState('waiting')]).toEqual(['executed', 'queued', 'queued']),
  }));

  test('an operation that is done cannot be called off, and a queued proposal is executed at its time', () => {
    expect(refusalOf(() => cancelOperation(execute(scheduled, { id: 'o', by: 'executor' }, eta), { id: 'o', by: 'canceller' }, eta))).toBe('unknown_operation');
    expect(executeProposal(queued, over + DAY, true).executed).toBe(true);
    expect(refusalOf(() => executeProposal(queued, over + DAY, false))).toBe('proposal_state');
  });
});

describe('checkpoints', () => {
  test('say what was at any time, whatever came later', () => {
    fc.assert(fc.property(fc.array(fc.record({ after: fc.bigInt(0n, 5n), value: fc.bigInt(0n, 100n) }), { maxLength: 30 }), fc.bigInt(0n, 160n), (changes, at) => {
      let [checkpoints, now]: [Checkpoint[], bigint] = [[], 0n];
      const history: Checkpoint[] = [];
      for (const { after, value } of changes) {
        now += after;
        checkpoints = addCheckpoint(checkpoints, now, value);
        history.push({ at: now, value });
        expect(checkpoints.every((checkpoint, place) => place === 0 || checkpoints[place - 1]!.at < checkpoint.at)).toBe(true);
      }
      expect(valueAt(checkpoints, at)).toBe(history.findLast((checkpoint) => checkpoint.at <= at)?.value ?? 0n);
    }));
    expect(() => addCheckpoint([{ at: 5n, value: 1n }], 4n, 1n)).toThrow('order of time');
    expect(() => addCheckpoint([], 4n, -1n)).toThrow('order of time');
    expect(refusalOf(() => setQuorum([], 0n, -1n))).toBe('invalid_quorum');
    expect(setQuorum([], 0n, 100n)).toEqual([{ at: 0n, value: 100n }]);
  });
});

describe('delegation', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const electorates = fc.record({
    weights: fc.array(fc.bigInt(0n, 100n), { minLength: 6, maxLength: 6 }).map((weights) => new Map(names.map((name, place) => [name, weights[place]!]))),
    delegates: fc.array(fc.option(fc.constantFrom(...names), { nil: undefined }), { minLength: 6, maxLength: 6 }).map((delegates) => new Map(names.flatMap((name, place) => (delegates[place] ? [[name, delegates[place]] as const] : [])))),
  });
  const voters = fc.subarray(names).map((voters) => new Set(voters));
  const sum = (amounts: Iterable<bigint>) => [...amounts].reduce((total, amount) => total + amount, 0n);

  test('of one level gives a weight to whom it was given, and none to who was given none', () => {
    fc.assert(fc.property(electorates, ({ weights, delegates }) => {
      const votes = votesByDelegate({ weights, delegates });
      for (const name of names) expect(votes.get(name) ?? 0n).toBe(sum([...weights].filter(([holder]) => delegates.get(holder) === name).map(([, weight]) => weight)));
    }));
    expect(() => votesByDelegate({ weights: new Map([['a', -1n]]), delegates: new Map() })).toThrow('not negative');
  });

  test('from one to the next counts every weight once or says why not, and a direct vote takes one\'s own back', () => {
    fc.assert(fc.property(electorates, voters, (electorate, voters) => {
      const { votes, unused } = resolveDelegations(electorate, voters);
      expect(sum(votes.values()) + sum([...unused.keys()].map((holder) => electorate.weights.get(holder)!))).toBe(sum(electorate.weights.values()));
      for (const voter of votes.keys()) expect(voters.has(voter)).toBe(true);
      for (const [holder, weight] of electorate.weights) {
        if (!voters.has(holder)) continue;
        const before = resolveDelegations(electorate, new Set([...voters].filter((voter) => voter !== holder)));
        expect(unused.has(holder)).toBe(false);
        expect(votes.get(holder)! >= weight).toBe(true);
        for (const [other, count] of before.votes) expect((votes.get(other) ?? 0n) <= count).toBe(true);
      }
    }));
  });

  test('names circles, dead ends and chains that are too long', () => {
    const chain = Array.from({ length: 40 }, (_, place) => [`n${place}`, `n${place + 1}`] as const);
    const electorate = { weights: new Map([['n0', 1n], ['n7', 2n], ['n8', 4n], ['x', 8n], ['z', 16n]]), delegates: new Map([...chain, ['x', 'y'], ['y', 'x']]) };
    const { votes, unused } = resolveDelegations(electorate, new Set(['n40']));
    expect(MAX_DELEGATION_DEPTH).toBe(32);
    expect([...votes]).toEqual([['n40', 4n]]);
    expect(Object.fromEntries(unused)).toEqual({ n0: 'too_deep', n7: 'too_deep', x: 'cycle', z: 'nobody_voted' });
    expect([...resolveDelegations(electorate, new Set(['n1', 'x']), 1).votes]).toEqual([['n1', 1n], ['x', 8n]]);
    expect(() => resolveDelegations({ weights: new Map([['a', -1n]]), delegates: new Map() }, new Set())).toThrow('not negative');
  });
});
