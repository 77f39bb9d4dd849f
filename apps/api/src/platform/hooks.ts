import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { type AuthenticatedKey, Authenticator } from '#libs/identity';
import { commonProblems, newId } from '#libs/kernel';

import { storable } from './json-body.js';
import type { Metrics } from './metrics.js';
import type { RateLimiter, Verdict } from './rate-limit.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose request it is; null where none was needed. */
    key: AuthenticatedKey | null;
    /** By the monotonic clock. */
    startedAt: number;
  }
}

export interface HookParts {
  authenticator: Authenticator;
  limiter: RateLimiter;
  metrics: Metrics;
  logger: Logger;
}

/** The caller's request id if it is a sane one, so that logs of both sides can be joined; ours otherwise. */
export function requestIdOf(raw: { headers: Record<string, string | string[] | undefined> }): string {
  const given = raw.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{8,64}$/.test(given) ? given : newId('request');
}

/**
 * What happens to every request before its body is read and after it is answered. Hooks and not Nest's middleware or
 * interceptors: a request without a key must not make us read its body, and the way through stays short.
 */
export function addHooks(server: FastifyInstance, parts: HookParts): void {
  server.decorateRequest('key', null);
  server.decorateRequest('startedAt', 0);
  server.addHook('onRequest', (request, reply, done) => {
    request.startedAt = performance.now();
    addHeaders(request, reply);
    if (request.url.includes('%') && !storableAddress(request.url)) {
      return done(commonProblems.invalid_request('The address holds characters that are not text.'));
    }
    const authorization = request.headers.authorization;
    if (authorization?.startsWith('Bearer weir_') || request.url.startsWith('/v1/')) return admit(parts, request, reply, authorization, done);
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    report(parts, request, reply);
    done();
  });
}

type Done = (error?: Error) => void;

function admit({ authenticator, limiter }: HookParts, request: FastifyRequest, reply: FastifyReply, authorization: string | undefined, done: Done): void {
  const secret = authorization?.startsWith('Bearer ') ? authorization.slice(7) : undefined;
  if (secret === undefined) return done(commonProblems.unauthenticated('Send an API key: Authorization: Bearer weir_….'));
  const known = (key: AuthenticatedKey | undefined): void => {
    if (!key) return done(commonProblems.unauthenticated('This API key is unknown, revoked or expired.'));
    request.key = key;
    const judged = (verdict: Verdict): void => done(applyLimit(limiter, reply, verdict));
    const verdict = limiter.take(key.id);
    if (verdict instanceof Promise) verdict.then(judged, done);
    else judged(verdict);
  };
  let key;
  try {
    key = authenticator.authenticate(secret);
  } catch (error) {
    return done(error as Error);
  }
  if (key instanceof Promise) key.then(known, done);
  else known(key);
}

/** Tells the caller where it stands: the headers of the IETF's draft, and the older ones that many clients read. */
function applyLimit(limiter: RateLimiter, reply: FastifyReply, { allowed, remaining, resetSeconds }: Verdict): Error | undefined {
  reply.header('ratelimit-policy', `"key";q=${limiter.limit};w=${limiter.windowSeconds}`);
  reply.header('ratelimit', `"key";r=${remaining};t=${resetSeconds}`);
  reply.header('ratelimit-limit', limiter.limit);
  reply.header('ratelimit-remaining', remaining);
  reply.header('ratelimit-reset', resetSeconds);
  if (allowed) return undefined;
  return commonProblems.rate_limited(`This key may make ${limiter.limit} requests in ${limiter.windowSeconds} seconds; come back in ${resetSeconds}.`, {
    retryAfterSeconds: resetSeconds,
  });
}

const apiPolicy = "default-src 'none'; frame-ancestors 'none'";
/** Swagger UI styles itself in line and draws with data URLs. */
const docsPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** On every answer, also those that come before hooks. */
export function addHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
  reply.header('x-content-type-options', 'nosniff');
  reply.header('cache-control', 'no-store');
  reply.header('referrer-policy', 'no-referrer');
  reply.header('content-security-policy', request.url.startsWith('/docs') ? docsPolicy : apiPolicy);
}

/** Malformed escapes are left to Fastify, which refuses them. */
function storableAddress(url: string): boolean {
  try {
    return storable(decodeURIComponent(url));
  } catch {
    return true;
  }
}

function report({ metrics, logger }: HookParts, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? 'none';
  const millis = performance.now() - request.startedAt;
  metrics.requestSeconds.observe({ route, method: request.method, status: reply.statusCode }, millis / 1_000);
  const level = route.startsWith('/health') || route === '/metrics' ? 'debug' : 'info';
  if (!logger.isLevelEnabled(level)) return;
  logger[level](
    { requestId: request.id, method: request.method, route, status: reply.statusCode, millis: Math.round(millis * 10) / 10, keyId: request.key?.id, ownerId: request.key?.ownerId },
    'request',
  );
}
