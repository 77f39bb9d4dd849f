import { Dice as AnyDice } from '../support/dice.js';
import { seededRandom } from '../support/random.js';
import { seedOfRun } from '../support/seed.js';

/** Of this run. WEIR_TEST_SEED repeats one. */
export const seed = seedOfRun();

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
export class Dice extends AnyDice {
  constructor() {
    super(() => random());
  }
}
