/** JSON data of which equal values have one text: no fractions, and amounts as decimal strings. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** The one text of a value: keys in order of their UTF-16 units, no blanks, as RFC 8785 has it. What leaves are hashed as. */
export function canonicalText(value: Plain): string {
  // As canonical texts are read, keys are in order already.
  if (isOrdered(value)) return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalText).join(',')}]`;
  const parts = Object.keys(value).toSorted(byUnits).map((key) => `${JSON.stringify(key)}:${canonicalText(value[key]!)}`);
  return `{${parts.join(',')}}`;
}

function isOrdered(value: Plain): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (isList(value)) return value.every(isOrdered);
  let before = '';
  for (const key of Object.keys(value)) {
    if (key < before || !isOrdered(value[key]!)) return false;
    before = key;
  }
  return true;
}

function byUnits(one: string, other: string): number {
  return one < other ? -1 : 1;
}

export function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
