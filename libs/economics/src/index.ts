export { type BaseFeeRule, nextBaseFee } from './base-fee.js';
export { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash, sameHash } from './merkle-hash.js';
export { consistencyRanges, inclusionRanges, nodesOf, proofOf } from './merkle-proof.js';
export { appendLeaves, completeSubtrees, frontierOf, type HashedNode, hashOfSubtrees, type LeafRange, type TreeNode } from './merkle-tree.js';
export { type Consistency, type Inclusion, rootOfInclusion, verifyConsistency, verifyInclusion } from './merkle-verify.js';
export { mulDivCeil, mulDivFloor } from './mul-div.js';
export { BPS, type KinkedCurve, kinkedRate, type Utilisation } from './price-curve.js';
export { type Share, split } from './split.js';
export { fundedMillis, MAX_FUNDED_MILLIS, owed, type RunningStream, splitShortage, type StreamRate, type StreamSpan } from './stream.js';
