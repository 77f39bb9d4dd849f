import { z } from 'zod';

import { canonicalJson, commonProblems } from '#libs/kernel';

import { queryInteger, searchSchema } from './schemas.js';

/** How a list is read: add your own filters with `.extend({…})`. Never give it an id by `.meta`: it becomes single parameters. */
export const pageQuery = z.strictObject({
  limit: queryInteger(1, 200).default(50).meta({ description: 'How many at most.' }),
  cursor: z.string().min(1).max(512).regex(/^[A-Za-z0-9_-]+$/, 'Invalid cursor').optional().meta({ description: 'Where to go on: `nextCursor` of the page before.' }),
});

/** A page of a list; `nextCursor` is null on the last. */
export function page<T extends z.ZodType>(item: T, id: string) {
  return z
    .object({
      items: z.array(item),
      nextCursor: z.string().nullable().meta({ description: 'Give it as `cursor` for the next page; null on the last.' }),
    })
    .meta({ id });
}

/** A position in a list, opaque to callers. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(canonicalJson(position)).toString('base64url');
}

/** The position a cursor stands for. @throws Problem `invalid_request` when it is not one of ours. */
export function decodeCursor<T>(cursor: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined;
  const read = schema.safeParse(parsed(cursor));
  if (!read.success) throw commonProblems.invalid_request('The cursor is not one that this list gave.', { pointer: '?cursor' });
  return read.data;
}

/** Text that a list goes on behind, such as a name: whatever a row may hold, for what is a name is judged where it is given. PostgreSQL takes no NUL, and half a surrogate pair is no text. */
export const textPosition = z.string().refine((text) => text.isWellFormed() && !text.includes('\0'));

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A page as it is answered, from one with a position. */
export function answerPage<T>({ items, next }: { items: T[]; next: unknown }): { items: T[]; nextCursor: string | null } {
  return { items, nextCursor: next === null || next === undefined ? null : encodeCursor(next) };
}

/** For lists in order of creation: where to go on, by `cursor`. */
const createdPosition = z.strictObject({ createdAt: z.int().min(0), id: z.string().max(64) });

/** A page asked for of a list in order of creation. */
export function createdPage({ limit, cursor, search }: { limit: number; cursor?: string; search?: string }): { limit: number; after?: { createdAt: number; id: string }; search?: string } {
  return { limit, after: decodeCursor(cursor, createdPosition), search };
}

/** For lists of one order that people look through. `what` they look for, as a sentence. */
export function foundQuery(what: string, example: string) {
  return pageQuery.extend({ search: searchSchema.meta({ description: `${what}; in any case of letters.`, examples: [example] }).optional() });
}

/** For lists that people look through: what to look for, and in which order. */
export function searchedQuery<const S extends readonly [string, ...string[]]>(orders: S) {
  return pageQuery.extend({
    search: searchSchema.optional(),
    sort: z.enum(orders).default(orders[0]).meta({ description: 'The order; a cursor goes on in the order that it was given in.' }),
  });
}

/** Where such a list goes on: behind what its order is by, and an id. */
const sortedPosition = z.strictObject({ key: z.union([z.int(), textPosition]), id: z.string().max(64) });

/** A page asked for of a list with a search and an order. @throws Problem `invalid_request` for a cursor of another order. */
export function searchedPage<S extends string>({ limit, cursor, search, sort }: { limit: number; cursor?: string; search?: string; sort: S }, isOf: (sort: S, key: string | number) => boolean) {
  const after = decodeCursor(cursor, sortedPosition);
  if (after && !isOf(sort, after.key)) throw commonProblems.invalid_request('The cursor is of another order than the one asked for.', { pointer: '?cursor' });
  return { limit, after, search, sort };
}
