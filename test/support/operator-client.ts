import { setTimeout as sleep } from 'node:timers/promises';

/** Makes requests of the API with one key. @throws with the problem's members when it is refused. */
export type Call = <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;

export function clientOf(url: string, key: string): Call {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(url + path, {
      method, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = (text === '' ? undefined : JSON.parse(text)) as T;
    if (!response.ok) throw Object.assign(new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`), answer);
    return answer;
  };
}

/** Waits until expectations hold. @throws the last failure when they do not in time. */
export async function eventually(expectations: () => Promise<unknown>, withinMillis = 15_000): Promise<void> {
  for (const until = Date.now() + withinMillis; ; await sleep(200)) {
    try {
      await expectations();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}
