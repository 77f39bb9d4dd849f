import { ManualClock } from '#libs/kernel';

export const SEEDS = 1_000;
export const TOKEN = 1_000_000_000n;
export const START = Date.UTC(2027, 0, 15);

/** Draws that a seed repeats (mulberry32). */
export class Chance {
  constructor(private state: number) {}

  /** From 0, below so many. */
  below(count: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** Tokens, in nano-tokens and not round. */
  tokens(least: number, most: number): bigint {
    return BigInt(this.between(least, most)) * TOKEN + BigInt(this.below(1_000_000_000));
  }
}

/** Somebody in a world of chance who keeps to the rules, or does not: what it has in the end, in nano-tokens, all else alike. */
export interface Adversary<World = unknown> {
  name: string;
  draw: (chance: Chance) => World;
  play: (world: World, isHonest: boolean, clock: ManualClock) => bigint;
}

export interface Compared {
  /** Seeds of the thousand. */
  worse: number;
  even: number;
  better: number;
  /** The mean of what it gained over its honest twin, rounded down. */
  mean: bigint;
  /** The most that it gained in any. */
  most: bigint;
}

/** Each seed's world played twice. `each` looks at every one. */
export function compareTwins<World>({ draw, play }: Adversary<World>, each?: (world: World, gained: bigint) => void): Compared {
  const gains = Array.from({ length: SEEDS }, (_, seed) => {
    const world = draw(new Chance(seed));
    const gained = play(world, false, new ManualClock(START)) - play(world, true, new ManualClock(START));
    each?.(world, gained);
    return gained;
  });
  const sum = gains.reduce((total, gained) => total + gained, 0n);
  const count = (which: (gained: bigint) => boolean) => gains.filter(which).length;
  return {
    worse: count((gained) => gained < 0n), even: count((gained) => gained === 0n), better: count((gained) => gained > 0n),
    mean: sum >= 0n ? sum / BigInt(SEEDS) : -((-sum + BigInt(SEEDS) - 1n) / BigInt(SEEDS)), most: gains.reduce((most, gained) => (gained > most ? gained : most)),
  };
}

/** A row of docs/adversaries.md: amounts in tokens. */
export function rowOf(name: string, { worse, even, better, mean, most }: Compared): string {
  return `| ${name} | ${worse} | ${even} | ${better} | ${tokensText(mean)} | ${tokensText(most > 0n ? most : 0n)} |`;
}

/** In tokens, with all digits that there are. */
function tokensText(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(10, '0');
  return `${amount < 0n ? '−' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, '');
}
