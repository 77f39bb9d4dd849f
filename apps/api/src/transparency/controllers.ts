import { LogController } from './log.controller.js';

export const transparencyControllers = [LogController];
