import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Nothing runs in a page of ours but our own scripts, it speaks with nobody but us, and nobody puts it into a frame. */
export const consolePolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "font-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'",
].join('; ');

const headers = {
  'content-security-policy': consolePolicy,
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const open = { config: { access: { open: true } } };
/** Their names hold a hash of what is in them. */
const HASHED = /^assets\//;
const FILE = /\.\w+$/;

/**
 * Serves the built console at /console/: files as they are, and the page itself at every other address, which it reads
 * for itself. Without a build the API does its work all the same, and says there what is missing.
 */
export function serveConsole(server: FastifyInstance, folder: string | undefined): void {
  void server.register(async (scope) => {
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.headers(headers);
      done();
    });
    scope.get('/', open, (request, reply) => (request.headers.accept?.includes('text/html') ? reply.redirect('/console/', 302) : reply.callNotFound()));
    scope.get('/console', open, (_request, reply) => reply.redirect('/console/', 302));
    if (folder === undefined || !existsSync(join(folder, 'index.html'))) {
      scope.get('/console/*', open, (_request, reply) => reply.status(503).type('text/plain; charset=utf-8').send('The console is not built here: npm run build makes it. The API serves without it; see /docs.\n'));
      return;
    }
    // The build put compressed copies beside what is read often.
    await scope.register(fastifyStatic, { root: folder, serve: false, cacheControl: false, preCompressed: true });
    scope.get('/console/*', open, sendFile);
  });
}

function sendFile(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = (request.params as { '*': string })['*'];
  reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
  return reply.sendFile(FILE.test(path) ? path : 'index.html');
}
