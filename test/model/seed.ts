import { seededRandom } from '../support/random.js';

/** Of this run. WEIR_TEST_SEED repeats one. */
export const seed = Number(process.env.WEIR_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

let random = seededRandom(seed);
let randomIds = seededRandom(~seed);

/** Begins a step. What follows is chosen by the seed and the step's number: a race that went otherwise does not change every choice after it. */
export function beginStep(step: number): void {
  random = seededRandom(seed + step * 0x9e37);
  randomIds = seededRandom(~(seed + step * 0x9e37));
}

/** Stands in for nanoid's `customAlphabet`: ids decide ties in placement and the order of locks, so that they follow the seed too. */
export function seededAlphabet(alphabet: string, size: number): () => string {
  return () => Array.from({ length: size }, () => alphabet[Math.floor(randomIds() * alphabet.length)]!).join('');
}

/** Choices of one run. */
export class Dice {
  chance(probability: number): boolean {
    return random() < probability;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(random() * (most - least + 1));
  }

  /** A whole number whose magnitude, rather than value, is evenly spread. */
  magnitude(least: number, most: number): number {
    return Math.round(least * (most / least) ** random());
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(random() * from.length)]!;
  }

  maybe<T>(from: readonly T[]): T | undefined {
    return from.length === 0 ? undefined : this.pick(from);
  }

  /** One of the values, each as often as its weight says. */
  weighted<T>(from: readonly (readonly [weight: number, value: T])[]): T {
    let left = random() * from.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of from) if ((left -= weight) < 0) return value;
    return from.at(-1)![1];
  }
}
