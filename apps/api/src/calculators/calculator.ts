import { z } from 'zod';

/** One operation of a primitive: explicit state in, the result of one pure function out. */
export interface Calculator {
  primitive: string;
  operation: string;
  summary: string;
  input: z.ZodType;
  output: z.ZodType;
  run: (input: never) => unknown;
}

interface Definition<I extends z.ZodType> {
  operation: string;
  summary: string;
  input: I;
  output: z.ZodType;
  /** A request that works: shown in the document, and run by the tests. */
  example: z.input<I>;
  run: (input: z.output<I>) => unknown;
}

/** The operations of one primitive, each named in the document after both. */
export function calculatorsOf(primitive: string, ...definitions: readonly Calculator[]): Calculator[] {
  return definitions.map((definition) => {
    const name = `${pascal(primitive)}${pascal(definition.operation)}`;
    return {
      ...definition, primitive,
      input: definition.input.meta({ ...definition.input.meta(), id: `${name}Question` }),
      output: definition.output.meta({ id: `${name}Result` }),
    };
  });
}

/** Describes one operation. */
export function calculator<I extends z.ZodType>({ operation, summary, input, output, example, run }: Definition<I>): Calculator {
  return { primitive: '', operation, summary, input: input.meta({ examples: [example as never] }), output, run };
}

/** share-pool → SharePool. */
export function pascal(words: string): string {
  return words.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** A result as JSON: amounts as decimal strings, bytes as hex, what is kept by id as an object. */
export function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, member]) => [String(key), toPlain(member)]));
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, toPlain(member)]])));
  return value;
}
