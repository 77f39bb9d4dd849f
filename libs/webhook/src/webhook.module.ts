import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { CreateEndpointHandler } from './create-endpoint.js';
import { DeleteEndpointHandler } from './delete-endpoint.js';
import { WebhookDispatcher } from './dispatcher.js';
import { DisableEndpointHandler, EnableEndpointHandler } from './enable-endpoint.js';
import { ListAttemptsHandler } from './list-attempts.js';
import { ListDeliveriesHandler } from './list-deliveries.js';
import { GetEndpointHandler, ListEndpointsHandler } from './list-endpoints.js';
import { GetMessageHandler, ListMessagesHandler } from './list-messages.js';
import { ListRequestsHandler } from './list-requests.js';
import { RedeliverHandler } from './redeliver.js';
import { RedeliverRangeHandler } from './redeliver-range.js';
import { RotateSecretHandler } from './rotate-secret.js';
import { SendTestHandler } from './send-test.js';
import { WebhookSender } from './sender.js';
import { SummariseEndpointHandler } from './summarise-endpoint.js';
import { UpdateEndpointHandler } from './update-endpoint.js';
import { Webhooks } from './webhooks.js';

@Module({
  imports: [CqrsModule],
  providers: [
    CreateEndpointHandler, UpdateEndpointHandler, DeleteEndpointHandler, EnableEndpointHandler, DisableEndpointHandler, RotateSecretHandler, SendTestHandler,
    RedeliverHandler, GetEndpointHandler, ListEndpointsHandler, GetMessageHandler, ListMessagesHandler, ListDeliveriesHandler, ListAttemptsHandler, ListRequestsHandler, SummariseEndpointHandler, RedeliverRangeHandler,
    WebhookSender, WebhookDispatcher, Webhooks,
  ],
  exports: [WebhookDispatcher, Webhooks],
})
export class WebhookModule {}
