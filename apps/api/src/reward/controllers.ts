import { RewardsAdminController, RewardsController } from './rewards.controller.js';

export const rewardControllers = [RewardsController, RewardsAdminController];
