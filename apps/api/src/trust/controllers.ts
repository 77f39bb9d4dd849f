import { OperatorFaultsController, SlashesController } from './operator-faults.controller.js';
import { ReputationController } from './reputation.controller.js';
import { TrustAdminController } from './trust-admin.controller.js';

export const trustControllers = [OperatorFaultsController, SlashesController, ReputationController, TrustAdminController];
