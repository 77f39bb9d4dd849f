import { apiCall, ApiRefusal } from '#apps/weir';

/** Makes a request until it is answered, as a careful client does: the same key each time, another API when one is gone. */
export type PersistentCall = <T>(method: string, path: string, body?: unknown, idempotencyKey?: string) => Promise<T>;

/** Both of two APIs may be starting at once, on a busy machine. */
const PATIENCE_MILLIS = 120_000;

/** @throws ApiRefusal on an answer below 500 other than 429: that is final. */
export function persistent(urls: readonly string[], key: string): PersistentCall {
  const calls = urls.map((url) => apiCall(url, key));
  return async <T>(method: string, path: string, body?: unknown, idempotencyKey?: string): Promise<T> => {
    let last: unknown;
    const end = Date.now() + PATIENCE_MILLIS;
    for (let attempt = 0; Date.now() < end; attempt += 1) {
      try {
        return await calls[attempt % calls.length]!<T>(method, path, body, { idempotencyKey });
      } catch (error) {
        if (error instanceof ApiRefusal && error.status < 500 && error.status !== 429) throw error;
        last = error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    throw new Error(`${method} ${path} was not answered in ${PATIENCE_MILLIS} ms`, { cause: last });
  };
}
