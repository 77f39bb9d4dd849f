import { EndpointsController } from './endpoints.controller.js';
import { MessagesController } from './messages.controller.js';

export const webhookControllers = [EndpointsController, MessagesController];
