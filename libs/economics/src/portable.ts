/** What outsiders reckon by (`libs/verify` is packed with it): it needs nothing of Node, as a browser has it. */
export { bondRateOf, type CapacityUnits, requiredBond, type UnitBond } from './bond/required-bond.js';
export { slashAmount, type SlashTerms } from './bond/slash-amount.js';
export { bearDown, type LossBearers } from './bond/waterfall.js';
export { allowedForGpus, allowedForMib, allowedForStream, gpuWorkOf, LEAF_BYTES, leafNamed, leafQuestion, leavesFor, memoryWorkFor, streamWorkFor } from './challenge/asked-work.js';
export { type IdleUnits, rewardsOf, windowOf, workOf } from './split/idle-rewards.js';
export { coverCapacity, coverPayment, downMillisOf, lossBeyondCredit } from './price-curve/cover-claim.js';
export { priceCover } from './price-curve/cover-price.js';
export { type BackedPool, dividedWhole, type DiversifiedBook, type DiversifyRule, routeRound } from './share-pool/diversify.js';
export { exitPayment, exitRate } from './share-pool/exit-queue.js';
export { inflow } from './share-pool/inflow.js';
export { capitalAt } from './share-pool/required-capital.js';
export { assetsForRedemption, type SharePool } from './share-pool/shares.js';
