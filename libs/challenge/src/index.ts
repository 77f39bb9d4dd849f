export { type ChallengeView, provenOperators, type VerdictsAsked } from './challenge.store.js';
export { ChallengeModule } from './challenge.module.js';
export { Challenges } from './challenges.js';
export { type ChallengeOutcome, challengeOutcomes } from './judge.js';
export { type ChallengePage, ListChallenges } from './list-challenges.js';
export { allowedMillis, type Size, sizesOn, workFor } from './sizes.js';
