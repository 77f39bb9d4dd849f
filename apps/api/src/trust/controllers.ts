import { OperatorFaultsController, SlashesController } from './operator-faults.controller.js';
import { TrustAdminController } from './trust-admin.controller.js';

export const trustControllers = [OperatorFaultsController, SlashesController, TrustAdminController];
