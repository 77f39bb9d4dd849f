import { z } from 'zod';

import { type Page, type PageRequest } from '#libs/inventory';

import { decodeCursor, encodeCursor } from '../platform/index.js';

/** An id or a name; PostgreSQL takes neither NUL nor half a surrogate pair. */
const position = z.string().max(256).regex(/^[^\u0000-\u001f\u007f-\u009f]*$/);

/** A list's query as the lib takes it. @throws Problem `invalid_request` for a cursor that is not ours. */
export function pageRequest({ limit, cursor }: { limit: number; cursor?: string | undefined }): PageRequest {
  return { limit, after: decodeCursor(cursor, position) };
}

/** A lib's page as the API answers it. */
export function answered<T>({ items, next }: Page<T>): { items: T[]; nextCursor: string | null } {
  return { items, nextCursor: next === null ? null : encodeCursor(next) };
}
