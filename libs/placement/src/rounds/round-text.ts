import { canonicalText, type Plain } from '#libs/verify';

/** What stands for a bigint: no JSON of ours has a key like it. */
const BIGINT = '$bigint';

/** The one text of a value, from which `roundValue` makes an equal one: canonical JSON, bigints told apart from texts, and what is undefined left out. */
export function roundText(value: unknown): string {
  return canonicalText(plainOf(value));
}

/** @throws SyntaxError when it is not JSON. */
export function roundValue<T>(text: string): T {
  return JSON.parse(text, (_key, part: unknown) => {
    const digits = typeof part === 'object' && part !== null && BIGINT in part ? part[BIGINT] : undefined;
    return typeof digits === 'string' ? BigInt(digits) : part;
  }) as T;
}

/** A value as JSON data, bigints as texts of their digits: what whoever the round concerns reads. */
export function shownOf(value: unknown): Plain {
  return plainOf(value, (digits) => digits);
}

function plainOf(value: unknown, bigint: (digits: string) => Plain = (digits) => ({ [BIGINT]: digits })): Plain {
  if (typeof value === 'bigint') return bigint(value.toString());
  if (typeof value !== 'object' || value === null) return value as Plain;
  if (Array.isArray(value)) return value.map((part) => plainOf(part, bigint));
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined).map(([key, part]) => [key, plainOf(part, bigint)]));
}
