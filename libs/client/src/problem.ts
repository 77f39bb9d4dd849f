import type { ProblemCode } from './api.js';

/** A refusal of the API, RFC 9457. Branch on `code`: it is stable. */
export class WeirProblem extends Error {
  override name = 'WeirProblem';

  constructor(
    readonly status: number,
    /** One of the codes of this release; of another release, or where something between us and the API answered (`http_502`), it may be any. */
    readonly code: ProblemCode | (string & Record<never, never>),
    readonly title: string,
    /** What happened and what would be right, for people. */
    readonly detail: string,
    /** The field at fault: `/a/b` in the body, `?name` in the query, `:name` in the path. */
    readonly pointer: string | undefined,
    readonly requestId: string | undefined,
    /** For 429 and 503: when to come back. */
    readonly retryAfterSeconds: number | undefined,
    /** All members of the problem: some codes carry further ones, such as limits. */
    readonly members: Readonly<Record<string, unknown>>,
  ) {
    super(`${status} ${code}: ${detail}`);
  }
}

/** The problem that an answer stands for; one of our own making when something between us and the API answered. */
export async function problemOf(response: Response): Promise<WeirProblem> {
  const members = await bodyOf(response);
  const text = (name: string): string | undefined => (typeof members[name] === 'string' ? members[name] : undefined);
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new WeirProblem(
    response.status,
    text('code') ?? `http_${response.status}`,
    text('title') ?? response.statusText,
    text('detail') ?? 'The answer was not one of the Weir API.',
    text('pointer'),
    text('requestId') ?? response.headers.get('x-request-id') ?? undefined,
    Number.isFinite(retryAfter) ? retryAfter : undefined,
    members,
  );
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  if (!/json/.test(response.headers.get('content-type') ?? '')) return {};
  const body: unknown = await response.json().catch(() => undefined);
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {};
}
