import { expect, test } from 'vitest';

import { publicEventTypes } from '#libs/kernel';

import { eventCatalogue, eventExamples } from './event-catalogue.js';

test('every type that goes to webhooks has an example, and no other has', () => {
  expect(Object.keys(eventExamples).toSorted()).toEqual([...publicEventTypes].toSorted());
});

test('docs/events.md is what the registry and the examples say', async () => {
  await expect(eventCatalogue()).toMatchFileSnapshot('../../../docs/events.md');
});

test('what is there sometimes is in the example', () => {
  for (const [type, { data, sometimes = [] }] of Object.entries(eventExamples)) expect(sometimes.filter((key) => !(key in data)), type).toEqual([]);
});
