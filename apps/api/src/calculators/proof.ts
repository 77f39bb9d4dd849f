import { z } from 'zod';

import { appendLeaves, challengesOf, evasionWad, faultsAt, findLeaf, hashOfSubtrees, leafHash, leavesUnder, sumTreeOf, verifyConsistency, verifyInclusion, WAD } from '#libs/economics';

import { calculator, calculatorsOf } from './calculator.js';
import { amount, amountView, bytes, count, hash, hashView, list, result } from './schemas.js';

const position = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const valid = result({ valid: z.boolean() });
const piece = result({ piece: z.int(), offset: amountView });
const LEAF = '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56';

export const proofCalculators = calculatorsOf('proof',
  calculator({
    operation: 'root', summary: 'The root of a log of leaves (RFC 6962)', input: z.strictObject({ leaves: list(bytes) }), example: { leaves: ['4c313233343536'] }, output: result({ root: hashView, leafHashes: z.array(hashView) }),
    run: ({ leaves }) => {
      const leafHashes = leaves.map(leafHash);
      return { root: hashOfSubtrees(appendLeaves(0, [], leafHashes).frontier), leafHashes };
    },
  }),
  calculator({
    operation: 'inclusion', summary: 'Whether a log has a leaf', input: z.strictObject({ index: position, size: position, leafHash: hash, proof: list(hash), root: hash }), example: { index: 0, size: 1, leafHash: LEAF, proof: [], root: LEAF }, output: valid,
    run: ({ root, ...inclusion }) => ({ valid: verifyInclusion(inclusion, root) }),
  }),
  calculator({
    operation: 'consistency', summary: 'Whether a log begins with another', input: z.strictObject({ first: position, second: position, firstRoot: hash, secondRoot: hash, proof: list(hash) }),
    example: { first: 1, second: 1, firstRoot: LEAF, secondRoot: LEAF, proof: [] }, output: valid, run: (consistency) => ({ valid: verifyConsistency(consistency) }),
  }),
  calculator({
    operation: 'find-leaf', summary: 'The piece that a leaf is in', input: z.strictObject({ leafCounts: list(amount), leaf: amount }), example: { leafCounts: ['200', '100', '0', '30'], leaf: '300' }, output: result({ leafCount: amountView, piece: z.int(), offset: amountView }),
    run: ({ leafCounts, leaf }) => ({ leafCount: leavesUnder(sumTreeOf(leafCounts)), ...findLeaf(sumTreeOf(leafCounts), leaf) }),
  }),
  calculator({
    operation: 'challenges', summary: 'The leaves that a seed asks for', input: z.strictObject({ seed: hash, setId: amount, leafCounts: list(amount), count: z.int().min(1).max(100).default(5) }),
    example: { seed: '07'.repeat(32), setId: '3', leafCounts: ['1000000', '5000000'], count: 5 }, output: result({ challenges: z.array(piece) }), run: ({ seed, setId, leafCounts, count }) => ({ challenges: challengesOf(seed, setId, sumTreeOf(leafCounts), count) }),
  }),
  calculator({
    operation: 'faults', summary: 'Periods without a proof', input: z.strictObject({ rule: z.strictObject({ period: amount, window: amount, challenges: count }), proving: z.strictObject({ deadline: amount, proven: z.boolean() }), now: amount }),
    example: { rule: { period: '2880', window: '60', challenges: 5 }, proving: { deadline: '2880', proven: false }, now: '8641' }, output: result({ faults: amountView }), run: ({ rule, proving, now }) => ({ faults: faultsAt(rule, proving, now) }),
  }),
  calculator({
    operation: 'evasion', summary: 'How likely a loss stays unseen, times 10^18', input: z.strictObject({ lostWad: amount.refine((lost) => lost <= WAD, 'At most 10^18'), challenges: count }), example: { lostWad: '10000000000000000', challenges: 150 },
    output: result({ evasionWad: amountView }), run: ({ lostWad, challenges }) => ({ evasionWad: evasionWad(lostWad, challenges) }),
  }),
);
