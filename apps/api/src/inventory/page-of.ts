import { type Page, type PageRequest } from '#libs/inventory';

import { decodeCursor, encodeCursor, textPosition } from '../platform/index.js';

/** A list's query as the lib takes it. @throws Problem `invalid_request` for a cursor that is not ours. */
export function pageRequest({ limit, cursor }: { limit: number; cursor?: string | undefined }): PageRequest {
  return { limit, after: decodeCursor(cursor, textPosition) };
}

/** A lib's page as the API answers it. */
export function answered<T>({ items, next }: Page<T>): { items: T[]; nextCursor: string | null } {
  return { items, nextCursor: next === null ? null : encodeCursor(next) };
}
