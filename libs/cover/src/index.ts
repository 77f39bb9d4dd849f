export { BackCover, ExitCover } from './back-cover.js';
export { BuyCover, type CoverInput, type CoverQuote, QuoteCover } from './buy-cover.js';
export { CoverClaims } from './cover-claims.js';
export { CoverExits } from './cover-exits.js';
export { coverAccounts, coverSharesOf } from './cover-pool.store.js';
export { coverProblems } from './cover.errors.js';
export { CoverModule } from './cover.module.js';
export { type CoverClaimView, type CoverDetail, type CoverView } from './cover.view.js';
export { type CoverPlace, type CoverPoolView, type CoverPositionView, GetCover, GetCoverPool, GetCoverPosition, ListCovers } from './list-covers.js';
