import type { FastifyInstance, FastifyRequest } from 'fastify';

import { commonProblems, Problem } from '#libs/kernel';

/** Bytes of a body. */
export const BODY_LIMIT = 256 * 1_024;
/** Of arrays and objects in each other. */
export const DEPTH_LIMIT = 32;

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came, on routes that keep it for its signature. */
    keptBody?: string;
  }
}

type Done = (error: Error | null, body?: unknown) => void;

/** Takes JSON alone, of a bounded size and depth, with nothing in it that the database would choke on. */
export function acceptJsonOnly(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error') as (request: FastifyRequest, body: string, done: Done) => void;
  const parser = (request: FastifyRequest, body: string, done: Done): void => {
    if (request.routeOptions.config.access?.keepsBody) request.keptBody = body;
    if (body.length === 0) return done(null, undefined);
    if (deeperThan(DEPTH_LIMIT, body)) return done(commonProblems.invalid_request(`The body is nested deeper than ${DEPTH_LIMIT} levels.`));
    parse(request, body, (error, value) => {
      if (error) return done(commonProblems.invalid_request('The body is not valid JSON.'));
      // Characters that are refused can only come as escapes.
      const problem = body.includes(String.raw`\u`) ? unstorable(value, '') : undefined;
      done(problem ?? null, value);
    });
  };
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: BODY_LIMIT }, parser);
  server.addContentTypeParser(/^application\/[\w.-]+\+json\b/, { parseAs: 'string', bodyLimit: BODY_LIMIT }, parser);
}

const QUOTE = 34;
const BACKSLASH = 92;

/** Whether JSON text opens more arrays and objects in each other than the limit, without parsing it. */
export function deeperThan(limit: number, text: string): boolean {
  // Most bodies open too few in all, and that is found by a search that the engine does fast.
  return opensMoreThan(limit, text) && nestsDeeperThan(limit, text);
}

function opensMoreThan(limit: number, text: string): boolean {
  return countUpTo(limit, text, '[') + countUpTo(limit, text, '{') > limit;
}

/** How often a character occurs; gives up counting just beyond the limit. */
function countUpTo(limit: number, text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1 && count <= limit; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}

function nestsDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (quoted) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === 91 || code === 123) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === 93 || code === 125) depth -= 1;
  }
  return false;
}

/** The first text with a NUL or half a surrogate pair: PostgreSQL stores neither. Depth is bounded before. */
function unstorable(value: unknown, pointer: string): Problem | undefined {
  if (typeof value === 'string') return storable(value) ? undefined : refusal(pointer);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    if (!storable(key)) return refusal(pointer);
    const found = unstorable(part, `${pointer}/${escapePointer(key)}`);
    if (found) return found;
  }
  return undefined;
}

function refusal(pointer: string): Problem {
  return commonProblems.invalid_request('Text may not hold NUL characters or unpaired surrogates.', pointer === '' ? {} : { pointer });
}

export function storable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** One part of a JSON pointer, RFC 6901. */
export function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
