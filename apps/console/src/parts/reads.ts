import { type InfiniteData, infiniteQueryOptions, type QueryClient, type QueryKey } from '@tanstack/react-query';

/** So few at first, since somebody waits for them; then so many at a time. */
const FIRST_ROWS = 50;
const FURTHER_ROWS = 200;

/** Something that a page shows: by which key it is kept, and how it is asked for. */
export interface OneRead<T> {
  queryKey: QueryKey;
  read: () => Promise<T>;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** A list that the server pages. `readPage` may go by the `limit`, or have its own; `paceMillis` where no event tells that it changed. */
export interface ListRead<T> {
  queryKey: QueryKey;
  readPage: (cursor: string | undefined, limit: number) => Promise<Page<T>>;
  paceMillis?: number;
}

/** What a page shows first: its code exports it as `firstReads`, and it is asked for as soon as that is there. */
export type FirstReads = readonly (OneRead<unknown> | ListRead<unknown>)[];

// oxlint-disable-next-line typescript/explicit-function-return-type -- the type of options is what they hold
export function pagesOptions<T>({ queryKey, readPage }: ListRead<T>) {
  return infiniteQueryOptions<Page<T>, Error, InfiniteData<Page<T>>, QueryKey, string | undefined>({
    queryKey,
    queryFn: async ({ pageParam }) => readPage(pageParam, pageParam === undefined ? FIRST_ROWS : FURTHER_ROWS),
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

/**
 * All of a list that the server pages, but no more than so many. While there is more `tell` hears what came so far: it can be shown
 * before the rest is there.
 */
export async function readAll<T>(readPage: (cursor: string | undefined) => Promise<Page<T>>, most: number, tell: (soFar: T[]) => void): Promise<T[]> {
  let read: T[] = [];
  for (let cursor: string | undefined; ;) {
    const { items, nextCursor } = await readPage(cursor);
    read = [...read, ...items].slice(0, most);
    if (nextCursor === null || items.length === 0 || read.length >= most) return read;
    tell(read);
    cursor = nextCursor;
  }
}

/** Asks for all of it now. What fails is asked for again by whoever shows it, and says so there. */
export function begin(queries: QueryClient, reads: FirstReads): void {
  for (const one of reads) void ('readPage' in one ? queries.prefetchInfiniteQuery(pagesOptions(one)) : queries.prefetchQuery({ queryKey: one.queryKey, queryFn: one.read }));
}
