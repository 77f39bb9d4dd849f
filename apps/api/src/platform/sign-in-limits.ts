import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

import { Database } from '#libs/database';
import { commonProblems } from '#libs/kernel';

import { API_OPTIONS, type ApiOptions } from './options.js';
import { clientOf } from './rate-limit.js';

const WINDOW_SECONDS = 900;
/** Failed attempts in a window: of one address on one account, on one account from anywhere, and of one address. */
export const signInLimits = { together: 10, account: 200, address: 300 } as const;

type Limited = keyof typeof signInLimits;

/** Keeps guesses at passwords slow, in all API processes together. Whoever knows the password is not counted. */
@Injectable()
export class SignInLimits implements OnApplicationShutdown {
  private readonly limiters: Record<Limited, RateLimiterAbstract>;
  private readonly redis: Redis | undefined;

  constructor(@Inject(API_OPTIONS) options: ApiOptions, database: Database) {
    if (options.rateLimitStore?.kind === 'redis') {
      this.redis = new Redis(options.rateLimitStore.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
      this.redis.on('error', () => undefined);
    }
    const limiter = (name: Limited): RateLimiterAbstract => {
      const common = { keyPrefix: `signin-${name}`, points: signInLimits[name], duration: WINDOW_SECONDS };
      // While the store is away each process counts by itself: a limit that is gone would be worse.
      const insuranceLimiter = new RateLimiterMemory(common);
      return this.redis
        ? new RateLimiterRedis({ ...common, storeClient: this.redis, insuranceLimiter })
        : new RateLimiterPostgres({ ...common, storeClient: clientOf(database), storeType: 'client', tableName: 'rate_limits', tableCreated: true, insuranceLimiter });
    };
    this.limiters = { together: limiter('together'), account: limiter('account'), address: limiter('address') };
  }

  /** Counts an attempt, before the password is looked at. @returns the way to take it back when it was right. @throws Problem `rate_limited`. */
  async count(account: string, address: string): Promise<() => Promise<void>> {
    const keys: Record<Limited, string> = { together: `${address} ${account}`, account, address };
    const counted: (() => Promise<unknown>)[] = [];
    for (const [name, key] of Object.entries(keys) as [Limited, string][]) {
      try {
        await this.limiters[name].consume(key);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw commonProblems.rate_limited('Too many attempts to sign in; wait a while.', { retryAfterSeconds: Math.ceil(refusal.msBeforeNext / 1_000) });
      }
      counted.push(() => this.limiters[name].reward(key));
    }
    return async () => void (await Promise.all(counted.map((takeBack) => takeBack())));
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis?.disconnect();
  }
}
