import type { CommandBus, ICommand } from '@nestjs/cqrs';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { inSpan, openRequest, type RequestSpan } from '#libs/tracing';

declare module 'fastify' {
  interface FastifyRequest {
    /** While traces are made: the span of the request. */
    span: RequestSpan | null;
  }
}

/** Looked at by machines, every few seconds, and nothing follows from it. */
const untraced = /^\/(health|metrics)/;

/** Makes each request a span, in which whatever it leads to is done. Its name is the route's, so that names are few; of who asked it tells the id. */
export function traceRequests(server: FastifyInstance): void {
  server.decorateRequest('span', null);
  server.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url;
    if (untraced.test(route ?? '')) return done();
    const attributes = { 'http.request.method': request.method, ...(route !== undefined && { 'http.route': route }), 'weir.request.id': request.id };
    request.span = openRequest(route === undefined ? request.method : `${request.method} ${route}`, request.headers, attributes);
    request.span.run(done);
  });
  // Once more: what reads a body goes on in whatever the socket was opened in.
  server.addHook('preHandler', (request, _reply, done) => {
    if (request.span) request.span.run(done);
    else done();
  });
  const end = (request: FastifyRequest, status: number | undefined): void => {
    request.span?.end({ ...(status !== undefined && { 'http.response.status_code': status }), ...(request.key && { 'weir.owner.id': request.key.ownerId }) }, status === undefined || status >= 500);
    request.span = null;
  };
  server.addHook('onResponse', (request, reply, done) => {
    end(request, reply.statusCode);
    done();
  });
  // The caller hung up before the answer was there.
  server.addHook('onRequestAbort', (request, done) => {
    end(request, undefined);
    done();
  });
}

/** Makes each command a step of the request that it comes from. */
export function traceCommands(bus: CommandBus): void {
  const execute = bus.execute.bind(bus);
  bus.execute = (command: ICommand) => inSpan(command.constructor.name, {}, () => execute(command));
}
