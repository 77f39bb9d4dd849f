import type { FastifyInstance, FastifyRequest } from 'fastify';

interface Route {
  pattern: RegExp;
  methods: string[];
}

const routesOf = new WeakMap<object, Route[]>();

/** Remembers each route as it is added, so that a wrong method can be told from a wrong address. */
export function rememberRoutes(server: FastifyInstance): void {
  const routes: Route[] = [];
  routesOf.set(server.server, routes);
  server.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(`^${url.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, '[^/]+').replaceAll('*', '.*')}$`);
    routes.push({ pattern, methods: [method].flat() });
  });
}

/** The methods that the address of a request takes; none when there is no such address. */
export function allowedMethods(request: FastifyRequest): string[] {
  const path = request.url.split('?', 1)[0]!;
  const methods = (routesOf.get(request.server.server) ?? []).filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
  return [...new Set(methods)].toSorted();
}
