export { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash, sameHash } from './merkle/hash.js';
export { consistencyRanges, inclusionRanges, nodesOf, proofOf } from './merkle/proof.js';
export { appendLeaves, completeSubtrees, frontierOf, type HashedNode, hashOfSubtrees, type LeafRange, type TreeNode } from './merkle/tree.js';
export { type Consistency, type Inclusion, rootOfInclusion, verifyConsistency, verifyInclusion } from './merkle/verify.js';
export { mulDivCeil, mulDivFloor } from './mul-div.js';
export { type BaseFeeRule, nextBaseFee } from './price-curve/base-fee.js';
export { amountIn, amountOut, amountsIn, amountsOut, quotePair, type Reserves, SWAP_FEE } from './price-curve/constant-product.js';
export { type BumpDecay, type CoverPrice, type CoverRequest, decayedPriceBps, NEXUS_BUMP_BPS, priceCover } from './price-curve/cover-price.js';
export { compoundedInterest, linearInterest } from './price-curve/interest.js';
export { borrowUtilisation, type JumpRate, jumpRate, multiplierAtKink } from './price-curve/jump-rate.js';
export { type KinkedCurve, kinkedRate, supplyRate, type Utilisation } from './price-curve/kinked.js';
export { accumulatePrices, type Amounts, type CumulativePrices, LOCKED_LIQUIDITY, type Pair, protocolShares, provide, swap, takeOut } from './price-curve/pair.js';
export { refused, type Rule } from './refusal.js';
export { BPS, RAY, WAD } from './scale.js';
export { batchRate, exitPayment, type ExitQueue, type ExitRequest, type ExitTotals, finalize, prefinalize } from './share-pool/exit-queue.js';
export { aggregateFees, divideFeeShares, type FeeRecipient, feeShares, type Fraction, limitGain, type ModuleFees } from './share-pool/fee-shares.js';
export { deposit, gain, lose, type Lost, mint, type Moved, redeem, withdraw } from './share-pool/move-shares.js';
export { poolAt, pricePerShareWad, type Report, reportProfit, settleUnlocking, unlockedShares, type UnlockingPool } from './share-pool/profit-unlock.js';
export { type CapitalRule, desiredCapital, freeCapital, moveRequiredCapital, NEXUS_CAPITAL } from './share-pool/required-capital.js';
export { assetsForMint, assetsForRedemption, EMPTY_POOL, type SharePool, sharesForDeposit, sharesForWithdrawal, withVirtual } from './share-pool/shares.js';
export { type Deduction, payByWork, type Payouts, payWithFinder, type WorkDone, workInWindow } from './split/pplns.js';
export { payoutScheme, ppsPay, type PpsRate, ppsReserve } from './split/pps.js';
export { type Share, split } from './split/split.js';
export { sqrtCeil, sqrtFloor } from './sqrt.js';
export {
  closeEscrow, closePayment, debtOf, depositInto, type Escrow, type EscrowPayment, type EscrowState, fundsOf, openEscrow, openPayment, type PaidOut, settleEscrow, type SettlementRule, withdrawPayment,
} from './stream/escrow.js';
export { type Deposit, drawDeposits, type RatedPayment, type Settlement, settleInOrder, settleProRata } from './stream/settle.js';
export { fundedMillis, MAX_FUNDED_MILLIS, owed, type RunningStream, splitShortage, type StreamRate, type StreamSpan } from './stream/stream.js';
