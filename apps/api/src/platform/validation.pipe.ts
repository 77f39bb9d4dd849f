import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';

import { commonProblems, type Problem } from '#libs/kernel';

import { escapePointer } from './json-body.js';

type Issue = Parameters<NonNullable<NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']>>[0][number];

/** So many faults are told at once. */
const MOST_ISSUES = 20;

/** What some schemas' failures mean, where that is more than a wrong shape. */
const explanations = new WeakMap<object, (value: unknown) => Problem | undefined>();

/** Has values that a schema refuses looked at again: what `explain` gives, if anything, is answered instead of `invalid_request`. */
export function explained(schema: object, explain: (value: unknown) => Problem | undefined): void {
  explanations.set(schema, explain);
}

/** Nest's pipe for Zod schemas, with failures as problems that point at the field. */
@Injectable()
export class ValidationPipe extends StandardSchemaValidationPipe {
  /** Plain where the schema answers at once, which Zod does: a promise less on every request. */
  override transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { schema } = metadata;
    if (!schema) return value as unknown as Promise<T>;
    const result = schema['~standard'].validate(value);
    // Zod answers later where a schema threw, once more and in vain: a fault of ours, that must not end the process by being nobody's.
    if (result instanceof Promise) return result.then(() => { throw new Error('request schemas are synchronous'); });
    if (result.issues) throw explanations.get(schema)?.(value) ?? invalid(result.issues, metadata.type);
    return result.value as Promise<T>;
  }

  /** The body parser refuses such keys. */
  protected override stripProtoKeys(): void {}
}

function invalid(issues: readonly Issue[], where: ArgumentMetadata['type']): Problem {
  const errors = issues.slice(0, MOST_ISSUES).map((issue) => ({ pointer: pointerOf(issue, where), detail: issue.message }));
  const [first] = errors;
  const place = first!.pointer === '' ? 'the body' : first!.pointer;
  return commonProblems.invalid_request(`At ${place}: ${first!.detail}.`, { pointer: first!.pointer, extra: { errors } });
}

/** `/a/b` into the body, `?name` for a query parameter, `:name` for a part of the path. */
function pointerOf(issue: Issue, where: ArgumentMetadata['type']): string {
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  // An unknown field is itself at fault, not the object that it is in.
  const { keys } = issue as Issue & { keys?: unknown };
  if (Array.isArray(keys) && typeof keys[0] === 'string') path.push(keys[0]);
  if (where === 'query') return `?${path.join('.')}`;
  if (where === 'param') return `:${path.join('.')}`;
  return path.map((part) => `/${escapePointer(part)}`).join('');
}
