import { canonicalText, isList, type Plain } from './canonical.js';
import type { Finding, LeafBody } from './document.js';
import { amountOf } from './read-charge.js';
import type { Opened } from './settlement.js';
import { escaped, isFields } from './shape.js';

/** What is not there cannot be reckoned by: nothing after it is looked at. The finding is written already. */
export class Unreadable extends Error {}

/** A value of a document that says where it is. */
export class Place {
  constructor(private readonly book: Reckoning, readonly pointer: string, readonly value: Plain | undefined) {}

  /** A part of it by its key. */
  at(key: string): Place {
    return new Place(this.book, `${this.pointer}/${escaped(key)}`, isFields(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined);
  }

  list(): Place[] {
    if (this.value === undefined || !isList(this.value)) return this.book.stop(this.pointer, `is ${shown(this.value)} and should be a list`);
    return this.value.map((item, number) => new Place(this.book, `${this.pointer}/${number}`, item));
  }

  /** An amount in decimal digits, that is not negative. */
  amount(): bigint {
    const amount = amountOf(this.value);
    return amount === undefined || amount < 0n ? this.book.stop(this.pointer, `is ${shown(this.value)} and should be an amount`) : amount;
  }

  /** The same, that may be less than nothing. */
  signed(): bigint {
    return amountOf(this.value) ?? this.book.stop(this.pointer, `is ${shown(this.value)} and should be an amount`);
  }

  /** A number that is whole and not negative: of milliseconds, basis points, or how many. */
  count(): number {
    return typeof this.value === 'number' && Number.isSafeInteger(this.value) && this.value >= 0 ? this.value : this.book.stop(this.pointer, `is ${shown(this.value)} and should be a whole number`);
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.book.stop(this.pointer, `is ${shown(this.value)} and should be a text`);
  }
}

/** Where what was reckoned again is compared with what is written. */
export class Reckoning {
  readonly findings: Finding[] = [];

  constructor(readonly rulesLeaf: LeafBody) {}

  /** The rules' section. */
  rules(section: string): Place {
    return new Place(this, '/rules/leaf/rules', this.rulesLeaf['rules']).at(section);
  }

  leaf(pointer: string, { leaf }: Opened): Place {
    return new Place(this, `${pointer}/leaf`, leaf);
  }

  /** What a leaf commits to. */
  hidden(pointer: string, { hidden }: Opened): Place {
    return new Place(this, `${pointer}/hidden`, hidden);
  }

  /** That the rules held at a time. */
  inForce(place: Place): void {
    if (place.count() < new Place(this, '/rules/leaf/activeFrom', this.rulesLeaf['activeFrom']).count()) this.wrong(place.pointer, 'is before the rules held');
  }

  expect(pointer: string, { leaf }: Opened, expected: Readonly<Record<string, Plain | undefined>>): void {
    for (const [name, value] of Object.entries(expected)) {
      if (value === undefined || !Object.hasOwn(leaf, name) || canonicalText(leaf[name]!) !== canonicalText(value)) this.wrong(`${pointer}/leaf/${name}`, `is ${shown(leaf[name])} and should be ${shown(value)}`);
    }
  }

  /** Entries of an operator's earnings, each after the one before: so none is here twice. @returns where each is. */
  entries(entries: readonly Opened[], ownerId: string): Place[] {
    return entries.map((entry, number) => {
      const pointer = `/entries/${number}`;
      const at = this.leaf(pointer, entry);
      this.expect(pointer, entry, { kind: 'entry', account: 'earnings', asset: 'token', ownerId });
      if (number > 0 && entries[number - 1]!.leaf.index >= entry.leaf.index) this.wrong(at.at('index').pointer, 'is not after the entry before');
      return at;
    });
  }

  equal(place: Place, expected: bigint | number, what: string): void {
    const value = typeof expected === 'bigint' ? place.amount() : place.count();
    if (value !== expected) this.wrong(place.pointer, `is ${shown(place.value)}; ${what} is ${expected}`);
  }

  wrong(pointer: string, detail: string): void {
    this.findings.push({ pointer, detail });
  }

  /** @throws Unreadable. */
  stop(pointer: string, detail: string): never {
    this.wrong(pointer, detail);
    throw new Unreadable(detail);
  }
}

export function shown(value: Plain | undefined): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
