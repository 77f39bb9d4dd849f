import { Redis } from 'ioredis';

/** What a Redis does when it is full: its `maxmemory-policy`, `noeviction` being the only one that loses no job. @throws Error when it does not answer in time. */
export async function redisEviction(url: string, withinMillis: number): Promise<string> {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: withinMillis, commandTimeout: withinMillis, maxRetriesPerRequest: 0, retryStrategy: () => null });
  let why: unknown;
  redis.on('error', (error) => { why = error; });
  try {
    await redis.connect();
    const answer: unknown = await redis.config('GET', 'maxmemory-policy');
    return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : 'unknown';
  } catch (error) {
    throw why ?? error; // the first says what refused, the other that the connection is closed
  } finally {
    redis.disconnect();
  }
}
