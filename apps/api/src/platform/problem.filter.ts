import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import type { Problem } from '#libs/kernel';

import { allowedMethods } from './allowed-methods.js';
import { LOGGER } from './options.js';
import { asProblem, httpProblems, problemBody, statusOf } from './problems.js';

/** Turns whatever was thrown, by us, Nest or Fastify, into an RFC 9457 answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    let problem = asProblem(error);
    if (problem.code === 'internal') this.logger.error({ err: error, requestId: request.id }, 'a request failed');
    if (problem.code === 'no_such_route') {
      const allowed = allowedMethods(request);
      // A file that is not there is at an address that takes the method.
      if (allowed.length > 0 && !allowed.includes(request.method)) {
        reply.header('allow', allowed.join(', '));
        problem = httpProblems.method_not_allowed(`This address takes ${allowed.join(', ')}.`);
      }
    }
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, problem, request.id);
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem, requestId: string): void {
  const status = statusOf(problem);
  // Whatever would have been kept of what is not there.
  reply.header('cache-control', 'no-store');
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="weir"');
  if (problem.options.retryAfterSeconds !== undefined) reply.header('retry-after', problem.options.retryAfterSeconds);
  // As bytes: to text Fastify would add a charset, which JSON has not.
  reply.status(status).header('content-type', 'application/problem+json').send(Buffer.from(JSON.stringify(problemBody(problem, requestId))));
}
