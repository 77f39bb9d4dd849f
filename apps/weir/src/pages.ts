import type { ApiCall } from './api-call.js';
import { CommandFailed } from './command-failed.js';

interface Page {
  nextCursor: string | null;
}

/** Pages of a list, one after the other. @throws CommandFailed when there are more than so many; it says `tooMany`. */
export async function* pagesOf<P extends Page>(call: ApiCall, path: string, { limit, most, tooMany }: { limit: number; most: number; tooMany: string }): AsyncGenerator<P> {
  let cursor: string | null = null;
  for (let page = 0; page < most; page += 1) {
    const answer: P = await call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    yield answer;
    cursor = answer.nextCursor;
    if (cursor === null) return;
  }
  throw new CommandFailed(tooMany);
}

/** Everything in a list. @throws CommandFailed for more than ten thousand. */
export async function listAll<T>(call: ApiCall, path: string): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pagesOf<Page & { items: T[] }>(call, path, { limit: 100, most: 100, tooMany: `GET ${path}: there are more than 10000 of them; ask for fewer` })) items.push(...page.items);
  return items;
}
