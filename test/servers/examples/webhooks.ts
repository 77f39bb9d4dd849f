import type { Story } from './story.js';

/** Endpoints, and what comes to them. */
export async function playWebhooks({ play, ask, sink, clock }: Story): Promise<void> {
  const begun = clock.now();
  const { id: endpointId } = await play('tenant', 'createEndpoint', { body: { url: `${sink.url}weir`, eventTypes: ['lease.requested', 'lease.closed'] } });
  await play('tenant', 'getEndpoint', { parameters: { endpointId } });
  await play('tenant', 'listEndpoints');
  await play('tenant', 'testEndpoint', { parameters: { endpointId } });
  await ask('tenant', 'requestLease', { body: { name: 'noted', pool: 'standard', replicas: 1, resources: { cpuMillis: 500, memoryMib: 512 }, workload: { image: 'nginx:1.29' } } });
  const { items: [message] } = await play('tenant', 'listMessages', { parameters: { type: 'lease.requested', endpointId } }, { until: ({ items }) => items.length > 0 });
  const messageId = message.id as string;
  await play('tenant', 'getMessage', { parameters: { messageId } });
  const { items: [delivery] } = await play('tenant', 'listDeliveries', { parameters: { messageId } }, { until: ({ items }) => items.length > 0 && items[0].state === 'delivered' });
  await play('tenant', 'listAttempts', { parameters: { endpointId } }, { until: ({ items }) => items.length > 0 });
  await play('tenant', 'listRequests', { parameters: { endpointId, from: begun } });
  await play('tenant', 'summariseEndpoint', { parameters: { endpointId } });
  await play('tenant', 'redeliver', { parameters: { messageId, deliveryId: delivery.id } });
  await play('tenant', 'redeliverRange', { body: { from: begun, to: clock.now() + 1, endpointId, onlyFailed: false } });
  await play('tenant', 'rotateEndpointSecret', { parameters: { endpointId } });
  await play('tenant', 'updateEndpoint', { parameters: { endpointId }, body: { description: 'Tells the team.', ordering: 'lease' } });
  await play('tenant', 'disableEndpoint', { parameters: { endpointId } });
  await play('tenant', 'enableEndpoint', { parameters: { endpointId } });
  await play('tenant', 'deleteEndpoint', { parameters: { endpointId } });
}
