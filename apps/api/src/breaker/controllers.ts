import { BreakersController, StatusController } from './breakers.controller.js';

export const breakerControllers = [BreakersController, StatusController];
