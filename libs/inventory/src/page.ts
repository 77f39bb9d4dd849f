/** A part of a list; `next` is where the next part goes on, null at the end. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface PageRequest {
  limit: number;
  /** `next` of the page before. */
  after?: string | undefined;
}
