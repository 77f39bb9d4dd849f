export { type Actor, type OwnerType, systemActor } from './actor.js';
export { assert, AssertionFailed, unreachable } from './assert.js';
export {
  CLOCK, type Clock, ManualClock, type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR, MILLIS_PER_MINUTE, MILLIS_PER_SECOND, systemClock,
} from './clock.js';
export {
  type AccountId, type ApiKeyId, type ClaimId, type ClusterId, type HostId, type Id, type IdKind, idPatternOf, idPrefixes, isId,
  type LeaseId, newId, newLabel, type OperatorId, type PoolId, type ProjectId, type QuoteId, type RegistryCredentialId, type SiteId, type TenantId, type TransferId,
} from './ids.js';
export { eachApart } from './each-apart.js';
export { type EventType, eventTypes, publicEventTypes } from './events.js';
export { frozen } from './frozen.js';
export { canonicalJson, type Json, jsonText, toJson } from './json.js';
export { Loop } from './loop.js';
export { formatTokens, MAX_NANO_TOKENS, NANO_PER_TOKEN, type NanoTokens } from './money.js';
export { pageOf, positionOf } from './page.js';
export { commonProblems, defineProblems, Problem, problemCatalogue, type ProblemFactory, type ProblemKind, type ProblemOptions } from './problem.js';
export {
  type ClaimedResource, type ClaimedVolume, type ResourceAmount, type ResourceClass, resourceClasses, resourceClassPattern, type StandardResourceClass, unitsPerPriced,
} from './resources.js';
export { SEALER, Sealer, Unsealable } from './sealing.js';
export { defaultSettings, SETTINGS, type Settings } from './settings.js';
export { SIGNING_KEY, SigningKey } from './signing-key.js';
export { isFinal, mayMove, move, type StateTable } from './state-table.js';
export { type TokenPrice, tokenPriceOf } from './token-price.js';
