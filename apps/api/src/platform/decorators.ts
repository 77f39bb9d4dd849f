import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode } from '@nestjs/common';
import { ApiExtension, ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { type Actor, commonProblems, type OwnerType } from '#libs/kernel';
import type { Scope } from '#libs/identity';

import { declareAccess } from './access.js';

/** What a key must hold to use a handler: all of these. */
export function Scopes(...scopes: Scope[]): MethodDecorator {
  return applyDecorators(declareAccess({ scopes }), ApiExtension('x-scopes', scopes));
}

/** Whose keys may use a controller (or one handler of it). Others get 403. A route that says neither this nor `@Public()` keeps the API from starting. */
export function OwnedBy(...owners: OwnerType[]): MethodDecorator & ClassDecorator {
  return declareAccess({ owners });
}

/** A session's role may stand in the query as `role`, for what a browser opens without headers of ours. The route's schema of the query must take it. */
export function RoleInQuery(): MethodDecorator {
  return declareAccess({ roleInQuery: true });
}

/** Needs no key. */
export function Public(): MethodDecorator & ClassDecorator {
  return applyDecorators(declareAccess({ open: true }), ApiExtension('x-public', true));
}

/** Needs no key but a signature of its body, which a guard checks: see `keptBody`. */
export function Signed(): MethodDecorator & ClassDecorator {
  return applyDecorators(declareAccess({ open: true, keepsBody: true }), ApiExtension('x-public', true));
}

/** Who is asking. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => actorOf(context.switchToHttp().getRequest<FastifyRequest>()));

/** Who sent a request. @throws Problem `unauthenticated` on a public route. */
export function actorOf(request: FastifyRequest): Actor {
  const { key } = request;
  if (!key) throw commonProblems.unauthenticated('This needs an API key.');
  return { keyId: key.id, ownerType: key.ownerType, ownerId: key.ownerId, projectId: key.projectId, role: key.role, scopes: key.scopes, requestId: request.id };
}

/** The caller's Idempotency-Key, if it sent one. @throws Problem `invalid_request` when it is not 1 to 255 visible ASCII characters. */
export const IdempotencyKey = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string | undefined => {
    const key = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
    if (key === undefined) return undefined;
    if (typeof key === 'string' && /^[\u0021-\u007e]{1,255}$/.test(key)) return key;
    throw commonProblems.invalid_request('Idempotency-Key takes 1 to 255 visible ASCII characters.', { pointer: 'Idempotency-Key' });
  },
  [documented({ name: 'Idempotency-Key', required: false, description: 'A key of your own: repeats with it get the first answer.', schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' } })],
);

/** The version that the caller's If-Match names, if it sent one. @throws Problem `invalid_request` when it is not one of our ETags. */
export const IfMatch = createParamDecorator(
  (_data: unknown, context: ExecutionContext): number | undefined => {
    const tag = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
    if (tag === undefined || tag === '*') return undefined;
    const version = /^"(\d{1,15})"$/.exec(tag)?.[1];
    if (version === undefined) throw commonProblems.invalid_request('If-Match takes an ETag of this API, such as "3".', { pointer: 'If-Match' });
    return Number(version);
  },
  [documented({ name: 'If-Match', required: false, description: 'Change only this version: the ETag of your copy.', schema: { type: 'string', pattern: String.raw`^(\*|"\d{1,15}")$` } })],
);

/** Tells the version of what is answered, for If-Match. */
export function setEtag(reply: FastifyReply, version: number | bigint): void {
  reply.header('etag', `"${version}"`);
}

type HeaderOptions = Parameters<typeof ApiHeader>[0];

/** A parameter decorator that documents a header of the method that it stands in. */
function documented(header: HeaderOptions): ParameterDecorator {
  return (target, property) => {
    const descriptor = Object.getOwnPropertyDescriptor(target, property!);
    if (descriptor) ApiHeader(header)(target, property!, descriptor);
  };
}

export interface AnswerOptions {
  description: string;
  example?: unknown;
}

/** The answer when all is well: sets the status, and documents the body. Without a schema there is none. */
export function Answers(status: number, schema: z.ZodType | undefined, { description, example }: AnswerOptions): MethodDecorator {
  const body = schema ? { standardSchema: schema } : {};
  return applyDecorators(HttpCode(status), ApiResponse({ status, description, ...body, ...(example === undefined ? {} : { example }) }));
}

/** The codes of problems that a handler may answer, besides those that every handler may. */
export function Refuses(...codes: string[]): MethodDecorator {
  return ApiExtension('x-refuses', codes);
}
