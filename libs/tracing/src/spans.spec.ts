import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { commonProblems } from '#libs/kernel';
import { keepSpans, type KeptSpans } from '#libs/testing';

import { currentTrace, inSpan, inSpans, isTracing, openRequest, openSpan, type TraceContext, traceOf } from './index.js';

let kept: KeptSpans;
beforeEach(async () => {
  kept = await keepSpans();
});
afterEach(() => kept.stop());

const from: TraceContext = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
const named = () => Object.fromEntries(kept.spans().map((span) => [span.name, span]));
const idOf = (context: TraceContext | undefined) => context?.traceparent.slice(36, 52);

test('each of several subjects has its own trace, whatever is awaited, and all others the one that this runs in', async () => {
  const traceId = fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }).map((id) => id.toString(16).padStart(32, '0'));
  await fc.assert(fc.asyncProperty(fc.uniqueArray(traceId, { maxLength: 8 }), fc.array(fc.nat(9), { maxLength: 20 }), fc.boolean(), async (traceIds, asked, isInTrace) => {
    const spans = traceIds.map((id, index) => ({ subjectId: `s${index}`, name: 'step', from: { traceparent: `00-${id}-${'c'.repeat(16)}-01` } }));
    const around = isInTrace ? from : null;
    await inSpan('around', { from: around }, () => inSpans(spans, async () => {
      for (const index of asked) {
        await new Promise((resolve) => setImmediate(resolve));
        expect(traceOf(`s${index}`)?.traceparent.slice(3, 35)).toBe(traceIds[index] ?? around?.traceparent.slice(3, 35));
      }
    }));
    expect(currentTrace()).toBeUndefined();
  }));
});

test('only a request begins a trace', async () => {
  expect(isTracing()).toBe(true);
  expect(await inSpan('by itself', {}, async () => currentTrace())).toBeUndefined();
  expect(await inSpan('of nothing', { from: { traceparent: 'nonsense' } }, async () => currentTrace())).toBeUndefined();
  expect(openSpan('by hand', { from: null })).toBeUndefined();
  expect(kept.spans()).toEqual([]);
  const request = openRequest('GET /', {}, {});
  await new Promise<void>((resolve) => {
    request.run(() => void inSpan('step', {}, async () => undefined).then(resolve));
  });
  request.end({}, false);
  expect(named()['step']!.parentSpanContext?.spanId).toBe(named()['GET /']!.spanContext().spanId);
  expect(named()['GET /']!.parentSpanContext).toBeUndefined();
});

test('what failed is told by its code, and its text is not', async () => {
  const secret = 'value (secret) is out of range';
  await expect(inSpan('broken', { from }, () => Promise.reject(new RangeError(secret)))).rejects.toThrow(secret);
  await expect(inSpan('refused', { from }, () => Promise.reject(commonProblems.not_found(secret)))).rejects.toThrow(secret);
  await expect(inSpans([{ subjectId: 's', name: 'away', from }], () => Promise.reject(commonProblems.unavailable(secret)))).rejects.toThrow(secret);
  const told = Object.fromEntries(kept.spans().map(({ name, attributes, status, events }) => [name, [attributes['error.type'], status, events]]));
  expect(told).toEqual({ broken: ['RangeError', { code: 2 }, []], refused: ['not_found', { code: 0 }, []], away: ['unavailable', { code: 2 }, []] });
});

test('a step that is opened by hand is gone on from', async () => {
  const open = openSpan('carry', { from: { ...from, tracestate: 'vendor=1' }, kind: 'producer' })!;
  await inSpan('after', { from: open.trace }, async () => undefined);
  open.end();
  expect(open.trace).toEqual({ traceparent: `00-${'a'.repeat(32)}-${named()['carry']!.spanContext().spanId}-01`, tracestate: 'vendor=1' });
  expect(named()['after']!.parentSpanContext?.spanId).toBe(idOf(open.trace));
});

test('without an SDK everything runs and nothing is kept', async () => {
  kept.stop();
  expect(isTracing()).toBe(false);
  expect(await inSpan('step', { from }, async (note) => {
    note({ a: 1 });
    return traceOf('s') ?? 'none';
  })).toBe('none');
  expect(await inSpans([{ subjectId: 's', name: 'step', from }], async () => currentTrace() ?? 'none')).toBe('none');
  expect(openSpan('step', { from })).toBeUndefined();
  expect(kept.spans()).toEqual([]);
});
