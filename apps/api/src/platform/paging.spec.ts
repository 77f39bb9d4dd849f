import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { pageRequest } from '../inventory/page-of.js';
import { decodeCursor, encodeCursor, pageQuery, searchedPage, textPosition } from './paging.js';
import { nameSchema } from './schemas.js';

/** What PostgreSQL keeps of a text: it has no half of a surrogate pair. */
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }).filter((text) => nameSchema.safeParse(text).success && text.isWellFormed());
const longest = ['字'.repeat(100), '"'.repeat(100), '\\'.repeat(100), '\u0085'.repeat(98).padStart(99, 'a').padEnd(100, 'z'), '😀'.repeat(50)];

test('a list goes on behind every name that may be given, as it was asked', () => {
  fc.assert(fc.property(fc.oneof(name, fc.constantFrom(...longest)), (key) => {
    expect(nameSchema.parse(key)).toBe(key);
    const { cursor } = pageQuery.parse({ cursor: encodeCursor({ key, id: `lse_${'0'.repeat(24)}` }) });
    expect(searchedPage({ limit: 1, cursor, sort: 'name' }, (_, found) => typeof found === 'string').after).toEqual({ key, id: `lse_${'0'.repeat(24)}` });
  }));
});

test('and behind the longest that Kubernetes names a host', () => {
  const host = `${'n'.repeat(253)} hst_${'0'.repeat(24)}`;
  expect(pageRequest(pageQuery.parse({ limit: '1', cursor: encodeCursor(host) }))).toEqual({ limit: 1, after: host });
});

test('what no row holds is no cursor of ours', () => {
  for (const text of ['a\0b', '\ud800', 7, null]) expect(() => decodeCursor(encodeCursor(text), textPosition)).toThrow(expect.objectContaining({ code: 'invalid_request' }) as Error);
  expect(() => decodeCursor('bm90IEpTT04', textPosition)).toThrow('The cursor is not one that this list gave.');
});
