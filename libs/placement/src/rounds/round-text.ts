import { type Plain } from '#libs/verify';

/** What stands for a bigint: no JSON of ours has a key like it. */
const BIGINT = '$bigint';

/** A part that is written down already, by `roundText`: it is put in as it is. */
export class Written {
  constructor(readonly text: string) {}
}

/** The one text of a value, from which `roundValue` makes an equal one: canonical JSON, bigints told apart from texts, and what is undefined left out. */
export function roundText(value: unknown): string {
  return textOf(value, roundForm);
}

/** The canonical text of what `shownOf` gives. */
export function shownText(value: unknown): string {
  return textOf(value, shownForm);
}

/** How bigints are written, and the texts of what is frozen: it stays as it is, and many requests have it. Whoever freezes a value freezes what is in it too (`frozen`). */
interface Form {
  bigint: (digits: string) => string;
  frozen: WeakMap<object, string>;
}

const roundForm: Form = { bigint: (digits) => `{"${BIGINT}":"${digits}"}`, frozen: new WeakMap() };
const shownForm: Form = { bigint: (digits) => `"${digits}"`, frozen: new WeakMap() };

/** A field of an object, with the text of its value. */
export type FieldText = readonly [field: string, text: string];

/** The text of an object of which each field's text is known. */
export function objectText(fields: readonly FieldText[]): string {
  return orderedText(inOrder(fields));
}

/** The same, of fields that are in order already. */
export function orderedText(fields: readonly FieldText[]): string {
  let text = '';
  for (const [field, value] of fields) text += `${text === '' ? '' : ','}${nameText(field)}${value}`;
  return `{${text}}`;
}

/** Fields by their names' units, as it is canonical. */
export function inOrder(fields: readonly FieldText[]): FieldText[] {
  return fields.toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** In one pass, without a value in between: this is most of what a round costs that is written. */
function textOf(value: unknown, form: Form): string {
  if (typeof value === 'bigint') return form.bigint(value.toString());
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof Written) return value.text;
  if (!Object.isFrozen(value)) return partsText(value, form);
  let text = form.frozen.get(value);
  if (text === undefined) form.frozen.set(value, (text = partsText(value, form)));
  return text;
}

function partsText(value: object, form: Form): string {
  if (Array.isArray(value)) return `[${value.map((part) => textOf(part, form)).join(',')}]`;
  const parts = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of orderedKeys(parts)) {
    if (parts[key] !== undefined) text += `${text === '' ? '' : ','}${nameText(key)}${textOf(parts[key], form)}`;
  }
  return `{${text}}`;
}

/** By units; mostly they are so already, and to sort costs more than to see that. */
function orderedKeys(parts: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(parts);
  for (let index = 1; index < keys.length; index += 1) if (keys[index]! < keys[index - 1]!) return keys.toSorted();
  return keys;
}

/** What stands before the value of a field, by the field: few names come up again and again. */
const names = new Map<string, string>();
const MOST_NAMES = 1_000;

function nameText(field: string): string {
  let text = names.get(field);
  if (text !== undefined) return text;
  text = `${JSON.stringify(field)}:`;
  if (names.size < MOST_NAMES) names.set(field, text);
  return text;
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
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value as Plain;
  if (Array.isArray(value)) return value.map(shownOf);
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined).map(([key, part]) => [key, shownOf(part)]));
}
