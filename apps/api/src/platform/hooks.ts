import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Logger } from 'pino';

import { type AuthenticatedKey, Authenticator } from '#libs/identity';
import { commonProblems, newId } from '#libs/kernel';

import { type Access, refusedBy } from './access.js';
import { storable } from './json-body.js';
import type { Metrics } from './metrics.js';
import { isQueueBoard, queueBoardAccess } from './queue-board.js';
import type { RateLimiter, Verdict } from './rate-limit.js';
import type { SessionAccess } from './session-access.js';
import { lookedAt } from './trace-requests.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose request it is, by key or session; null where none was needed. */
    key: AuthenticatedKey | null;
    /** By the monotonic clock. */
    startedAt: number;
  }
}

export interface HookParts {
  authenticator: Authenticator;
  sessions: SessionAccess;
  limiter: RateLimiter;
  metrics: Metrics;
  logger: Logger;
}

type Done = (error?: Error) => void;
type Report = (request: FastifyRequest, reply: FastifyReply) => void;

/** The caller's request id if it is a sane one, so that logs of both sides can be joined; ours otherwise. */
export function requestIdOf(raw: { headers: Record<string, string | string[] | undefined> }): string {
  const given = raw.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{8,64}$/.test(given) ? given : newId('request');
}

/**
 * What happens to every request before its body is read, and after it is answered. Fastify's hooks and not Nest's guards
 * and interceptors: those come after the body, and a request that may not pass must not make us read it. What a route
 * asks for is known when it is added, so that requests look nothing up.
 */
export function addHooks(server: FastifyInstance, parts: HookParts): void {
  server.decorateRequest('key', null);
  server.decorateRequest('startedAt', 0);
  const reportUnknown = reporter(parts, 'none', 'any');
  server.addHook('onRequest', (request, reply, done) => {
    request.startedAt = performance.now();
    addHeaders(request, reply);
    if (request.url.includes('%') && !storableAddress(request.url)) return done(commonProblems.invalid_request('The address holds characters that are not text.'));
    // Without a key nothing is told of what there is and is not.
    if (request.is404 && request.url.startsWith('/v1/')) return authenticate(parts, undefined, request, reply, done);
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    if (request.is404) reportUnknown(request, reply);
    done();
  });
  server.addHook('onRoute', (route) => {
    if (isQueueBoard(route.url) && !route.config?.access) route.config = { ...route.config, access: queueBoardAccess };
    const report = reporter(parts, route.url, String(route.method));
    route.onRequest = [...[route.onRequest ?? []].flat(), guardOf(parts, route)];
    route.onResponse = [...[route.onResponse ?? []].flat(), (request: FastifyRequest, reply: FastifyReply, done: Done) => {
      report(request, reply);
      done();
    }];
  });
}

/** @throws Error at start, when a route does not say who may use it. */
function guardOf(parts: HookParts, { url, config }: RouteOptions): (request: FastifyRequest, reply: FastifyReply, done: Done) => void {
  const access = config?.access ?? (/^\/(docs\b|openapi\.json$)/.test(url) ? { open: true } : {});
  if (access.open) return (_request, _reply, done) => done();
  if (!access.owners?.length) throw new Error(`the route ${url} does not say who may use it: give its controller @OwnedBy or @Public`);
  return (request, reply, done) => authenticate(parts, access, request, reply, done);
}

/** Finds whose request it is. Goes on at once, without a promise, when all that is needed is in memory. */
function authenticate(parts: HookParts, access: Access | undefined, request: FastifyRequest, reply: FastifyReply, done: Done): void {
  const { authorization } = request.headers;
  if (authorization === undefined && parts.sessions.secretOf(request) !== undefined) {
    parts.sessions.keyOf(request).then((found) => admit(parts, found, access, request, reply, done), done);
    return;
  }
  if (!authorization?.startsWith('Bearer ')) return done(commonProblems.unauthenticated('Send an API key: Authorization: Bearer weir_….'));
  const key = parts.authenticator.authenticate(authorization.slice(7));
  if (key instanceof Promise) key.then((found) => admit(parts, found, access, request, reply, done), done);
  else admit(parts, key, access, request, reply, done);
}

/** Lets a known key pass, within its rate and its rights. */
function admit(parts: HookParts, key: AuthenticatedKey | undefined, access: Access | undefined, request: FastifyRequest, reply: FastifyReply, done: Done): void {
  if (!key) return done(commonProblems.unauthenticated('This API key is unknown, revoked or expired.'));
  request.key = key;
  const verdict = parts.limiter.take(key.id, request.startedAt);
  const judge = (verdict: Verdict): void => done(applyLimit(parts.limiter, reply, verdict) ?? (access && refusedBy(access, key)));
  if (verdict instanceof Promise) verdict.then(judge, done);
  else judge(verdict);
}

/**
 * Tells the caller where it stands, by the headers of the IETF's draft; a refusal also by the older ones that many clients
 * read. Not every answer: headers are the dearest part of a small answer (measured: five of them, a tenth of its cost).
 */
function applyLimit(limiter: RateLimiter, reply: FastifyReply, { allowed, remaining, resetSeconds }: Verdict): Error | undefined {
  reply.header('ratelimit-policy', limiter.policy);
  reply.header('ratelimit', `"key";r=${remaining};t=${resetSeconds}`);
  if (allowed) return undefined;
  reply.header('ratelimit-limit', limiter.limit);
  reply.header('ratelimit-remaining', remaining);
  reply.header('ratelimit-reset', resetSeconds);
  return commonProblems.rate_limited(`This key may make ${limiter.limit} requests in ${limiter.windowSeconds} seconds; come back in ${resetSeconds}.`, {
    retryAfterSeconds: resetSeconds,
  });
}

/** Swagger UI styles itself in line and draws with data URLs. Nothing else that we send is a document to a browser. */
const docsPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** On every answer, also those that come before hooks. */
export function addHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
  reply.header('x-content-type-options', 'nosniff');
  reply.header('cache-control', 'no-store');
  if (request.url.startsWith('/docs')) reply.header('content-security-policy', docsPolicy);
}

/** Malformed escapes are left to Fastify, which refuses them. */
function storableAddress(url: string): boolean {
  try {
    return storable(decodeURIComponent(url));
  } catch {
    return true;
  }
}

/** Counts and logs a route's requests, one line each; what only looks at us is logged as detail. */
function reporter({ metrics, logger }: HookParts, route: string, method: string): Report {
  const observe = metrics.requests.of(route, method);
  const level = lookedAt.test(route) ? 'debug' : 'info';
  // What is the same on each line is made into text once.
  const log = logger.child({ method, route });
  return ({ id: requestId, key, startedAt, span }, { statusCode: status }) => {
    const millis = performance.now() - startedAt;
    observe(status, millis / 1_000);
    if (log.isLevelEnabled(level)) log[level]({ requestId, status, millis: Math.round(millis * 10) / 10, keyId: key?.id, traceId: span?.traceId }, 'request');
  };
}
