export interface RetryOptions {
  /** Tries after the first; two, unless told otherwise. */
  most?: number;
  /** The longest that is waited for the next try, ten seconds unless told otherwise: where the API says to come back later than that, its refusal is given at once. */
  longestPauseMillis?: number;
}

const FIRST_PAUSE_MILLIS = 250;
const TOO_MANY_REQUESTS = 429;
/** From something between us and the API, or from the API when its machine is at fault. */
const PASSING: readonly number[] = [502, 503, 504];

type Fetch = (request: Request) => Promise<Response>;

/**
 * A fetch that tries again, after what the answer's Retry-After says or else a random part of a growing pause: requests that were refused as too many, of which nothing
 * was done; and, where nobody knows what was done, those that may be made twice.
 */
export function retrying(fetch: Fetch, { most = 2, longestPauseMillis = 10_000 }: RetryOptions): Fetch {
  return async (request) => {
    for (let tried = 0; tried < most; tried += 1) {
      const pause = Math.random() * Math.min(FIRST_PAUSE_MILLIS * 2 ** tried, longestPauseMillis);
      try {
        // The body of the one that is sent cannot be sent again.
        const response = await fetch(request.clone());
        const wait = retryAfterMillis(response) ?? pause;
        if (!mayRepeat(request, response) || wait > longestPauseMillis) return response;
        await response.body?.cancel();
        await sleep(wait, request.signal);
      } catch (error) {
        if (request.signal.aborted || !mayRepeat(request)) throw error;
        await sleep(pause, request.signal);
      }
    }
    return fetch(request);
  };
}

function mayRepeat({ method, headers }: Request, response?: Response): boolean {
  if (response?.status === TOO_MANY_REQUESTS) return true;
  if (response && !PASSING.includes(response.status)) return false;
  if (headers.has('idempotency-key') || method === 'GET' || method === 'HEAD') return true;
  // Safe to repeat by RFC 9110, unless bound to a version that the first try may have changed: the second would be told that somebody else did.
  return (method === 'PUT' || method === 'DELETE') && !headers.has('if-match');
}

/** RFC 9110: seconds, or a date. */
function retryAfterMillis({ headers }: Response): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const millis = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isNaN(millis) ? undefined : Math.max(0, millis);
}

/** @throws the signal's reason when it is aborted. */
function sleep(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, millis);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
