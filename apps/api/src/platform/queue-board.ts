import { createBullBoard } from '@bull-board/api';
import { FastifyAdapter } from '@bull-board/fastify';
import type { FastifyInstance } from 'fastify';

import type { Queues } from '#libs/queue';

import type { Access } from './access.js';
import { sendProblem } from './problem.filter.js';
import { asProblem } from './problems.js';

/** Where administrators look into the queues. No part of the API: it is in no document, and changes with the library that makes it. */
export const QUEUE_BOARD_PATH = '/v1/admin/queues';

/** Its routes are the library's, which knows nothing of access. Browsers open them without headers of ours. */
export const queueBoardAccess: Access = { owners: ['platform'], scopes: ['queues:read'], actsAs: 'admin' };

/** It styles itself in line; nothing else is allowed that the console is not. Its fonts from elsewhere are refused by this. */
const policy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data:", "connect-src 'self'", "font-src 'self'", "frame-ancestors 'none'", "base-uri 'self'", "form-action 'none'",
].join('; ');

/** Bull Board's routes that read; there are no others, whatever its page shows. */
class ReadingAdapter extends FastifyAdapter {
  override setApiRoutes(routes: Parameters<FastifyAdapter['setApiRoutes']>[0]): this {
    super.setApiRoutes(routes.filter(({ method }) => method === 'get'));
    return this;
  }
}

export function serveQueueBoard(server: FastifyInstance, queues: Pick<Queues, 'watched'>): void {
  const serverAdapter = new ReadingAdapter();
  createBullBoard({ queues: queues.watched(), serverAdapter, options: { uiConfig: { boardTitle: 'Weir queues', miscLinks: [{ text: 'Console', url: '/console/admin' }] } } });
  serverAdapter.setBasePath(QUEUE_BOARD_PATH);
  void server.register(async (scope) => {
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.headers({ 'content-security-policy': policy, 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' });
      done();
    });
    // The library answers every error by itself; ours are answered as everywhere.
    scope.addHook('onRoute', (route) => {
      route.errorHandler = (error, request, reply) => sendProblem(reply, asProblem(error), request.id);
    });
    await scope.register(serverAdapter.registerPlugin(), { prefix: QUEUE_BOARD_PATH });
  });
}

/** Whether a route is the board's. */
export const isQueueBoard = (url: string): boolean => url === QUEUE_BOARD_PATH || url.startsWith(`${QUEUE_BOARD_PATH}/`);
