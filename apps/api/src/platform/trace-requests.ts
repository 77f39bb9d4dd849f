import type { CommandBus, ICommand } from '@nestjs/cqrs';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { inSpan, openRequest, type RequestSpan } from '#libs/tracing';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where traces are made: the span of the request. */
    span?: RequestSpan | null;
  }
}

/** Of routes that machines look at, every few seconds: nothing follows from it. */
export const lookedAt = /^\/(health|metrics)/;

/** Makes each request a span, in which whatever it leads to is done. Its name is the route's, so that names are few; of who asked it tells the id. */
export function traceRequests(server: FastifyInstance): void {
  server.decorateRequest('span', null);
  server.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url;
    if (lookedAt.test(route ?? '')) return done();
    const attributes = { 'http.request.method': request.method, ...(route !== undefined && { 'http.route': route }), 'weir.request.id': request.id };
    request.span = openRequest(route === undefined ? request.method : `${request.method} ${route}`, request.headers, attributes);
    request.span.run(done);
  });
  // Once more: what reads a body goes on in whatever the socket was opened in.
  server.addHook('preHandler', (request, _reply, done) => {
    if (request.span) request.span.run(done);
    else done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    request.span?.end({ 'http.response.status_code': reply.statusCode, ...ownerOf(request) }, reply.statusCode >= 500);
    done();
  });
  // The caller hung up before the answer was there.
  server.addHook('onRequestAbort', (request, done) => {
    request.span?.end({ 'error.type': 'aborted', ...ownerOf(request) }, false);
    done();
  });
}

function ownerOf({ key }: FastifyRequest): Record<string, string> {
  return key ? { 'weir.owner.id': key.ownerId } : {};
}

/** Makes each command a step of the request that it comes from. */
export function traceCommands(bus: CommandBus): void {
  const execute = bus.execute.bind(bus);
  bus.execute = (command: ICommand) => inSpan(command.constructor.name, {}, () => execute(command));
}
