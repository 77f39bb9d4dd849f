const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const NONE = 64;
const values = new Uint8Array(128).fill(NONE);
for (let value = 0; value < ALPHABET.length; value += 1) values[ALPHABET.charCodeAt(value)] = value;

/** Bytes of base 64 in its one right form (RFC 4648, 4): undefined for a text that others may read as the same bytes, and is another text. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let [from, to] = [0, 0]; from < text.length; from += 4, to += 3) {
    const isLast = from + 4 === text.length;
    let bits = 0;
    for (let place = 0; place < 4; place += 1) {
      const value = isLast && place >= 4 - padding ? 0 : valueAt(text, from + place);
      if (value === NONE) return undefined;
      bits = (bits << 6) | value;
    }
    // What padding cuts off must be nothing.
    if (isLast && (bits & ((1 << (8 * padding)) - 1)) !== 0) return undefined;
    for (let place = 0; place < 3 && to + place < bytes.length; place += 1) bytes[to + place] = bits >> (16 - 8 * place);
  }
  return bytes;
}

function valueAt(text: string, place: number): number {
  return values[text.charCodeAt(place)] ?? NONE;
}
