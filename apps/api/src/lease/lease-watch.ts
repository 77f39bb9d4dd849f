import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';

import { signalChannels, Signals } from '#libs/database';
import type { Actor } from '#libs/kernel';
import { ListLeaseEvents } from '#libs/lease';

import type { SseEvent } from '../platform/index.js';

const BATCH = 200;
/** Signals are hints: a timeline is looked at this often without one. */
const LOOK_EVERY_MILLIS = 5_000;
const last: ReadonlySet<string> = new Set(['lease.closed', 'lease.failed']);

/** Timelines as streams. */
@Injectable()
export class LeaseWatch {
  constructor(private readonly queries: QueryBus, private readonly signals: Signals) {}

  /** A lease's events behind one, then each as it happens, until the lease ends or the signal says so. */
  async *of(actor: Actor, { leaseId, hasEnded }: { leaseId: string; hasEnded: boolean }, after: bigint, signal: AbortSignal): AsyncGenerator<SseEvent> {
    let wake: () => void = () => undefined;
    let woken = false;
    const poke = (): void => {
      woken = true;
      wake();
    };
    const unsubscribe = this.signals.on(signalChannels.lease, (payload) => payload === leaseId || payload === '' ? poke() : undefined);
    signal.addEventListener('abort', poke, { once: true });
    try {
      while (!signal.aborted) {
        woken = false;
        const { items, next } = await this.queries.execute(new ListLeaseEvents(actor, leaseId, BATCH, after));
        for (const event of items) {
          yield { id: event.id, event: event.type, data: event };
          if (last.has(event.type)) return;
          after = BigInt(event.id);
        }
        if (next !== null || woken) continue;
        if (hasEnded) return; // nothing is to come
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, LOOK_EVERY_MILLIS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    } finally {
      unsubscribe();
      signal.removeEventListener('abort', poke);
    }
  }
}
