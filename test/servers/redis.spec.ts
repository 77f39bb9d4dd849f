import { afterAll } from 'vitest';

import { queuesConformance } from '../conformance/queues.js';
import { startRedis, type TestRedis } from '../support/redis.js';

let redis: TestRedis | undefined;
afterAll(() => redis?.stop());

queuesConformance('Redis', async () => {
  redis = await startRedis();
  return { kind: 'redis', url: redis.url };
});
