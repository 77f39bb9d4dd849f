import { InvalidArgumentError } from 'commander';

/** An argument that is a moment, in milliseconds since 1970. */
export function argumentMoment(text: string): number {
  const at = /^\d{4}-\d\d-\d\d(T\S+(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (at >= 0) return at;
  throw new InvalidArgumentError('Expected a date, or a time with its zone: 2026-11-01 or 2026-11-01T09:30:00Z.');
}
