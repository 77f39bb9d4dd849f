export { agreedAnswer, type Answer, type Backend, backendsToStart, broadcastOutcome, DEFAULT_STALL_MILLIS, medianOf, quorumOf, type Reply } from './answers/answers.js';
export { type Component, componentsToIssue, componentsToRedeem, streamingFee } from './basket/basket.js';
export { addBond, atStake, type Bond, bondFor, NO_BOND, release, slash, type Unbonding, unbond, unitsBonded } from './bond/bond.js';
export { checkDealDuration, clientLocks, type Deal, type DealSettlement, leastProviderCollateral, settleDeal } from './bond/deal.js';
export { faultFee, FILECOIN, terminationFee } from './bond/fault-fees.js';
export { absorbLoss, type AbsorbedLoss, type LossLayer } from './bond/waterfall.js';
export { BUYOUT, type Buyout, type BuyoutState, cashIn, endBuyout, feeTokens, outbid, type Outbid, redeemWhole, startBuyout } from './buyout/buyout.js';
export { moveTokens, type PricedHolding, reservePrice, votePrice } from './buyout/reserve-price.js';
export { challengedLeaf, CHALLENGES_PER_PROOF, challengesOf, evasionWad } from './challenge/challenges.js';
export { checkChallengeTime, faultsAt, nextPeriod, PDP_RULE, prove, type Proving, type ProvingRule, startProving } from './challenge/proving-schedule.js';
export { findLeaf, leavesUnder, type PieceLeaf, type SumTree, sumTreeOf } from './challenge/sum-tree.js';
export { decayWad } from './decay/decay.js';
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
export { batchRate, exitPayment, type ExitQueue, exitRate, type ExitRequest, type ExitTotals, finalize, prefinalize } from './share-pool/exit-queue.js';
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
export { assess, type Assessment, type AssessmentResult, type AssessmentRule, beginAssessment, NEXUS_ASSESSMENT } from './vote/assessment.js';
export { addCheckpoint, type Checkpoint, valueAt } from './vote/checkpoints.js';
export { type Electorate, MAX_DELEGATION_DEPTH, type ResolvedVotes, resolveDelegations, type UnusedReason, votesByDelegate } from './vote/delegation.js';
export {
  type Ballot, cancelProposal, castFractions, castVote, executeProposal, type Proposal, type ProposalState, proposalState, propose, queueProposal, quorumReached, type Support, supports, type Tally, type VotingRule,
} from './vote/proposal.js';
export { QUORUM_DENOMINATOR, quorumAt, setQuorum } from './vote/quorum.js';
export { cancelOperation, DONE_AT, execute, operationState, type OperationState, queuedState, schedule, stateOfTime, type Timelock, updateDelay } from './vote/timelock.js';
