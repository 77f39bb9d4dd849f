import { TokenBucket } from './token-bucket.js';

/** What may pass at once after a rest: this much time at the rate, and never less than a packet or two. */
const BURST_SECONDS = 0.1;
/** What those who wait may have at once when a busy machine lets us come late. */
const LATE_SECONDS = 0.25;
const LEAST_BURST_BYTES = 4_096;
/** Whoever waits is let through in portions of at most this, so that those who wait take turns. */
const PORTION_BYTES = 16_384;
const BYTES_PER_MBIT = 125_000;

interface Waiter {
  wanted: number;
  pass: (bytes: number) => void;
  gone: boolean;
}

/** Holds all connections of one claim together to a rate. Those that wait are served in turn; nothing is buffered here. */
export class Shaper {
  private readonly bucket: TokenBucket;
  private bytesPerSecond: number;
  private readonly waiters: Waiter[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(mbps: number, private readonly clock: () => number = () => performance.now()) {
    this.bytesPerSecond = mbps * BYTES_PER_MBIT;
    this.bucket = new TokenBucket(this.bytesPerSecond, burstOf(this.bytesPerSecond), clock());
  }

  setMbps(mbps: number): void {
    this.bytesPerSecond = mbps * BYTES_PER_MBIT;
    this.bucket.setRate(this.bytesPerSecond, burstOf(this.bytesPerSecond), this.clock());
  }

  /** Bytes that may pass at once, 0 to `wanted`: none while others wait. */
  take(wanted: number): number {
    return this.waiters.length > 0 ? 0 : this.bucket.take(wanted, this.clock());
  }

  /** Calls back once, with how many of `wanted` may pass, when it is this caller's turn. @returns the way to give up. */
  wait(wanted: number, pass: (bytes: number) => void): () => void {
    const waiter = { wanted: Math.min(wanted, PORTION_BYTES), pass, gone: false };
    this.waiters.push(waiter);
    this.schedule();
    return () => {
      waiter.gone = true;
    };
  }

  private schedule(): void {
    if (this.timer !== undefined || this.waiters.length === 0) return;
    const millis = this.bucket.millisUntil(this.waiters[0]!.wanted, this.clock());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.serve();
    }, Math.max(1, Math.ceil(millis)));
  }

  private serve(): void {
    this.bucket.catchUp(this.bytesPerSecond * LATE_SECONDS, this.clock());
    for (;;) {
      const first = this.waiters[0];
      if (!first) return;
      if (first.gone) {
        this.waiters.shift();
        continue;
      }
      if (this.bucket.millisUntil(first.wanted, this.clock()) > 0) break;
      this.waiters.shift();
      first.pass(this.bucket.take(first.wanted, this.clock()));
    }
    this.schedule();
  }
}

function burstOf(bytesPerSecond: number): number {
  return Math.max(LEAST_BURST_BYTES, bytesPerSecond * BURST_SECONDS);
}
