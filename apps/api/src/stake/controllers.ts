import { BondController, OperatorDepositsController } from './bond.controller.js';
import { DiversifiedController } from './diversified.controller.js';
import { OwnStakeController, StakeController } from './stake.controller.js';

export const stakeControllers = [BondController, OperatorDepositsController, StakeController, OwnStakeController, DiversifiedController];
