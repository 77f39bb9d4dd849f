import { expect, test } from 'vitest';

import { publicEventTypes } from '#libs/kernel';

import { asyncApiDocument } from './async-api.js';

interface Described {
  components: { messages: Record<string, { summary: string; payload: { properties: { type: object; data: { required?: string[]; properties: object } } }; examples: { payload: { type: string; data: object } }[] }> };
}

test('asyncapi.json is what the registry and the examples say', async () => {
  await expect(`${JSON.stringify(asyncApiDocument(), null, 2)}\n`).toMatchFileSnapshot('../../../asyncapi.json');
});

test('every type that goes to webhooks is a message with its fields and an example, and no other is', () => {
  const { components: { messages } } = asyncApiDocument() as Described;
  expect(Object.keys(messages)).toEqual(publicEventTypes);
  for (const [type, { summary, payload, examples }] of Object.entries(messages)) {
    expect(summary, type).not.toBe('');
    expect(payload.properties.type).toEqual({ const: type });
    expect(examples[0]!.payload.type).toBe(type);
    expect(Object.keys(payload.properties.data.properties), type).toEqual(Object.keys(examples[0]!.payload.data));
  }
  expect(messages['lease.auctioned']!.payload.properties.data.required).not.toContain('prices');
});
