import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { type RateLimiterAbstract, RateLimiterPostgres, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

import { Database } from '#libs/database';
import { SETTINGS, type Settings } from '#libs/kernel';

import { API_OPTIONS, type ApiOptions, LOGGER } from './options.js';

const WINDOW_SECONDS = 60;
const WINDOW_MILLIS = WINDOW_SECONDS * 1_000;
/** A window's requests are reserved of the shared store in so many parts. */
const PARTS = 10;
const STORE_TIMEOUT_MILLIS = 250;
const MOST_KEYS = 10_000;
/** Waiting requests share a reservation; none waits for more of them than this. */
const MOST_WAITS = 50;

/** What this process may still let through for one key without asking. */
interface Share {
  left: number;
  /** Not yet reserved by any process, when last asked. */
  unreserved: number;
  /** By the monotonic clock. */
  endsAt: number;
}

export interface Verdict {
  allowed: boolean;
  remaining: number;
  /** Until the window ends, rounded up. */
  resetSeconds: number;
}

/**
 * Requests per key and minute, shared by all API processes. A process reserves a tenth of the limit at a time and
 * spends it from memory, so that an ordinary request asks no store; what one process reserved and did not spend,
 * another cannot, so a key spread over many processes may be refused up to a tenth per process early.
 */
@Injectable()
export class RateLimiter implements OnApplicationShutdown {
  readonly limit: number;
  readonly windowSeconds = WINDOW_SECONDS;
  /** As the header RateLimit-Policy says it. */
  readonly policy: string;
  private readonly part: number;
  private readonly store: RateLimiterAbstract;
  private readonly redis: Redis | undefined;
  private readonly shares = new Map<string, Share>();
  private readonly reserving = new Map<string, Promise<void>>();

  constructor(@Inject(SETTINGS) settings: Settings, @Inject(API_OPTIONS) options: ApiOptions, @Inject(LOGGER) logger: Logger, database: Database) {
    this.limit = settings.rateLimitPerMinute;
    this.policy = `"key";q=${this.limit};w=${WINDOW_SECONDS}`;
    this.part = Math.ceil(this.limit / PARTS);
    const common = { keyPrefix: 'rate', points: Math.ceil(this.limit / this.part), duration: WINDOW_SECONDS };
    if (options.rateLimitStore?.kind === 'redis') {
      this.redis = new Redis(options.rateLimitStore.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
      this.redis.on('error', (error) => logger.warn({ err: error }, 'the rate limits\' store fails'));
      this.store = new RateLimiterRedis({ ...common, storeClient: this.redis });
    } else {
      this.store = new RateLimiterPostgres({ ...common, storeClient: clientOf(database), storeType: 'client', tableName: 'rate_limits', tableCreated: true });
    }
  }

  /** Whether one more request may pass, at a moment of the monotonic clock. Answers at once while there is something reserved. */
  take(key: string, now: number): Verdict | Promise<Verdict> {
    return this.spend(key, now) ?? this.wait(key);
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis?.disconnect();
  }

  private spend(key: string, now: number): Verdict | undefined {
    const share = this.shares.get(key);
    if (!share || share.endsAt <= now) return undefined;
    if (share.left === 0 && share.unreserved > 0) return undefined;
    const allowed = share.left > 0;
    if (allowed) share.left -= 1;
    return { allowed, remaining: share.left + share.unreserved, resetSeconds: Math.ceil((share.endsAt - now) / 1_000) };
  }

  private async wait(key: string): Promise<Verdict> {
    for (let waits = 0; waits < MOST_WAITS; waits += 1) {
      await this.reserveOnce(key);
      const verdict = this.spend(key, performance.now());
      if (verdict) return verdict;
    }
    return { allowed: false, remaining: 0, resetSeconds: 1 };
  }

  /** Requests that come while a reservation is under way wait for the same one. */
  private reserveOnce(key: string): Promise<void> {
    let under = this.reserving.get(key);
    if (!under) {
      under = this.reserve(key).finally(() => this.reserving.delete(key));
      this.reserving.set(key, under);
    }
    return under;
  }

  private async reserve(key: string): Promise<void> {
    const share = await this.ask(key);
    if (this.shares.size >= MOST_KEYS) this.shares.delete(this.shares.keys().next().value!);
    this.shares.delete(key);
    this.shares.set(key, share);
  }

  /**
   * A limit protects the product; it must not take it down. So when the store fails or is slow, each process lets
   * through what it would at most have let through anyway: one part per tenth of the window.
   */
  private async ask(key: string): Promise<Share> {
    try {
      const answer = await within(STORE_TIMEOUT_MILLIS, this.store.consume(key));
      const before = (answer.consumedPoints - 1) * this.part;
      const left = Math.min(this.part, this.limit - before);
      return { left, unreserved: this.limit - before - left, endsAt: performance.now() + answer.msBeforeNext };
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return { left: 0, unreserved: 0, endsAt: performance.now() + refusal.msBeforeNext };
      return { left: this.part, unreserved: 0, endsAt: performance.now() + WINDOW_MILLIS / PARTS };
    }
  }
}

async function within<T>(millis: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the rate limits\' store is slow')), millis);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The one connection pool of the process, in the form that rate-limiter-flexible takes. */
export function clientOf(database: Database) {
  return {
    async query({ text, values }: { text: string; values: (string | number)[] }) {
      const bound = values.map((value) => (typeof value === 'number' ? BigInt(value) : value));
      const rows = await database.client.$queryRawUnsafe<Record<string, unknown>[]>(text, ...bound);
      return { rows: rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]))) };
    },
  };
}
