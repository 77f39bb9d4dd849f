/** An answer other than 2xx, with the problem that the API gave. */
export class ApiRefusal extends Error {
  override name = 'ApiRefusal';

  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

export interface CallOptions {
  idempotencyKey?: string;
  headers?: Record<string, string>;
}

/** Makes requests of one API with one key. What `weir up` shows, it does as any user would: through the API. */
export type ApiCall = <T>(method: string, path: string, body?: unknown, options?: CallOptions) => Promise<T>;

/** @throws ApiRefusal when the answer is not 2xx. */
export function apiCall(apiUrl: string, key: string): ApiCall {
  return async <T>(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<T> => {
    const response = await fetch(apiUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
        ...options.headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) {
      const { code = 'unknown', detail = text } = (answer ?? {}) as { code?: string; detail?: string };
      throw new ApiRefusal(response.status, code, `${method} ${path}: ${response.status} ${code}: ${detail}`);
    }
    return answer as T;
  };
}
