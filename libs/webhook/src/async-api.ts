import { eventTypes, publicEventTypes } from '#libs/kernel';

import { eventExamples, exampleBody } from './event-catalogue.js';

type Schema = Record<string, unknown>;

/** `asyncapi.json`: every message that goes to webhooks, as AsyncAPI 3 describes them, from the registry and the examples that real messages are held against. */
export function asyncApiDocument(): object {
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Weir events', version: '1', license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      description: 'What Weir POSTs to the endpoints that a tenant registers, signed by Standard Webhooks. Amounts are nano-tokens as decimal strings; moments in `data` are milliseconds since 1970. More fields may come; none changes its meaning.',
    },
    defaultContentType: 'application/json',
    channels: {
      endpoint: {
        address: null,
        title: 'An endpoint',
        description: 'The address that `POST /v1/webhooks/endpoints` was given. It answers 2xx within the time, or is sent the message again.',
        messages: Object.fromEntries(publicEventTypes.map((type) => [type, { $ref: `#/components/messages/${type}` }])),
      },
    },
    operations: {
      sendEvent: { action: 'send', title: 'Send an event', summary: 'Once something is committed, to each endpoint that wants its type; at least once.', channel: { $ref: '#/channels/endpoint' } },
    },
    components: {
      messages: Object.fromEntries(publicEventTypes.map((type) => [type, messageOf(type)])),
      schemas: { WebhookHeaders: headers },
    },
  };
}

const headers: Schema = {
  type: 'object',
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  properties: {
    'webhook-id': { type: 'string', description: 'Of the message, the same in every attempt: by it, drop what came twice.' },
    'webhook-timestamp': { type: 'string', pattern: String.raw`^\d+$`, description: 'Of the attempt, in seconds since 1970.' },
    'webhook-signature': { type: 'string', description: 'By each secret that holds, `v1,` and base 64, over id, time and body.' },
  },
};

function messageOf(type: (typeof publicEventTypes)[number]): object {
  const { data = {}, sometimes = [] } = eventExamples[type] ?? {};
  return {
    name: type,
    title: type,
    summary: eventTypes[type].about,
    headers: { $ref: '#/components/schemas/WebhookHeaders' },
    payload: {
      type: 'object',
      required: ['type', 'timestamp', 'data'],
      properties: { type: { const: type }, timestamp: { type: 'string', format: 'date-time', description: 'When it happened.' }, data: objectLike(data, sometimes) },
    },
    examples: [{ name: type, payload: exampleBody(type) }],
  };
}

/** An object with such fields, those aside that are there only sometimes. */
function objectLike(example: Readonly<Record<string, unknown>>, sometimes: readonly string[] = []): Schema {
  const required = Object.keys(example).filter((name) => !sometimes.includes(name));
  return { type: 'object', ...(required.length > 0 && { required }), properties: Object.fromEntries(Object.entries(example).map(([name, value]) => [name, schemaLike(value)])) };
}

/** Of the kind of a value; of what is null, nothing is known. */
function schemaLike(value: unknown): Schema {
  if (value === null || value === undefined) return {};
  if (Array.isArray(value)) return { type: 'array', ...(value.length > 0 && { items: schemaLike(value[0]) }) };
  if (typeof value === 'object') return objectLike(value as Record<string, unknown>);
  if (typeof value === 'number') return { type: 'integer' };
  if (typeof value === 'boolean') return { type: 'boolean' };
  return /^-?\d+$/.test(value as string) ? { type: 'string', pattern: String.raw`^-?\d+$` } : { type: 'string' };
}
