import { AdminHealthController } from './admin-health.controller.js';
import { IncidentsController } from './incidents.controller.js';
import { StatusController } from './status.controller.js';

export const statusControllers = [StatusController, IncidentsController, AdminHealthController];
