import { BreakersController, FlowStatusController } from './breakers.controller.js';

export const breakerControllers = [BreakersController, FlowStatusController];
