import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { IdleLooks } from './idle-looks.js';
import { GetRewardFairnessHandler, ListRewardEpochsHandler, ListRewardsHandler } from './list-rewards.js';
import { RewardEpochs } from './reward-epochs.js';

@Module({
  imports: [CqrsModule],
  providers: [GetRewardFairnessHandler, ListRewardEpochsHandler, ListRewardsHandler, IdleLooks, RewardEpochs],
  exports: [IdleLooks, RewardEpochs],
})
export class RewardModule {}
