import createClient, { type Client, type Middleware } from 'openapi-fetch';

import type { paths } from './api.js';
import { problemOf } from './problem.js';
import { type RetryOptions, retrying } from './retry.js';

export interface WeirClientOptions {
  /** Such as `http://127.0.0.1:7070`. */
  baseUrl: string;
  /** `weir_…`. Anything that makes requests with it is that key's owner. Without one, in a browser, the session's cookie says who asks. */
  apiKey?: string;
  /** Instead of the global one. */
  fetch?: (request: Request) => Promise<Response>;
  /** Sent with every request, such as a user agent. */
  headers?: Readonly<Record<string, string>>;
  /** How often what failed on the way is tried again, as far as that cannot happen twice; `false`: never. */
  retry?: RetryOptions | false;
}

/** Every path of the API, typed: `client.GET('/v1/pools')`. */
export type WeirClient = Client<paths>;

/**
 * A client of the Weir API. Its calls throw a WeirProblem for whatever is not a success, so that `data` is there
 * whenever they return; `answer` takes it out. What failed on the way is tried again where that cannot happen twice.
 * @example const pools = await answer(client.GET('/v1/pools'));
 */
export function createWeirClient({ baseUrl, apiKey, fetch = (request) => globalThis.fetch(request), headers, retry = {} }: WeirClientOptions): WeirClient {
  const client = createClient<paths>({ baseUrl: baseUrl.replace(/\/+$/, ''), fetch: retry === false ? fetch : retrying(fetch, retry), headers: { ...headers, ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }) } });
  client.use(throwProblems);
  return client;
}

const throwProblems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
    return undefined;
  },
};

/** The body of an answer. @throws WeirProblem for a refusal. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  // Refusals were thrown; an answer without a body has no data, and its type says so.
  return (await call).data as T;
}

/** Header parameters with a fresh Idempotency-Key, or yours: give the same to every try of one request, and it happens once. With it the client tries again by itself. */
export function idempotent(key: string = crypto.randomUUID()): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key };
}

interface PageOf<T> {
  items: T[];
  nextCursor: string | null;
}

/**
 * Every item of a list, page by page as they are asked for.
 * @example for await (const pool of pages((cursor) => client.GET('/v1/pools', { params: { query: { cursor } } }))) …
 */
export async function* pages<T>(read: (cursor: string | undefined) => Promise<{ data?: PageOf<T> }>): AsyncGenerator<T, void> {
  let cursor: string | undefined;
  do {
    const page = await answer(read(cursor));
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
