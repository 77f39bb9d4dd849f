import { z } from 'zod';

import { type Id, type IdKind, idPatternOf, idPrefixes, MAX_NANO_TOKENS } from '#libs/kernel';

/** An id of a kind, as text. */
export function idSchema<K extends IdKind>(kind: K) {
  return z
    .string()
    .regex(new RegExp(idPatternOf(kind)), `Invalid id: expected ${idPrefixes[kind]}_ and 24 characters`)
    .meta({ examples: [`${idPrefixes[kind]}_4k9d0x7h2m5n8p1qr3st6vwy`] }) as unknown as z.ZodType<Id<K>, string>;
}

/** An amount that comes in: nano-tokens as a decimal string, not negative, at most 2^63 - 1; a bigint afterwards. */
export const nanoTokensSchema = z
  .string()
  .regex(/^(0|[1-9]\d{0,18})$/, { abort: true, error: 'Invalid amount: expected nano-tokens as a decimal string' }) // what is no number cannot be compared
  .refine((text) => text.length < 19 || BigInt(text) <= MAX_NANO_TOKENS, 'Too large: expected at most 9223372036854775807')
  .transform((text) => BigInt(text))
  .meta({ description: 'Nano-tokens (billionths), as a decimal string.', examples: ['1500000000'] });

/** An amount that goes out: nano-tokens as a decimal string; may be negative. */
export const nanoTokensView = z
  .string()
  .regex(/^-?\d+$/)
  .meta({ description: 'Nano-tokens (billionths), as a decimal string.', examples: ['1500000000'] });

/** The last moment that is taken: the end of the year 9999. */
const LAST_MILLIS = 253_402_300_799_999;

/** A moment: integer milliseconds since 1970. */
export const millisSchema = z.int().min(0).max(LAST_MILLIS).meta({ description: 'Milliseconds since 1970-01-01T00:00:00Z.', examples: [1_795_000_000_000] });

/** No control characters, which terminals obey, and no blanks at the ends. Plain enough for every dialect that reads the document. */
const oneLine = new RegExp(String.raw`^[^\s\u0000-\u001f\u007f]([^\u0000-\u001f\u007f\u2028\u2029]*[^\s\u0000-\u001f\u007f])?$`);

/** A name people give: one line, with no blanks at its ends. */
export const nameSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(oneLine, 'Invalid name: expected one line, with no blanks at its ends')
  .meta({ examples: ['production'] });

/** An integer in a query string. */
export function queryInteger(minimum: number, maximum: number) {
  return z.preprocess((text) => (typeof text === 'string' && /^-?\d{1,15}$/.test(text) ? Number(text) : text), z.int().min(minimum).max(maximum));
}

/** Part of a name, or the beginning of an id; in any case of letters. */
export const searchSchema = z.string().min(1).max(100).regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'Invalid search: expected one line').meta({ description: 'Part of a name, or the beginning of an id; in any case of letters.', examples: ['web'] });

/** `true` or `false` in a query string. */
export const queryBoolean = z.preprocess((text) => (text === 'true' ? true : text === 'false' ? false : text), z.boolean());
