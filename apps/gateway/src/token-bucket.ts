/** Bytes that may pass at a rate, with a small burst. Pure: it is told the time, in milliseconds of a clock that never goes back. */
export class TokenBucket {
  private tokens: number;
  private at: number;

  /** @param bytesPerSecond positive. @param burstBytes what may pass at once after a rest, at least 1. */
  constructor(private bytesPerSecond: number, private burstBytes: number, now: number) {
    this.tokens = burstBytes;
    this.at = now;
  }

  /** Changes the rate from now on; what has gathered is kept, as far as the new burst allows. */
  setRate(bytesPerSecond: number, burstBytes: number, now: number): void {
    this.refill(now);
    this.bytesPerSecond = bytesPerSecond;
    this.burstBytes = burstBytes;
    this.tokens = Math.min(this.tokens, burstBytes);
  }

  /** Takes as much of `wanted` as may pass now. @returns whole bytes, 0 to `wanted`. */
  take(wanted: number, now: number): number {
    this.refill(now);
    const taken = Math.min(wanted, Math.floor(this.tokens));
    this.tokens -= taken;
    return taken;
  }

  /** How long until `bytes`, or the burst if that is less, may pass. @returns milliseconds, 0 for now. */
  millisUntil(bytes: number, now: number): number {
    this.refill(now);
    const lacking = Math.min(bytes, this.burstBytes) - this.tokens;
    return lacking <= 0 ? 0 : (lacking / this.bytesPerSecond) * 1_000;
  }

  /**
   * Says that somebody waited all the time since the last call: what they could have had by then is not lost because we
   * come late, up to `mostBytes`. More than a burst may pass at once then; over all the time it is no more than the rate.
   */
  catchUp(mostBytes: number, now: number): void {
    this.refill(now, Math.max(mostBytes, this.burstBytes));
  }

  private refill(now: number, most = this.burstBytes): void {
    if (now <= this.at) return;
    this.tokens = Math.max(this.tokens, Math.min(most, this.tokens + ((now - this.at) / 1_000) * this.bytesPerSecond));
    this.at = now;
  }
}
