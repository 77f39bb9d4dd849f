import { frozen } from '#libs/kernel';

/** Texts of one generation: two are kept, so that what is asked for often stays and nothing else for long. */
const MOST_TEXTS = 2_000;
/** Longer ones are hardly those of several leases. */
const LONGEST_TEXT = 4_000;

/**
 * Reads JSON columns: what has the same text is the same value, frozen through and through. Leases of a tenant mostly ask for the same at the same prices, so of a thousand that are read
 * for a round a few values are made, and whatever is reckoned from one (a round's record writes each down) is known for all.
 */
export class SharedJson<Value> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();

  /** `make`: what becomes of the parsed JSON. */
  constructor(private readonly make: (json: never) => Value) {}

  of(text: string): Value {
    const known = this.young.get(text);
    if (known !== undefined) return known;
    const value = this.old.get(text) ?? frozen(this.make(JSON.parse(text) as never));
    if (text.length > LONGEST_TEXT) return value;
    if (this.young.size >= MOST_TEXTS) [this.old, this.young] = [this.young, new Map()];
    this.young.set(text, value);
    return value;
  }
}
