import Fastify from 'fastify';
import { z } from 'zod';

/**
 * The peers of `api`, a process of its own that prints where it listens. `/v1/echo` is what its user would write in bare
 * Fastify: the key looked up in memory, the body validated by the same schema, the same headers. `/v1/bare` is Fastify's JSON
 * parser and reply, and nothing else.
 */
const echo = z.strictObject({
  message: z.string().max(1_000),
  number: z.int().optional(),
  tags: z.array(z.string().max(64)).max(32).optional(),
});
const keys = new Map([[process.env.PEER_KEY ?? '', { id: 'key_1', scopes: ['echo'] }]]);

const server = Fastify();
server.route({
  method: 'POST',
  url: '/v1/echo',
  onRequest: (request, reply, done) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('cache-control', 'no-store');
    const { authorization } = request.headers;
    const key = authorization?.startsWith('Bearer ') ? keys.get(authorization.slice(7)) : undefined;
    if (key) done();
    else reply.code(401).send({ title: 'Not authenticated' });
  },
  preValidation: (request, reply, done) => {
    const read = echo.safeParse(request.body);
    if (read.success) {
      request.body = read.data;
      done();
    } else reply.code(400).send({ title: 'Invalid request', errors: read.error.issues });
  },
  handler: (request, reply) => reply.send(request.body),
});
server.post('/v1/bare', (request, reply) => reply.send(request.body));
await server.listen({ port: 0, host: '127.0.0.1' });
const { port } = server.server.address() as { port: number };
console.log(`http://127.0.0.1:${port}`);
