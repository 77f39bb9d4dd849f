import fc from 'fast-check';
import { expect, test } from 'vitest';

import { deeperThan, escapePointer, storable } from './json-body.js';

function depthOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
}

test('depth is read from the text alone, whatever the strings hold', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 8 }), (value, limit) => {
    expect(deeperThan(limit, JSON.stringify(value))).toBe(depthOf(value) > limit);
  }));
});

test('brackets and quotes in strings do not count', () => {
  expect(deeperThan(1, String.raw`["[[[[\"[[{{\\"]`)).toBe(false);
  expect(deeperThan(1, '[[1]]')).toBe(true);
});

test('text with a NUL or half a surrogate pair cannot be stored', () => {
  expect(['a\0b', '\ud800', '\udc00x'].map(storable)).toEqual([false, false, false]);
  expect(storable('😀 ok')).toBe(true);
});

test('pointers are escaped as RFC 6901 says', () => {
  expect(escapePointer('a/b~c')).toBe('a~1b~0c');
});
