export { canonicalText, type Plain } from './canonical.js';
export {
  type DocumentHead, type Finding, type LeafBody, type Proven, type ProvenCharge, type ProvenLine, STATEMENT_FORMAT, type StatementDocument,
} from './document.js';
export { answerHash, askedAfter, checkedRounds, commitmentOf, dataKeyOf, type Draw, drawOf } from './challenge-draw.js';
export { diskRound, leafAnswer, memoryRound } from './challenge-rounds.js';
export { BEGIN_WITHIN_MILLIS, LATE_LOOK_MILLIS, MOST_BUSY_PERCENT } from './check-challenge.js';
export { exitPrefixes } from './check-exit.js';
export { checkFile, type CheckFileOptions, type VerifyExit } from './check-file.js';
export { payoutKey, payoutResolutionKey, unsaidPayoutRules } from './check-payout.js';
export { type Head, headText, isSignedBy, keyIdOf, publicKeyOf, rootOf, type SignedHead } from './head.js';
export { KnownNodes } from './known-nodes.js';
export { curveGives, unitsPerPricedOf } from './pricing.js';
export { isSignedRuleSet, type PublishedRules, rulesDigest, ruleSetText, type RulesSignature } from './rule-set.js';
export { type Verdict, verifyStatement, type VerifyOptions } from './verify-statement.js';
export { ROUND_FORMAT, ROUND_PROOF_FORMAT, type RoundDocument, type RoundHeader, type RoundLeaf, type RoundTree } from './round.js';
export { type RoundVerdict, verifyRound } from './verify-round.js';
export { type Opened, type Parts, type ProvenRules, type SettlementDocument, type SettlementFormat, settlementFormats, type SettlementKind, settlementParts } from './settlement.js';
export { type SettlementVerdict, verifySettlement } from './verify-settlement.js';
