import { DelegateBackoff, handleWhen, type IRetryBackoffContext, retry } from 'cockatiel';
import { TokenBucket } from 'limiter';
import { Agent, type Dispatcher } from 'undici';
import { WebSocket } from 'ws';

import type { ClusterConnection } from './cluster-access.js';
import { isPassing, isStatus, KubeError, kubeErrorOf } from './kube-error.js';
import type { KubernetesOptions } from './options.js';

/** As they are counted. `APPLY` is a server-side apply, `WATCH` and `CONNECT` stay open. */
export type Verb = 'GET' | 'LIST' | 'WATCH' | 'APPLY' | 'REPLACE' | 'DELETE' | 'CONNECT';

export interface KubeRequest {
  verb: Verb;
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: unknown;
  accept?: string;
  signal?: AbortSignal;
}

/** Told of every request that is sent, again or not. */
export type RequestHook = (verb: Verb, path: string) => void;

const METHODS = { GET: 'GET', LIST: 'GET', WATCH: 'GET', APPLY: 'PATCH', REPLACE: 'PUT', DELETE: 'DELETE', CONNECT: 'GET' } as const;
const CONTENT_TYPES: Partial<Record<Verb, string>> = { APPLY: 'application/apply-patch+yaml', REPLACE: 'application/json', DELETE: 'application/json' };
const MAX_ATTEMPTS = 4;
const FIRST_PAUSE_MILLIS = 150;
const MAX_PAUSE_MILLIS = 4_000;
const MAX_CONNECTIONS = 256;
const MAX_WAIT_FOR_TOKEN_MILLIS = 10_000;

/**
 * Requests to one API server: over kept connections, at no more than the permitted rate, each within its time, and again
 * where that may help. The client library makes a new TLS connection for each, and knows neither.
 */
export class KubeClient {
  private readonly agent: Agent;
  private readonly bucket: TokenBucket;
  private readonly ca: Buffer | undefined;

  constructor(readonly connection: ClusterConnection, private readonly options: KubernetesOptions, private readonly hook: RequestHook) {
    this.ca = connection.caData === undefined ? undefined : Buffer.from(connection.caData, 'base64');
    this.agent = new Agent({ connections: MAX_CONNECTIONS, connect: { ca: this.ca, timeout: options.requestTimeoutMillis }, keepAliveTimeout: 30_000 });
    this.bucket = new TokenBucket({ bucketSize: options.requestBurst, tokensPerInterval: options.requestsPerSecond, interval: 'second' });
  }

  /** The answer's object. @throws KubeError, or what broke the connection; after some attempts where those may help */
  async json<T>(request: KubeRequest): Promise<T> {
    return this.retrying(request).execute(async () => {
      const { body } = await this.send(request, AbortSignal.timeout(this.options.requestTimeoutMillis), this.options.requestTimeoutMillis);
      return (await body.json()) as T;
    }, request.signal);
  }

  /** The same, once. */
  async jsonOnce<T>(request: KubeRequest, timeoutMillis = this.options.requestTimeoutMillis): Promise<T> {
    const { body } = await this.send(request, AbortSignal.timeout(timeoutMillis), timeoutMillis);
    return (await body.json()) as T;
  }

  /** The answer's bytes as they come, for as long as none are missing for too long. Once. */
  async stream(request: KubeRequest, idleMillis: number): Promise<AsyncIterable<Uint8Array>> {
    return (await this.send(request, undefined, idleMillis)).body;
  }

  /** A WebSocket, still connecting. */
  async socket(path: string, query: Readonly<Record<string, string>>, protocol: string): Promise<WebSocket> {
    await this.permit('CONNECT', path);
    return new WebSocket(`${this.connection.server.replace(/^http/, 'ws')}${path}?${new URLSearchParams(query)}`, protocol, {
      ca: this.ca, headers: { authorization: `Bearer ${this.connection.token}` }, handshakeTimeout: this.options.requestTimeoutMillis,
      perMessageDeflate: false, maxPayload: 4 * 1_024 * 1_024,
    });
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private retrying({ verb, signal }: KubeRequest) {
    const pause = ({ attempt, result }: IRetryBackoffContext<unknown>) => {
      const told = 'error' in result && result.error instanceof KubeError ? result.error.retryAfterMillis : undefined;
      const growing = Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** attempt);
      return (told ?? 0) + growing * (0.5 + Math.random() / 2);
    };
    return retry(handleWhen((error) => !signal?.aborted && (isPassing(error) || (verb === 'APPLY' && isStatus(error, 409)))), { maxAttempts: MAX_ATTEMPTS - 1, backoff: new DelegateBackoff(pause) });
  }

  private async send(request: KubeRequest, deadline: AbortSignal | undefined, idleMillis: number): Promise<Dispatcher.ResponseData> {
    const { verb, path, query, body, accept = 'application/json', signal } = request;
    await this.permit(verb, path);
    const contentType = body === undefined ? {} : { 'content-type': CONTENT_TYPES[verb] ?? 'application/json' };
    const signals = [signal, deadline].filter((each) => each !== undefined);
    const url = new URL(this.connection.server);
    const response = await this.agent.request({
      origin: url.origin,
      path: `${url.pathname.replace(/\/$/, '')}${path}${query ? `?${new URLSearchParams(query)}` : ''}`,
      method: METHODS[verb],
      headers: { accept, authorization: `Bearer ${this.connection.token}`, ...contentType },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signals.length > 0 ? AbortSignal.any(signals) : null,
      headersTimeout: this.options.requestTimeoutMillis,
      bodyTimeout: idleMillis,
    });
    if (response.statusCode < 300) return response;
    throw kubeErrorOf(response.statusCode, response.headers['retry-after']?.toString(), await response.body.text());
  }

  /** Waits for its turn; not for long, so that what waits does not pile up. */
  private async permit(verb: Verb, path: string): Promise<void> {
    if (this.bucket.getWaitTime(1) > MAX_WAIT_FOR_TOKEN_MILLIS) throw new KubeError(429, 'OurLimit', 'more is asked of this cluster than it is to be asked');
    await this.bucket.removeTokens(1);
    this.hook(verb, path);
  }
}
