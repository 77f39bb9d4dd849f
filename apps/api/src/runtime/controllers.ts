import { FaultsController } from './faults.controller.js';
import { DeviceConductController } from './device-conduct.controller.js';
import { NetworkConductController } from './network-conduct.controller.js';
import { WorkConductController } from './work-conduct.controller.js';

export const runtimeControllers = [FaultsController, WorkConductController, DeviceConductController, NetworkConductController];
