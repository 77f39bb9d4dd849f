import { Duplex } from 'node:stream';

import type { Shaper } from './shaper.js';

/** Bytes that crossed connections of one claim. */
export interface ByteCount {
  /** From the replica outwards. */
  egress: number;
  /** To the replica. */
  ingress: number;
}

/**
 * A connection to a replica as HTTP's client wants one: counts every byte, and holds what comes from the replica to its
 * claim's rate by reading no faster. It keeps at most one chunk back.
 */
export class ReplicaSocket extends Duplex {
  /** As net.Socket has it: HTTP's agent looks at it. */
  timeout = 0;
  private idle: NodeJS.Timeout | undefined;
  private giveUp: (() => void) | undefined;
  private ended = false;

  constructor(private readonly inner: Duplex, private readonly shaper: Shaper, private readonly count: ByteCount) {
    super({ allowHalfOpen: true, decodeStrings: false });
    inner.on('data', (chunk: Buffer) => this.receive(chunk));
    inner.on('end', () => this.finish());
    inner.on('error', (error) => this.destroy(error));
    inner.on('close', () => (inner.readableEnded ? this.end() : this.destroy()));
    inner.pause();
  }

  private receive(chunk: Buffer): void {
    this.idle?.refresh();
    const passing = this.shaper.take(chunk.length);
    this.count.egress += passing;
    if (passing === chunk.length) {
      if (!this.push(chunk)) this.inner.pause();
      return;
    }
    this.inner.pause();
    if (passing > 0) this.push(chunk.subarray(0, passing));
    this.passLater(chunk.subarray(passing));
  }

  /** The rest of a chunk, a portion at each turn; reading goes on when all of it has passed. */
  private passLater(rest: Buffer): void {
    this.giveUp = this.shaper.wait(rest.length, (bytes) => {
      this.giveUp = undefined;
      this.idle?.refresh();
      this.count.egress += bytes;
      const more = this.push(rest.subarray(0, bytes));
      if (bytes < rest.length) this.passLater(rest.subarray(bytes));
      else if (this.ended) this.push(null);
      else if (more) this.inner.resume();
    });
  }

  /** The replica has no more to say; what waits for its turn comes first. */
  private finish(): void {
    this.ended = true;
    if (this.giveUp === undefined) this.push(null);
  }

  override _read(): void {
    if (this.giveUp === undefined && this.inner.isPaused()) this.inner.resume();
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.pass(chunk, encoding)) callback();
    else this.whenDrained(callback);
  }

  override _writev(chunks: { chunk: Buffer | string; encoding: BufferEncoding }[], callback: (error?: Error | null) => void): void {
    this.inner.cork();
    let more = true;
    for (const { chunk, encoding } of chunks) more = this.pass(chunk, encoding);
    this.inner.uncork();
    if (more) callback();
    else this.whenDrained(callback);
  }

  /** A head passes as the text that it is: most requests are nothing else. @returns whether the replica takes more. */
  private pass(chunk: Buffer | string, encoding: BufferEncoding): boolean {
    this.idle?.refresh();
    this.count.ingress += typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
    return this.inner.write(chunk, encoding);
  }

  private whenDrained(callback: (error?: Error | null) => void): void {
    const done = () => {
      this.inner.off('drain', done).off('close', done);
      callback();
    };
    this.inner.on('drain', done).on('close', done);
  }

  override _final(callback: () => void): void {
    this.inner.end();
    callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.idle);
    this.giveUp?.();
    this.giveUp = undefined;
    this.inner.destroy();
    callback(error);
  }

  /** As net.Socket: emits `timeout` when nothing moved for so long; 0 for never. */
  setTimeout(millis: number, onTimeout?: () => void): this {
    clearTimeout(this.idle);
    this.timeout = millis;
    this.idle = millis > 0 ? setTimeout(() => this.emit('timeout'), millis).unref() : undefined;
    if (onTimeout && millis > 0) this.once('timeout', onTimeout);
    else if (onTimeout) this.off('timeout', onTimeout); // so net.Socket takes a listener back
    return this;
  }

  /** What a network socket has and a stream need not: the connection below is the driver's, which sets it as it sees fit. */
  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
