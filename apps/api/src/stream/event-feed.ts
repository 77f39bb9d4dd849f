import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

import { Database, eventsBehind, newestEventId, type OutboxEvent, signalChannels, Signals } from '#libs/database';
import { type Actor, commonProblems, Loop } from '#libs/kernel';

import type { SseEvent } from '../platform/index.js';
import { isHeardBy } from './heard-by.js';

const BATCH = 500;
/** Signals are hints: the outbox is looked at this often without one, */
const LOOK_EVERY_MILLIS = 5_000;
/** and not more often than this with them. */
const PAUSE_MILLIS = 100;
/** Ids are given before commits, and a transaction lasts no longer than this: so long one with a smaller id may still come. */
const SETTLED_MILLIS = 30_000;
const MOST_REMEMBERED = 20_000;
/** Of what somebody missed; who missed more is told to look at everything anew. */
const MOST_REPLAYED = 10_000n;
/** Of those before where somebody left: the same ids may have come to be seen later. They may hear them twice. */
const OVERLAP = 200n;
/** What waits for a slow reader; beyond it the stream ends, and the reader comes again where it was. */
const MOST_WAITING = 1_000;
/** Streams of a key or member in one process. */
export const MOST_STREAMS_EACH = 10;

interface Listener {
  actor: Actor;
  waiting: OutboxEvent[];
  isLost: boolean;
  wake: () => void;
}

/** Reads the outbox once for all streams of this process, and gives each what it may hear. */
@Injectable()
export class EventFeed implements OnApplicationShutdown {
  private readonly listeners = new Set<Listener>();
  /** Everything up to here is seen for certain. */
  private floor = 0n;
  /** What was seen behind it, with when, by the monotonic clock. */
  private readonly seen = new Map<bigint, number>();
  private loop: Loop | undefined;
  private unsubscribe: () => void = () => undefined;

  constructor(private readonly database: Database, private readonly signals: Signals) {}

  /** @throws Problem `too_many_readers`. Call it before the stream begins. */
  requireRoom({ keyId }: Actor): void {
    const open = [...this.listeners].filter(({ actor }) => actor.keyId === keyId).length;
    if (open >= MOST_STREAMS_EACH) throw commonProblems.rate_limited(`A key or member has ${MOST_STREAMS_EACH} streams at most.`, { retryAfterSeconds: 5 });
  }

  /** What somebody may hear, as it happens; behind an id, first what was missed since. */
  async *of(actor: Actor, after: bigint | undefined, signal: AbortSignal): AsyncGenerator<SseEvent> {
    const listener: Listener = { actor, waiting: [], isLost: false, wake: () => undefined };
    const end = (): void => listener.wake();
    signal.addEventListener('abort', end, { once: true });
    try {
      await this.add(listener);
      if (after !== undefined) yield* this.missed(actor, after);
      while (!signal.aborted && !listener.isLost) {
        for (const event of listener.waiting.splice(0)) yield told(event);
        if (listener.waiting.length > 0 || listener.isLost || signal.aborted) continue;
        await new Promise<void>((resolve) => (listener.wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', end);
      this.remove(listener);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.unsubscribe();
    await this.loop?.stop();
  }

  private async *missed(actor: Actor, after: bigint): AsyncGenerator<SseEvent> {
    const newest = await newestEventId(this.database);
    if (newest - after > MOST_REPLAYED) yield { id: newest, event: 'stream.reset', data: { type: 'stream.reset', id: newest, subject: null } };
    else {
      for (let from = after > OVERLAP ? after - OVERLAP : 0n; from < newest; ) {
        const events = await eventsBehind(this.database, from, BATCH);
        for (const event of events) if (isHeardBy(actor, event)) yield told(event);
        if (events.length < BATCH) return;
        from = events.at(-1)!.id;
      }
    }
  }

  /** Counted first: whoever goes meanwhile must not stop what this one waits for. */
  private async add(listener: Listener): Promise<void> {
    this.listeners.add(listener);
    if (this.loop) return this.loop.poke();
    const newest = await newestEventId(this.database);
    const floor = newest > OVERLAP ? newest - OVERLAP : 0n;
    const old = await eventsBehind(this.database, floor, BATCH);
    // Another may have come first.
    if (this.loop) return;
    this.floor = floor;
    this.seen.clear();
    for (const { id } of old) if (id <= newest) this.seen.set(id, performance.now());
    this.loop = this.begin();
  }

  private begin(): Loop {
    const loop = new Loop({ everyMillis: LOOK_EVERY_MILLIS, body: () => this.look(), onError: () => undefined, maxPauseMillis: LOOK_EVERY_MILLIS });
    this.unsubscribe = this.signals.on(signalChannels.outbox, () => loop.poke());
    loop.start();
    return loop;
  }

  private remove(listener: Listener): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    this.unsubscribe();
    void this.loop?.stop();
    this.loop = undefined;
  }

  private async look(): Promise<void> {
    for (let from = this.floor; ; ) {
      const events = await eventsBehind(this.database, from, BATCH);
      const now = performance.now();
      for (const event of events.filter(({ id }) => !this.seen.has(id))) {
        this.seen.set(event.id, now);
        for (const listener of this.listeners) this.give(listener, event);
      }
      if (events.length < BATCH) break;
      from = events.at(-1)!.id;
    }
    this.settle(performance.now());
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLIS));
  }

  private give(listener: Listener, event: OutboxEvent): void {
    if (!isHeardBy(listener.actor, event)) return;
    if (listener.waiting.length >= MOST_WAITING) listener.isLost = true;
    else listener.waiting.push(event);
    listener.wake();
  }

  /** Raises the floor to the last id that was seen long enough ago, in order of ids. */
  private settle(now: number): void {
    for (const id of [...this.seen.keys()].toSorted((a, b) => (a < b ? -1 : 1))) {
      if (now - this.seen.get(id)! < SETTLED_MILLIS && this.seen.size <= MOST_REMEMBERED) return;
      this.seen.delete(id);
      this.floor = id;
    }
  }
}

/** That something happened and to what, and no more: whoever hears of it asks for it as who they are. */
function told({ id, type, subjectId }: OutboxEvent): SseEvent {
  return { id, event: type, data: { type, id, subject: subjectId } };
}
