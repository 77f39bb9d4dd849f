export { EPOCH_MILLIS, SLOT_MILLIS } from './epoch.js';
export { IdleLooks } from './idle-looks.js';
export { GetRewardFairness, ListRewardEpochs, ListRewards, type RewardView } from './list-rewards.js';
export { RewardEpochs } from './reward-epochs.js';
export { type GroupIncome, type RewardFairness } from './reward-fairness.js';
export { RewardModule } from './reward.module.js';
export { type EpochView } from './reward.store.js';
