const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const NONE = 64;
const values = new Uint8Array(128).fill(NONE);
for (let value = 0; value < ALPHABET.length; value += 1) values[ALPHABET.charCodeAt(value)] = value;

/** Bytes of base 64 in its one right form (RFC 4648, 4): undefined for a text that others may read as the same bytes, and is another text. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const whole = padding === 0 ? text.length : text.length - 4;
  let to = 0;
  for (let from = 0; from < whole; from += 4, to += 3) {
    const [one, two, three, four] = [valueAt(text, from), valueAt(text, from + 1), valueAt(text, from + 2), valueAt(text, from + 3)];
    if ((one | two | three | four) >= NONE) return undefined;
    bytes[to] = (one << 2) | (two >> 4);
    bytes[to + 1] = (two << 4) | (three >> 2);
    bytes[to + 2] = (three << 6) | four;
  }
  if (padding === 0) return bytes;
  const [one, two, three] = [valueAt(text, whole), valueAt(text, whole + 1), padding === 2 ? 0 : valueAt(text, whole + 2)];
  if ((one | two | three) >= NONE) return undefined;
  const bits = (one << 18) | (two << 12) | (three << 6);
  // What padding cuts off must be nothing.
  if ((bits & ((1 << (8 * padding)) - 1)) !== 0) return undefined;
  bytes[to] = bits >> 16;
  if (padding === 1) bytes[to + 1] = bits >> 8;
  return bytes;
}

function valueAt(text: string, place: number): number {
  return values[text.charCodeAt(place)] ?? NONE;
}
