import { type DynamicModule, type LoggerService, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CommandBus } from '@nestjs/cqrs';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { type Logger, pino } from 'pino';

import { Authenticator } from '#libs/identity';
import { newId } from '#libs/kernel';
import { Queues } from '#libs/queue';
import { isTracing } from '#libs/tracing';

import { rememberRoutes } from './allowed-methods.js';
import { serveConsole } from './console.js';
import { addHeaders, addHooks, requestIdOf } from './hooks.js';
import { acceptJsonOnly, BODY_LIMIT } from './json-body.js';
import { Metrics } from './metrics.js';
import { buildOpenApi } from './openapi.js';
import type { ApiOptions } from './options.js';
import { PlatformModule } from './platform.module.js';
import { sendProblem } from './problem.filter.js';
import { asProblem, httpProblems, problemBody } from './problems.js';
import { serveQueueBoard } from './queue-board.js';
import { RateLimiter } from './rate-limit.js';
import { SessionAccess } from './session-access.js';
import { endStreams } from './stream.js';
import { traceCommands, traceRequests } from './trace-requests.js';

@Module({})
class ApiRoot {}

/**
 * The API, made ready but not yet listening: `await app.listen(port, host)`. `module` brings the controllers, their
 * libs, and what those stand on: Database, Signals, Queues, CLOCK and SETTINGS.
 */
export async function createApiApp(module: Type | DynamicModule, options: ApiOptions = {}): Promise<NestFastifyApplication> {
  // Lines are gathered and written off the way of requests; what is left is written at exit.
  const logger = pino({ level: options.logLevel ?? 'info', base: null }, pino.destination({ fd: 1, sync: false, minLength: 4_096, periodicFlush: 500 }));
  const app = await create(module, options, logger);
  const server = app.getHttpAdapter().getInstance();
  acceptJsonOnly(server);
  rememberRoutes(server);
  if (isTracing()) traceRequests(server); // before the hooks that ask who it is, and may refuse
  addHooks(server, { authenticator: app.get(Authenticator), sessions: app.get(SessionAccess), limiter: app.get(RateLimiter), metrics: app.get(Metrics), logger });
  server.addHook('preClose', (done) => {
    endStreams(server.server);
    done();
  });
  serveDocs(app);
  serveConsole(server, options.consoleFolder);
  serveQueueBoard(server, app.get(Queues, { strict: false }));
  await app.init();
  if (isTracing()) traceCommands(app.get(CommandBus, { strict: false }));
  await server.ready();
  return app;
}

/** The document at `/openapi.json` and a page to read and try it at `/docs`, from our own disk. Made when first asked for. */
function serveDocs(app: NestFastifyApplication): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= buildOpenApi(app)), {
    raw: ['json'],
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Weir API',
    swaggerOptions: { persistAuthorization: false, displayRequestDuration: true, docExpansion: 'none', validatorUrl: null },
  });
}

/** The routes alone, with nothing behind them: enough to describe the API, without a database. */
export function createApiPreview(module: Type | DynamicModule): Promise<NestFastifyApplication> {
  return create(module, {}, pino({ level: 'silent' }), true);
}

function create(module: Type | DynamicModule, options: ApiOptions, logger: Logger, preview = false): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    logger: false,
    // There is no Nest middleware; hooks do its work.
    skipMiddie: true,
    bodyLimit: BODY_LIMIT,
    genReqId: requestIdOf,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 256 },
    // These come before routes and hooks; they are answered like all others.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      addHeaders(request, reply);
      sendProblem(reply, asProblem(error), request.id);
    },
    clientErrorHandler,
  });
  const root: DynamicModule = { module: ApiRoot, imports: [PlatformModule.forRoot(options, logger), module] };
  return NestFactory.create<NestFastifyApplication>(root, adapter, { bodyParser: false, abortOnError: false, preview, logger: nestLogger(logger) });
}

/** For what Node's parser refuses before there is a request: answers as a problem too, and hangs up. */
function clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const problem = tooLarge
    ? httpProblems.headers_too_large('The header fields are too large.')
    : asProblem(Object.assign(new Error('The request is not well-formed HTTP.'), { statusCode: 400 }));
  const body = JSON.stringify(problemBody(problem, newId('request')));
  const status = tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}

/** Nest's own messages, in our log: what is routine there is detail here. */
function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message: unknown, context?: string) => logger.debug({ context }, String(message)),
    debug: (message: unknown, context?: string) => logger.debug({ context }, String(message)),
    verbose: (message: unknown, context?: string) => logger.trace({ context }, String(message)),
    warn: (message: unknown, context?: string) => logger.warn({ context }, String(message)),
    error: (message: unknown, stack?: string, context?: string) => logger.error({ context, stack }, String(message)),
  };
}
