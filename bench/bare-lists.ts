import Fastify from 'fastify';
import { Pool } from 'pg';

/**
 * The peer of `lists`, a process of its own that prints where it listens: the same rows in bare Fastify and pg, which asks for no key,
 * knows nothing of shares, roles or what is secret, and gives each row as it lies in its table. `/pages/…` is the same as a page
 * whose table is written by the server.
 */
const pool = new Pool({ connectionString: process.env.PEER_DATABASE, max: 10 });

const lists: Readonly<Record<string, string>> = {
  leases: 'select * from leases where tenant_id = $1 order by created_at desc, id desc limit 51',
  hosts: 'select * from hosts where operator_id = $1 order by id limit 51',
  statements: 'select * from statements where tenant_id = $1 order by starts_at desc limit 51',
};

const server = Fastify();
server.get<{ Params: { list: string }; Querystring: { owner: string } }>('/:list', async ({ params, query }) => {
  const { rows } = await pool.query<Record<string, unknown>>(lists[params.list]!, [query.owner]);
  return { items: rows.slice(0, 50), nextCursor: rows[49]?.id };
});
server.get<{ Params: { list: string }; Querystring: { owner: string } }>('/pages/:list', async ({ params, query }, reply) => {
  const { rows } = await pool.query<Record<string, unknown>>(lists[params.list]!, [query.owner]);
  const lines = rows.slice(0, 50).map((row) => `<tr>${Object.values(row).slice(0, 7).map((value) => `<td>${String(value)}</td>`).join('')}</tr>`);
  return reply.type('text/html').send(`<!doctype html><html lang="en"><title>Bare</title><main><table class="list" aria-label="Bare"><tbody>${lines.join('')}</tbody></table></main></html>`);
});
await server.listen({ port: 0, host: '127.0.0.1' });
const { port } = server.server.address() as { port: number };
console.log(`http://127.0.0.1:${port}`);
