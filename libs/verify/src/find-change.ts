import { canonicalText, isList, type Plain } from './canonical.js';
import { leafHash, sameHash } from './hashing.js';
import { escaped, isFields } from './shape.js';

/** What a changed character is tried as: first digits, then what else amounts and ids are made of. */
const ALPHABETS = ['0123456789'.split(''), 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-'.split('')];
/** Longer texts are not searched. */
const MOST_CHARACTERS = 300;
/** Digits that a whole number has at most. */
const MOST_DIGITS = 16;
/** Stands where a value was: no text of a leaf has it. */
const MARK = '\u0000';

/** A value inside a leaf, and the text of the leaf before and after it. */
interface Place {
  pointer: string;
  value: string | number;
  before: string;
  after: string;
}

/** Which one character of a leaf (or of what one commits to) was changed, by trying until the hash is right: the value's pointer, and what it was. Undefined when that does not explain it. */
export function findChange(leaf: Plain, hash: Uint8Array, hashOf: (text: string) => Uint8Array = leafHash): { pointer: string; was: string | number } | undefined {
  const places = [...placesIn(leaf, '', (whole) => whole)];
  for (const alphabet of ALPHABETS) {
    for (const { pointer, value, before, after } of places) {
      for (const was of neighbours(value, alphabet)) {
        if (sameHash(hashOf(before + JSON.stringify(was) + after), hash)) return { pointer, was };
      }
    }
  }
  return undefined;
}

function* placesIn(value: Plain, pointer: string, replaced: (value: Plain) => Plain): Generator<Place> {
  if (typeof value === 'string' || typeof value === 'number') {
    const [before = '', after = ''] = canonicalText(replaced(MARK)).split(JSON.stringify(MARK));
    yield { pointer, value, before, after };
  }
  if (isFields(value)) for (const [key, part] of Object.entries(value)) yield* placesIn(part, `${pointer}/${escaped(key)}`, (other) => replaced({ ...value, [key]: other }));
  else if (typeof value === 'object' && value !== null && isList(value)) for (const [place, part] of value.entries()) yield* placesIn(part, `${pointer}/${place}`, (other) => replaced(value.with(place, other)));
}

/** Everything that differs in one character. */
function* neighbours(value: string | number, alphabet: readonly string[]): Generator<string | number> {
  const text = String(value);
  for (let at = 0; at < Math.min(text.length, MOST_CHARACTERS); at += 1) {
    for (const character of alphabet) {
      const other = text.slice(0, at) + character + text.slice(at + 1);
      if (typeof value === 'string') yield other;
      else if (String(Number(other)) === other) yield Number(other);
    }
  }
  if (typeof value === 'string') return;
  // A first digit that became a zero is gone.
  for (let digits = text.length; digits < MOST_DIGITS; digits += 1) {
    for (const character of alphabet) if (character > '0' && character <= '9') yield Number(character + text.padStart(digits, '0'));
  }
}
