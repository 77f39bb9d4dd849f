/** Choices by numbers in [0, 1) from a source that can be repeated. */
export class Dice {
  constructor(private readonly random: () => number) {}

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  /** A whole number whose magnitude, rather than value, is evenly spread. */
  magnitude(least: number, most: number): number {
    return Math.round(least * (most / least) ** this.random());
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }

  maybe<T>(from: readonly T[]): T | undefined {
    return from.length === 0 ? undefined : this.pick(from);
  }

  /** One of the values, each as often as its weight says. */
  weighted<T>(from: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.random() * from.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of from) if ((left -= weight) < 0) return value;
    return from.at(-1)![1];
  }
}
