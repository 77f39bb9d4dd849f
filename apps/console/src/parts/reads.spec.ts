import { describe, expect, test } from 'vitest';

import { readAll } from './reads.js';

/** A list of so many numbers, three to a page; `asked` has the cursors that came. */
function listOf(count: number): { asked: (string | undefined)[]; readPage: (cursor: string | undefined) => Promise<{ items: number[]; nextCursor: string | null }> } {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    readPage: async (cursor) => {
      asked.push(cursor);
      const from = Number(cursor ?? 0);
      const items = Array.from({ length: Math.min(3, count - from) }, (_, place) => from + place);
      return { items, nextCursor: from + 3 < count ? String(from + 3) : null };
    },
  };
}

describe('a list that is read to its end', () => {
  test('is told page by page before the next is asked for, and given whole', async () => {
    const { asked, readPage } = listOf(8);
    const told: [pages: number, soFar: number[]][] = [];
    expect(await readAll(readPage, 100, (soFar) => told.push([asked.length, soFar]))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(told).toEqual([[1, [0, 1, 2]], [2, [0, 1, 2, 3, 4, 5]]]);
    expect(asked).toEqual([undefined, '3', '6']);
  });

  test.each([[0, 0, 1], [3, 3, 1], [8, 4, 2]])('of %i gives %i at most four, in %i pages', async (count, given, pages) => {
    const { asked, readPage } = listOf(count);
    expect(await readAll(readPage, 4, () => undefined)).toHaveLength(given);
    expect(asked).toHaveLength(pages);
  });

  test('does not ask for ever where pages are empty', async () => {
    expect(await readAll(async () => ({ items: [], nextCursor: 'more' }), 4, () => undefined)).toEqual([]);
  });
});
