import { EndpointsController } from './endpoints.controller.js';
import { MessagesController } from './messages.controller.js';
import { RedeliveriesController } from './redeliveries.controller.js';

export const webhookControllers = [EndpointsController, MessagesController, RedeliveriesController];
