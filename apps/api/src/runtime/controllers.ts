import { conductControllers } from './conduct.controllers.js';
import { FaultsController } from './faults.controller.js';

export const runtimeControllers = [FaultsController, ...conductControllers];
