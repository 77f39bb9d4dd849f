export { type Jobs, queueNames, type QueueName, queuePolicies } from './jobs.js';
export { redisEviction } from './inspect-redis.js';
export { QueueModule } from './queue.module.js';
export { type NewJob, type Processor, type QueueBackend, type QueueCounts, Queues, type QueuesOptions } from './queues.js';
export { OutboxRelay, type RoutedJob, type Routes } from './relay.js';
