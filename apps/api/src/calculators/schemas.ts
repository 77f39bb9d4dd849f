import { z } from 'zod';

import { type ResourceClass, resourceClassPattern } from '#libs/kernel';

import { millisSchema } from '../platform/index.js';

/** No list that comes in is longer. */
export const MOST_ITEMS = 200;

/** Not negative, of forty digits at the most, so that no product takes long. */
export const amount = z
  .string()
  .regex(/^(0|[1-9]\d{0,39})$/, 'Invalid amount: expected a decimal string of at most 40 digits')
  .transform((text) => BigInt(text))
  .meta({ description: 'Units of the asset, as a decimal string.', examples: ['1000'] });

export const amountView = z.string().regex(/^-?\d+$/).meta({ description: 'As a decimal string.', examples: ['1000'] });

export const bps = z.int().min(0).max(10_000).meta({ description: 'Basis points.' });
export const count = z.int().min(0).max(1_000_000);
export const duration = millisSchema.meta({ description: 'Milliseconds.', examples: [86_400_000] });
export const id = z.string().min(1).max(64).meta({ examples: ['a'] });
export const bytes = z.string().regex(/^([0-9a-f]{2}){1,512}$/, 'Invalid bytes: expected hexadecimal, two digits a byte').transform((text) => new Uint8Array(Buffer.from(text, 'hex'))).meta({ description: 'Hexadecimal, at most 512 bytes.', examples: ['00ff'] });
export const hash = z.string().regex(/^[0-9a-f]{64}$/, 'Invalid hash: expected 64 hexadecimal digits').transform((text) => new Uint8Array(Buffer.from(text, 'hex'))).meta({ description: 'SHA-256, hexadecimal.', examples: ['00'.repeat(32)] });
export const hashView = z.string().regex(/^[0-9a-f]{64}$/);

export const resourceClass = z.string().regex(resourceClassPattern).transform((text) => text as ResourceClass).meta({ description: 'A class of capacity.', examples: ['CPU_MILLI'] });
/** A GPU's model or a storage class; '' for every one. */
export const variant = z.string().max(63).default('').meta({ description: "A GPU's model or a storage class; left out for every one.", examples: [''] });

/** A bounded list; ids in it may be doubled, which the functions refuse. */
export function list<T extends z.ZodType>(item: T) {
  return z.array(item).max(MOST_ITEMS);
}

/** Amounts by id. */
export const amountsById = z.record(z.string(), amountView);

export function result<T extends z.ZodRawShape>(shape: T) {
  return z.object(shape);
}

export const oneAmount = result({ amount: amountView });
export { millisSchema as moment };

/** A map from a list of ids with amounts. @returns undefined members never: the last of a doubled id would win, so doubles are refused before. */
export const weights = list(z.strictObject({ id, weight: amount })).refine((items) => new Set(items.map((item) => item.id)).size === items.length, 'Each id once');
