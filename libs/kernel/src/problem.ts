/**
 * What kind of refusal a problem is. apps/api turns kinds into HTTP statuses, in one table; nothing else knows HTTP.
 *
 * - `invalid` the request is malformed; `impossible` well-formed, yet can never be satisfied
 * - `not_found` also for what the caller may not know of
 * - `conflict` the state of things refuses it now; `stale` the caller's copy is old; `precondition_required` it sent none
 */
export type ProblemKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'too_large'
  | 'unsupported_media'
  | 'impossible'
  | 'precondition_required'
  | 'too_many'
  | 'unavailable';

export interface ProblemOptions {
  /** JSON pointer to the field at fault, into the body (`/resources/cpuMillis`), or `?name` for a query parameter. */
  pointer?: string;
  /** Members that make the problem useful to a program: limits, what was asked. Amounts as decimal strings. */
  extra?: Readonly<Record<string, string | number | boolean | readonly unknown[]>>;
  /** For `too_many` and `unavailable`: when to come back. */
  retryAfterSeconds?: number;
}

/** An expected refusal, to be told to whoever asked. Its `code` is stable: programs branch on it. */
export class Problem extends Error {
  override name = 'Problem';

  constructor(
    readonly code: string,
    readonly kind: ProblemKind,
    readonly title: string,
    /** What happened and what would be right, for a person. */
    readonly detail: string,
    readonly options: ProblemOptions = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

export type ProblemFactory = (detail: string, options?: ProblemOptions) => Problem;

interface ProblemDefinition {
  kind: ProblemKind;
  title: string;
}

const catalogue = new Map<string, ProblemDefinition>();

/**
 * Declares a lib's problems, once, in its `*.errors.ts`; gives a factory per code.
 * @example const leaseProblems = defineProblems({ quote_expired: { kind: 'conflict', title: 'Quote expired' } });
 *          throw leaseProblems.quote_expired('The quote ended at …; ask for a new one.', { pointer: '/quoteId' });
 */
export function defineProblems<T extends Record<string, ProblemDefinition>>(definitions: T): { [K in keyof T]: ProblemFactory } {
  const factories: Record<string, ProblemFactory> = {};
  for (const [code, definition] of Object.entries(definitions)) {
    if (catalogue.has(code)) throw new Error(`problem code ${code} is declared twice`);
    catalogue.set(code, definition);
    factories[code] = (detail, options) => new Problem(code, definition.kind, definition.title, detail, options);
  }
  return factories as { [K in keyof T]: ProblemFactory };
}

/** Every declared code: the index that documentation is made from. */
export function problemCatalogue(): ReadonlyMap<string, Readonly<ProblemDefinition>> {
  return catalogue;
}

/** Problems that belong to no single lib. */
export const commonProblems = defineProblems({
  invalid_request: { kind: 'invalid', title: 'Invalid request' },
  not_found: { kind: 'not_found', title: 'Not found' },
  unauthenticated: { kind: 'unauthenticated', title: 'Not authenticated' },
  forbidden: { kind: 'forbidden', title: 'Not allowed' },
  stale_version: { kind: 'stale', title: 'Stale version' },
  precondition_required: { kind: 'precondition_required', title: 'Precondition required' },
  body_too_large: { kind: 'too_large', title: 'Body too large' },
  unsupported_media_type: { kind: 'unsupported_media', title: 'Unsupported media type' },
  rate_limited: { kind: 'too_many', title: 'Too many requests' },
  unavailable: { kind: 'unavailable', title: 'Temporarily unavailable' },
  idempotency_key_reused: { kind: 'impossible', title: 'Idempotency key reused' },
});
