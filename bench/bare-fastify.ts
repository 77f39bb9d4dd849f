import Fastify from 'fastify';

/** The peer of `api`, a process of its own: Fastify's JSON parser and reply, and nothing else. Prints where it listens. */
const server = Fastify();
server.post('/v1/echo', (request, reply) => reply.send(request.body));
await server.listen({ port: 0, host: '127.0.0.1' });
const { port } = server.server.address() as { port: number };
console.log(`http://127.0.0.1:${port}`);
