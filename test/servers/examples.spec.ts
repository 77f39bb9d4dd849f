import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { playCalculators } from './examples/calculators.js';
import { document, type DocumentedOperation, operations } from './examples/document.js';
import { playIdentity } from './examples/identity.js';
import { playLeases } from './examples/leases.js';
import { playMarket } from './examples/market.js';
import { playMoney } from './examples/money.js';
import { playPlatform } from './examples/platform.js';
import { type Example } from './examples/player.js';
import { playLater, playStake } from './examples/stake.js';
import { beginStory, type Story } from './examples/story.js';
import { playWebhooks } from './examples/webhooks.js';

/** Writes what is played down as the examples of the document, instead of comparing it with them. `npm run openapi` puts it there. */
const isRecording = process.env['WEIR_RECORD_EXAMPLES'] === 'true';
const file = join(import.meta.dirname, '../../apps/api/src/platform/examples.json');

/** What is played as a refusal, since its success takes what no test has here. */
const refused: Readonly<Record<string, string>> = {
  replaceConnection: 'a Kubernetes cluster that answers: test/cluster plays it on a real one',
};

let story: Story;
beforeAll(async () => {
  story = await beginStory();
}, 120_000);
afterAll(async () => {
  if (isRecording) await record();
  await story?.close();
});

describe('every operation answers its example as the document says', () => {
  test.each([
    ['the platform', playPlatform], ['identity', playIdentity], ['the market', playMarket], ['leases', playLeases], ['stake', playStake], ['money', playMoney], ['webhooks', playWebhooks], ['calculators', playCalculators], ['what comes later', playLater],
  ])('of %s', async (_of, play) => {
    const before = story.player.played.size;
    await play(story);
    expect(story.player.played.size).toBeGreaterThan(before);
  });

  test('and none was left out', () => {
    expect([...operations.keys()].filter((id) => !story.player.played.has(id))).toEqual([]);
    expect([...story.player.played].filter(([, { example }]) => example.status >= 300).map(([id]) => id)).toEqual(Object.keys(refused));
  });
});

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(document, 'openapi.json');
const compiled = new Map<string, ValidateFunction>();
function faultsOf(pointer: string, value: unknown): string[] {
  if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile({ $ref: `openapi.json#${pointer}` }));
  const validate = compiled.get(pointer)!;
  return validate(value) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}
const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
const pointerTo = ({ path, method }: DocumentedOperation, ...rest: string[]): string => ['', 'paths', path, method, ...rest].map(escaped).join('/');

test('every answer is what its schema describes', () => {
  const faults = [...story.player.played].flatMap(([id, { answer, example: { status, answerType } }]) => {
    const operation = operations.get(id)!;
    const response = operation.responses[status];
    if (response?.$ref) return [];
    const content = response?.content?.[answerType ?? ''];
    if (answer === undefined) return response && !response.content ? [] : [`${id}: there was no answer`];
    if (!content) return [`${id}: nothing is said of ${status} as ${answerType}`];
    return faultsOf(pointerTo(operation, 'responses', String(status), 'content', answerType!, 'schema'), answer).map((fault) => `${id}: ${fault}`);
  });
  expect(faults).toEqual([]);
});

/** What depends on how long everything took: how much was logged, earned and is held. */
const measured = new Map([['getLogConsistency', ['first', 'second']], ['confirmPayout', ['amount']], ['exitOwnStake', ['shares']]]);

/** Ids and moments are others each time. */
function apart(value: unknown, without: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => apart(item, without));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, without.includes(key) ? 'measured' : apart(member, without)]));
  if (typeof value === 'string') return value.replaceAll(/\b([a-z]{3})_[0-9a-z]{24}/g, '$1');
  return typeof value === 'number' && value > 1_600_000_000_000 ? 'a moment' : value;
}

test.skipIf(isRecording)('every operation of the document has the example that was played', () => {
  for (const [id, { example }] of story.player.played) {
    const operation = operations.get(id)!;
    const shown = {
      parameters: Object.fromEntries((operation.parameters ?? []).filter((one) => one.example !== undefined).map(({ name, example: of }) => [name, of])),
      request: operation.requestBody?.content[example.requestType ?? '']?.example,
    };
    const without = measured.get(id);
    expect(apart(shown, without), `${id}: WEIR_RECORD_EXAMPLES=true npm run test:servers -- examples, then npm run openapi`).toEqual(apart({ parameters: example.parameters ?? {}, request: example.request }, without));
    if (example.answer === undefined || operation.responses[example.status]?.$ref) continue;
    expect(operation.responses[example.status]?.content?.[example.answerType!]?.example, id).toBeDefined();
  }
});

/** What is still as it was stays, so that what changes is seen. */
async function record(): Promise<void> {
  const before = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Record<string, Example>;
  const same = (a: Example, b: Example | undefined): boolean => b !== undefined && JSON.stringify(apart(shapeOf(a))) === JSON.stringify(apart(shapeOf(b)));
  const shapeOf = ({ parameters, request, status, answer }: Example) => ({ parameters, request, status, keys: keysOf(answer) });
  const keysOf = (value: unknown): unknown => (Array.isArray(value) ? value.slice(0, 1).map(keysOf) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, keysOf(member)])) : typeof value);
  const examples = [...story.player.played].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, { example }]) => [id, same(example, before[id]) ? before[id] : example]);
  await writeFile(file, `${JSON.stringify(Object.fromEntries(examples), null, 1)}\n`);
}
