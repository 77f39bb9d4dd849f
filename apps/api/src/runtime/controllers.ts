import { FaultsController } from './faults.controller.js';

export const runtimeControllers = [FaultsController];
