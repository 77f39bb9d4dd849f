import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';

import { Database, signalChannels, Signals } from '#libs/database';
import { CLOCK, type Clock, Loop, type Millis, SETTINGS, type Settings } from '#libs/kernel';
import { inSpan } from '#libs/tracing';

import { circuitAt, type Health, isHealthy } from './circuit.js';
import { Gather } from './gather.js';
import { type Due, type Holding, type Lane, letAllGo, letGo, takeLanes } from './lane.js';
import { type Made, recordAttempts } from './record-attempts.js';
import { type Sent, WebhookSender } from './sender.js';
import { signedHeaders } from './signing.js';

/** Endpoints that one process works on at a time. What is slow has lanes of its own, and keeps nobody waiting but its like. */
const LANES = { quick: 128, slow: 64 };
/** An answer that takes as long makes its endpoint a slow one, until it is quick again. */
const SLOW_MILLIS = 1_000;
const AT_ONCE = 1_000;
/** In one turn endpoints are looked for so often; what is left then comes with the next. */
const MAX_ROUNDS = 1_000;
/** How long a process that died keeps its endpoints from others, beyond the time-out of an attempt. Longer than a lane's quick answers take. */
const HOLD_SLACK_MILLIS = 15_000;
const STOP_WITHIN_MILLIS = 2_500;

/**
 * Sends what is due. A process takes hold of endpoints, not of messages: it alone works on an endpoint, at most so many
 * attempts at a time, and what waits for one endpoint takes no place of another's. What is due is in the database and
 * nowhere else; the endpoints of a process that died are the others' when its hold ends.
 */
@Injectable()
export class WebhookDispatcher {
  private readonly holder = randomUUID();
  private readonly held = { quick: 0, slow: 0 };
  private readonly work = new Set<Promise<void>>();
  private readonly recorded: Gather<Made, Health>;
  private readonly released: Gather<Lane, undefined>;
  private readonly loop: Loop;
  private onError: (error: unknown) => void = () => undefined;
  private unsubscribe: (() => void) | undefined;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly signals: Signals,
    private readonly sender: WebhookSender,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.loop = new Loop({ everyMillis: 1_000, body: async () => void (await this.turn()), onError: (error) => this.onError(error) });
    const { webhookScheduleMillis: schedule, webhookDisableAfterMillis: disableAfterMillis } = settings;
    this.recorded = new Gather(AT_ONCE, (made) => database.transaction((tx) => recordAttempts(tx, made, { now: clock.now(), schedule, disableAfterMillis })));
    this.released = new Gather(AT_ONCE, async (lanes) => {
      await database.transaction((tx) => letGo(tx, this.holding(), lanes));
      return lanes.map(() => undefined);
    });
  }

  /** Sends from now on: on a signal, and by itself every second. */
  start(onError: (error: unknown) => void): void {
    this.onError = onError;
    this.stopping = false;
    this.unsubscribe = this.signals.on(signalChannels.deliver, () => this.loop.poke());
    this.loop.start();
  }

  /** Begins no further attempt, waits a little for those under way, and lets others have the endpoints. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.unsubscribe?.();
    await this.loop.stop();
    await within(STOP_WITHIN_MILLIS, Promise.all(this.work));
    await within(STOP_WITHIN_MILLIS, this.database.transaction((tx) => letAllGo(tx, this.holder)).catch((error: unknown) => this.onError(error)));
  }

  /** Sends all that is due now, and ends when nothing is: for simulations, which move the clock themselves. */
  async drain(): Promise<void> {
    for (;;) {
      const wasWorking = this.work.size > 0; // an endpoint that is let go while we look may have more due, and was not found
      const found = await this.turn();
      if (found === 0 && !wasWorking && this.work.size === 0) return;
      if (this.work.size > 0) await Promise.race(this.work);
    }
  }

  /** @returns how many endpoints were found that had been waiting. */
  private async turn(): Promise<number> {
    let all = 0;
    for (let rounds = 0; rounds < MAX_ROUNDS && !this.stopping; rounds += 1) {
      const found = await this.take();
      if (found === 0) break;
      all += found;
    }
    return all;
  }

  private async take(): Promise<number> {
    const free = { quick: LANES.quick - this.held.quick, slow: LANES.slow - this.held.slow };
    if (free.quick === 0 && free.slow === 0) return 0;
    const { found, lanes } = await this.database.transaction((tx) => takeLanes(tx, this.holding(), free));
    for (const lane of lanes) this.begin(lane);
    return found;
  }

  private begin(lane: Lane): void {
    const kind = lane.isSlow ? 'slow' : 'quick';
    this.held[kind] += 1;
    const work = this.workOn(lane)
      .catch((error: unknown) => this.onError(error)) // its hold ends by itself, and what was not recorded is sent again
      .finally(() => {
        this.held[kind] -= 1;
        this.work.delete(work);
        this.loop.poke();
      });
    this.work.add(work);
  }

  /** Makes the attempts that were read, and lets the endpoint go: whatever else is due to it waits its turn. */
  private async workOn(lane: Lane): Promise<void> {
    const waiting = lane.due.values();
    const now = { isSlow: false };
    await Promise.all(Array.from({ length: Math.min(lane.concurrency, lane.due.length) }, async () => {
      for (const delivery of waiting) {
        const { isSlow, isOpen } = await this.attempt(lane, delivery);
        now.isSlow = isSlow;
        if (isOpen || this.stopping || (isSlow && !lane.isSlow)) return;
      }
    }));
    await this.released.ask({ ...lane, isSlow: now.isSlow });
  }

  private async attempt(lane: Lane, delivery: Due): Promise<{ isSlow: boolean; isOpen: boolean }> {
    const at = this.clock.now();
    const sent = await this.send(lane, delivery, at);
    const health = await this.recorded.ask({ lane, delivery, at, sent });
    lane.health = health;
    return { isSlow: sent.durationMillis >= SLOW_MILLIS || !isHealthy(health), isOpen: circuitAt(this.clock.now(), health) !== 'closed' };
  }

  /** In the trace of what is told, which ends here: the receiver is not told of it. */
  private send(lane: Lane, delivery: Due, at: Millis): Promise<Sent> {
    const attributes = { 'weir.endpoint.id': lane.endpointId, 'weir.message.id': delivery.messageId, 'weir.delivery.id': delivery.id, 'weir.delivery.attempt': delivery.step + 1 };
    return inSpan('webhook attempt', { from: delivery.trace, kind: 'client', attributes }, async (note) => {
      const sent = await this.sender.send(lane.url, signedHeaders(delivery.messageId, at, delivery.body, lane), delivery.body);
      note({ ...(sent.status !== undefined && { 'http.response.status_code': sent.status }), ...(sent.errorClass !== undefined && { 'error.type': sent.errorClass }) });
      return sent;
    });
  }

  private holding(): Holding {
    return { holder: this.holder, now: this.clock.now(), holdMillis: this.settings.webhookTimeoutMillis + HOLD_SLACK_MILLIS };
  }
}

/** Waits, but no longer than so. */
async function within(millis: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, millis).unref())]);
}
