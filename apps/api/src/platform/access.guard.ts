import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { commonProblems, type OwnerType } from '#libs/kernel';

import { OWNERS, PUBLIC, SCOPES } from './decorators.js';

interface Access {
  open: boolean;
  owners: readonly OwnerType[];
  scopes: readonly string[];
}

/** Lets a key use what its owner's type and its scopes allow. Whose key it is was settled before, in `hooks.ts`. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly accesses = new Map<object, Access>();

  canActivate(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    const access = this.accesses.get(handler) ?? this.read(context);
    if (access.open) return true;
    const { key } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!key) throw commonProblems.unauthenticated('Send an API key: Authorization: Bearer weir_….');
    if (!access.owners.includes(key.ownerType)) {
      throw commonProblems.forbidden(`This is for keys of ${access.owners.join(' or ') || 'nobody'}; yours is a key of ${key.ownerType}.`);
    }
    for (const scope of access.scopes) {
      if (!key.scopes.includes(scope)) throw commonProblems.forbidden(`This key lacks the scope ${scope}.`, { extra: { scope } });
    }
    return true;
  }

  /** Handlers are fixed once the product runs, so what they ask is read once. */
  private read(context: ExecutionContext): Access {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    const of = <T>(name: string): T | undefined => (Reflect.getMetadata(name, handler) ?? Reflect.getMetadata(name, controller)) as T | undefined;
    const access: Access = { open: of<boolean>(PUBLIC) ?? false, owners: of<OwnerType[]>(OWNERS) ?? [], scopes: of<string[]>(SCOPES) ?? [] };
    this.accesses.set(handler, access);
    return access;
  }
}
