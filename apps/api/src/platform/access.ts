import { RouteConfig } from '@nestjs/platform-fastify';

import type { AuthenticatedKey, RoleKind, Scope } from '#libs/identity';
import { commonProblems, type OwnerType, type Problem } from '#libs/kernel';

/** Who may use a route. It travels in the route's Fastify config, so that requests are judged before their bodies are read. */
export interface Access {
  /** Needs no key. */
  open?: boolean;
  /** Its body is kept as it came, since a signature is of that. */
  keepsBody?: boolean;
  /** A role of a session may stand in the query, for what browsers open without headers of ours. */
  roleInQuery?: boolean;
  /** What a session acts as that says nothing, where a page that is not ours asks. */
  actsAs?: RoleKind;
  /** Whose keys may. */
  owners?: readonly OwnerType[];
  /** What a key must hold: all of these. */
  scopes?: readonly Scope[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/** Where Nest notes that a method is a route, and its Fastify config. */
const ROUTE = 'method';
const CONFIG = '__fastify_route_config__';

type Target = (target: object, property?: string | symbol, descriptor?: PropertyDescriptor) => void;

/** Notes access on a handler; on a controller, for all its handlers that do not say otherwise themselves. */
export function declareAccess(access: Access): MethodDecorator & ClassDecorator {
  const decorate: Target = (target, property, descriptor) => {
    if (property !== undefined) return note(target, property, descriptor!, (own) => ({ ...own, ...access }));
    const { prototype } = target as { prototype: object };
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const isRoute = typeof descriptor.value === 'function' && Reflect.hasMetadata(ROUTE, descriptor.value as object);
      if (isRoute) note(prototype, name, descriptor, (own) => ({ ...access, ...own }));
    }
  };
  return decorate;
}

function note(target: object, property: string | symbol, descriptor: PropertyDescriptor, change: (own: Access) => Access): void {
  const config = (Reflect.getMetadata(CONFIG, descriptor.value as object) ?? {}) as { access?: Access };
  RouteConfig({ ...config, access: change(config.access ?? {}) })(target, property, descriptor);
}

/** Why a key may not use a route; undefined when it may. */
export function refusedBy({ owners = [], scopes = [] }: Access, key: AuthenticatedKey): Problem | undefined {
  if (!owners.includes(key.ownerType)) return commonProblems.forbidden(`This is for keys and roles of ${owners.join(' or ')}; yours is of ${key.ownerType}.`);
  for (const scope of scopes) {
    if (!key.scopes.includes(scope)) return commonProblems.forbidden(`This key or role lacks the scope ${scope}.`, { extra: { scope } });
  }
  return undefined;
}
