import { EventEmitter } from 'node:events';
import { Client, escapeIdentifier } from 'pg';

import { textArray } from './binary-arrays.js';
import { sql, type Transaction } from './database.js';

/** Every channel, and what its payload is. */
export const signalChannels = {
  /** There are events to carry. No payload. */
  outbox: 'weir_outbox',
  /** A pool has something to place or new room. Payload: the pool's id. */
  schedule: 'weir_schedule',
  /** A lease's timeline grew. Payload: the lease's id. */
  lease: 'weir_lease',
  /** Where a lease's public ports lead changed. Payload: the lease's id. */
  route: 'weir_route',
  /** There are webhook messages to send. No payload. */
  deliver: 'weir_deliver',
  /** An API key was revoked or changed. Payload: its hash. */
  key: 'weir_key',
  /** Something changed by itself in a simulated cluster. Payload: the cluster's id, a space, the lease's id. */
  workload: 'weir_workload',
} as const;

export type SignalChannel = (typeof signalChannels)[keyof typeof signalChannels];

/** Tells listeners in every process, when the transaction commits. A hint: those who wait also look by themselves. */
export async function signal(tx: Transaction, channel: SignalChannel, payload = ''): Promise<void> {
  await tx.$executeRaw(sql`select pg_notify(${channel}, ${payload})`);
}

/** The same with each of some payloads. */
export async function signalEach(tx: Transaction, channel: SignalChannel, payloads: readonly string[]): Promise<void> {
  if (payloads.length > 0) await tx.$executeRaw(sql`select pg_notify(${channel}, payload) from unnest(${textArray(payloads)}::text[]) as payload`);
}

const RECONNECT_MILLIS = 500;

/** One listening connection per process, reconnected whenever it breaks. */
export class Signals {
  private readonly emitter = new EventEmitter();
  private readonly channels = new Set<string>();
  private client: Client | undefined;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;
  /** Ends with the last statement that the connection was given. */
  private listened: Promise<unknown> = Promise.resolve();

  constructor(private readonly url: string) {
    this.emitter.setMaxListeners(0);
  }

  /** Calls back on each signal, and once after each reconnection, since some may have been missed. Gives the way to stop. */
  on(channel: SignalChannel, listener: (payload: string) => void): () => void {
    this.emitter.on(channel, listener);
    if (!this.channels.has(channel)) {
      this.channels.add(channel);
      if (this.client) void this.listen(this.client, channel).catch(() => undefined);
    }
    return () => this.emitter.off(channel, listener);
  }

  async start(): Promise<void> {
    this.stopped = false;
    await this.connect();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    const client = this.client;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new Client({ connectionString: this.url, keepAlive: true });
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    client.on('notification', ({ channel, payload }) => this.emitter.emit(channel, payload ?? ''));
    try {
      await client.connect();
      this.client = client;
      this.listened = Promise.resolve();
      for (const channel of this.channels) {
        await this.listen(client, channel);
        this.emitter.emit(channel, '');
      }
    } catch {
      this.lost(client);
    }
  }

  /** One statement at a time is all that a connection takes. */
  private listen(client: Client, channel: string): Promise<unknown> {
    const listening = this.listened.then(() => client.query(`listen ${escapeIdentifier(channel)}`));
    this.listened = listening.catch(() => undefined);
    return listening;
  }

  private lost(client: Client): void {
    client.removeAllListeners('end');
    void client.end().catch(() => undefined);
    if (this.client === client) this.client = undefined;
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.connect(), RECONNECT_MILLIS);
  }
}
