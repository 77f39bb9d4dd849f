/** Integer milliseconds since the Unix epoch. */
export type Millis = number;

/** The only source of "now" for rules. Loops and time-outs may use timers, but what they decide they decide by this. */
export interface Clock {
  now(): Millis;
}

/** Nest's injection token for the clock. */
export const CLOCK = Symbol('CLOCK');

export const systemClock: Clock = { now: () => Date.now() };

/**
 * A clock that moves only when told to: for tests, and for simulations that compress months into minutes.
 * It never goes back unless `jump` is used to prove that nothing breaks when one does.
 */
export class ManualClock implements Clock {
  private readonly listeners = new Set<() => void | Promise<void>>();
  private following: Promise<unknown> = Promise.resolve();

  constructor(private current: Millis) {}

  now(): Millis {
    return this.current;
  }

  advance(by: Millis): void {
    if (by < 0) throw new RangeError('a clock advances; use jump to set it back');
    this.jump(this.current + by);
  }

  /** Sets the clock, backwards too. */
  jump(to: Millis): void {
    this.current = to;
    this.following = Promise.all([this.following, ...[...this.listeners].map((listener) => listener())]);
  }

  /** Called after each move, so that sweeps need not wait for a timer. */
  onMove(listener: () => void | Promise<void>): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** When everything that follows from the moves so far is done. @throws what a listener threw. */
  async followed(): Promise<void> {
    await this.following;
  }
}

export const MILLIS_PER_SECOND = 1_000;
export const MILLIS_PER_MINUTE = 60_000;
export const MILLIS_PER_HOUR = 3_600_000;
export const MILLIS_PER_DAY = 86_400_000;
