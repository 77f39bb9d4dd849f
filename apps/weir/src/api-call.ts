import { CommandFailed } from './command-failed.js';

/** An answer other than 2xx, with the problem that the API gave. */
export class ApiRefusal extends Error {
  override name = 'ApiRefusal';

  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

/** Nothing answered. */
export class ApiUnreachable extends Error {
  override name = 'ApiUnreachable';

  constructor(apiUrl: string, why: string, options?: ErrorOptions) {
    super(`no answer from ${apiUrl} (${why}): is it running, and is WEIR_API_URL right?`, options);
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
    const text = await textOf(apiUrl, key, method, path, body, options);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
}

/** One request's answer as it came; empty when it has no body. @throws ApiRefusal when the answer is not 2xx. */
export async function textOf(apiUrl: string, key: string, method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<string> {
  const response = await reach(apiUrl, path, {
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
  if (!response.ok) throw refusalOf(response.status, text, `${method} ${path}`);
  return text;
}

/** Opens a file that the API streams, however long it takes. @throws ApiRefusal when the answer is not 2xx. */
export async function openAnswer(apiUrl: string, key: string, path: string, accept = '*/*'): Promise<Response> {
  const response = await reach(apiUrl, path, { headers: { authorization: `Bearer ${key}`, accept } });
  if (!response.ok) throw refusalOf(response.status, await response.text(), `GET ${path}`);
  return response;
}

/** Whatever answers at an address. @throws ApiUnreachable. */
export async function reach(apiUrl: string, path: string, request: RequestInit): Promise<Response> {
  return fetch(apiUrl + path, request).catch((error: unknown) => {
    const { cause = error } = error as { cause?: unknown };
    throw new ApiUnreachable(apiUrl, cause instanceof Error ? cause.message || (cause as { code?: string }).code || cause.name : String(cause), { cause: error });
  });
}

/** The same call, of which a refusal is a failed command, to be told in a line. */
export function told<Call extends (...request: never[]) => Promise<unknown>>(call: Call): Call {
  return (async (...request: Parameters<Call>) => {
    try {
      return await call(...request);
    } catch (error) {
      if (error instanceof ApiRefusal || error instanceof ApiUnreachable) throw new CommandFailed(error.message, { cause: error });
      throw error;
    }
  }) as Call;
}

function refusalOf(status: number, text: string, request: string): ApiRefusal {
  let problem: { code?: string; detail?: string } = {};
  try {
    problem = (JSON.parse(text) ?? {}) as typeof problem;
  } catch {
    // What is no problem of ours, of a proxy say, is told as it is.
  }
  const { code = 'unknown', detail = text.slice(0, 500) } = problem;
  return new ApiRefusal(status, code, `${request}: ${status} ${code}: ${detail}`);
}
