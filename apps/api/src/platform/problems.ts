import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';

import { isUnreachable } from '#libs/database';
import { commonProblems, defineProblems, Problem, problemCatalogue, type ProblemKind } from '#libs/kernel';

/** The one table of HTTP statuses. */
export const statusOfKind: Readonly<Record<ProblemKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unsupported_media: 415,
  impossible: 422,
  precondition_required: 428,
  too_many: 429,
  unavailable: 503,
};

/** Kept apart from kinds: only the HTTP layer can meet these. */
const httpStatuses: Readonly<Record<string, number>> = { method_not_allowed: 405, headers_too_large: 431, internal: 500 };

export const httpProblems = defineProblems({
  no_such_route: { kind: 'not_found', title: 'No such route' },
  method_not_allowed: { kind: 'invalid', title: 'Method not allowed' },
  headers_too_large: { kind: 'invalid', title: 'Header fields too large' },
  internal: { kind: 'unavailable', title: 'Internal error' },
});

/** RFC 9457, with our `code`, `pointer` and `requestId`. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  pointer?: string;
  requestId: string;
  [extra: string]: unknown;
}

export function typeOfCode(code: string): string {
  return `https://weir.dev/problems/${code.replaceAll('_', '-')}`;
}

/** The HTTP status of a declared code. */
export function statusOfCode(code: string): number {
  const definition = problemCatalogue().get(code);
  if (!definition) throw new Error(`no problem is declared with the code ${code}`);
  return httpStatuses[code] ?? statusOfKind[definition.kind];
}

export function statusOf(problem: Problem): number {
  return httpStatuses[problem.code] ?? statusOfKind[problem.kind];
}

export function problemBody(problem: Problem, requestId: string): ProblemBody {
  const { pointer, extra } = problem.options;
  return {
    ...extra,
    type: typeOfCode(problem.code),
    title: problem.title,
    status: statusOf(problem),
    detail: problem.detail,
    code: problem.code,
    ...(pointer === undefined ? {} : { pointer }),
    requestId,
  };
}

/** Whatever was thrown, as a problem: what we do not know becomes `internal`, without details. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = statusFrom(error);
  if (status !== undefined && status < 500) return fromStatus(status, error as Error);
  if (isUnreachable(error)) return commonProblems.unavailable('A part of the product cannot be reached just now; try again.', { retryAfterSeconds: 1 });
  if (status === 503) return commonProblems.unavailable('The product is stopping or overloaded; try again.', { retryAfterSeconds: 1 });
  return httpProblems.internal('Something is wrong on our side. Tell us the request id.');
}

/** Of Nest's and Fastify's own errors. */
function statusFrom(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return undefined;
}

function fromStatus(status: number, error: Error): Problem {
  switch (status) {
    case 401: return commonProblems.unauthenticated('Send an API key: Authorization: Bearer weir_….');
    case 403: return commonProblems.forbidden('This key may not do that.');
    case 404: return httpProblems.no_such_route('There is nothing at this address.');
    case 405: return httpProblems.method_not_allowed('This address does not take this method.');
    case 413: return commonProblems.body_too_large('The body is larger than 256 KiB.');
    case 414: return commonProblems.invalid_request('A part of the address is too long.');
    case 415: return commonProblems.unsupported_media_type('Send JSON: Content-Type: application/json.');
    case 429: return commonProblems.rate_limited('Too many requests.', { retryAfterSeconds: 1 });
    case 431: return httpProblems.headers_too_large('The header fields are too large.');
    default: return commonProblems.invalid_request(detailOf(status, error));
  }
}

/** Fastify's messages on malformed requests are about the request alone, and safe to repeat. */
function detailOf(status: number, error: Error): string {
  if (error instanceof SyntaxError || /JSON/.test(error.message)) return 'The body is not valid JSON.';
  return status === 400 ? error.message : (STATUS_CODES[status] ?? 'The request is malformed.');
}
