export {
  type BreakerFlow, breakerFlows, type BreakerLimit, type BreakerScope, breakerScopes, checkBreakers, MAX_BREAKER_BPS, MAX_BREAKER_WINDOW_MILLIS, MIN_BREAKER_WINDOW_MILLIS, MOST_BREAKER_LIMITS,
} from './breaker-rules.js';
export {
  type ChallengeRules, type DiskRules, GPU_MIB_STEP, type GpuModelRules, type GpuRules, initialChallengeRules, LEAST_GPU_LANES, LEAST_GPU_MIB, LEAST_GPU_ROUNDS, LEAST_MBPS, MAX_GPU_WITNESS_MILLIS, MAX_EVERY_MILLIS, MAX_MICROS_PER_MIB, MAX_PASS_HOURS, MAX_PERIOD_MILLIS, MAX_TRANSFER_GRACE_MILLIS, MAX_TRANSFER_MILLIS, MAX_WITNESS_MILLIS, MAX_WORK_MILLIS, MIN_LEAST_BPS, MIN_PERIOD_MILLIS, MIN_WINDOW_MILLIS, MOST_BLOCK_MIB, MOST_CHALLENGE_VCPUS, MOST_CHALLENGES, MOST_DATA_MIB, MOST_LANE_MIB,
  MOST_GPU_LANES, MOST_GPU_MIB, MOST_GPU_MODELS, MOST_GPU_READS, MOST_GPU_ROUNDS, MOST_GPUS, MOST_LEAVES, MOST_MBPS, MOST_PERIODS, MOST_TRANSFERS, MOST_VOLUME_GIB, type NetworkRules, type PossessionRules,
} from './challenge-rules.js';
export { type CoverRules, MAX_COVER_BPS, MAX_COVER_MILLIS } from './cover-rules.js';
export { type DiversifiedRules, initialDiversifiedRules } from './diversified-rules.js';
export { type DisputeRules, initialDisputeRules, MAX_DISPUTE_DEPOSIT, MAX_DISPUTE_MILLIS } from './dispute-rules.js';
export { type FaultKind, faultKinds, type FaultRule, type FaultRules } from './fault-rules.js';
export { GetRules, ListRules } from './get-rules.js';
export { initialPayoutRules, MAX_PAYOUT_EVERY_MILLIS, MAX_PAYOUT_HOLD_MILLIS, MAX_PAYOUT_THRESHOLD, MIN_PAYOUT_EVERY_MILLIS, type PayoutRules } from './payout-rules.js';
export { type ProposalInput, ProposeRules, publishRules } from './propose-rules.js';
export { recordFirstRules } from './record-first-rules.js';
export { initialReputationRules, MAX_HALF_LIFE_DAYS, MAX_REPUTATION_HOURS, MOST_REPUTATION_CLASSES, type ReputationRules, type Tier, type TierRule, tiers } from './reputation-rules.js';
export { initialRewardRules, MAX_REWARD_HALVINGS, MAX_REWARD_RATE, MOST_REWARD_RATES, type RewardRate, type RewardRules } from './reward-rules.js';
export { type DecidedBy, rulesAt, type RuleSet, type RuleSetView, rulesOfVersion } from './rule-set.store.js';
export { rulesProblems } from './rules.errors.js';
export { RulesModule } from './rules.module.js';
export {
  type BondRate, initialRules, MAX_BOND_RATE, MAX_COMMISSION_BPS, MAX_CHANGE_DELAY_MILLIS, MAX_STAKE_MILLIS, MAX_UNBONDING_MILLIS, MIN_CHANGE_DELAY_MILLIS, MIN_REPORT_MILLIS, MIN_UNBONDING_MILLIS, MOST_BOND_RATES, readRules, type Rules, rulesText,
} from './rules.js';
export { WithdrawRules } from './withdraw-rules.js';
