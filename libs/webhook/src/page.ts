import type { Millis } from '#libs/kernel';

/** A place in a list in order of time. */
export interface Position {
  createdAt: Millis;
  id: string;
}

export interface PageRequest {
  limit: number;
  /** `next` of the page before. */
  after?: Position | undefined;
}

/** A part of a list; `next` is where the next part goes on, null at the end. */
export interface Page<T> {
  items: T[];
  next: Position | null;
}
