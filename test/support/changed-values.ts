import * as fc from 'fast-check';

/** A text or number of a document. */
export interface Value {
  pointer: string;
  value: string | number | boolean | null;
  /** How the document looks with another in its place; without it when that is undefined. */
  replaced: (value: unknown) => unknown;
}

/** Every text and number of a document. */
export function valuesIn(part: unknown, pointer = '', replaced: Value['replaced'] = (whole) => whole): Value[] {
  if (typeof part !== 'object' || part === null) return [{ pointer, value: part as Value['value'], replaced }];
  return Object.entries(part).flatMap(([key, value]) => valuesIn(value, `${pointer}/${key}`, (other) => {
    if (Array.isArray(part)) return replaced(part.with(Number(key), other));
    const { [key]: _was, ...others } = part as Record<string, unknown>;
    return replaced(other === undefined ? others : { ...part, [key]: other });
  }));
}

/** A document of which one digit is another, and where that is. */
export function changedDigit(document: unknown): fc.Arbitrary<{ pointer: string; changed: unknown }> {
  const digits = valuesIn(document).flatMap((value) => String(value.value).split('').flatMap((character, at) => (/\d/.test(character) ? [{ ...value, at }] : [])));
  return fc.record({ place: fc.nat(digits.length - 1), by: fc.integer({ min: 1, max: 9 }) }).map(({ place, by }) => {
    const { pointer, value, at, replaced } = digits[place]!;
    const text = String(value);
    const other = text.slice(0, at) + ((Number(text[at]) + by) % 10) + text.slice(at + 1);
    return { pointer, changed: replaced(typeof value === 'number' ? Number(other) : other) };
  });
}
