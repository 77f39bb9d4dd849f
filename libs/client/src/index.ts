export type { components, operations, paths, ProblemCode } from './api.js';
export { answer, createWeirClient, idempotent, pages, type WeirClient, type WeirClientOptions } from './client.js';
export { WeirProblem } from './problem.js';
export type { RetryOptions } from './retry.js';
export { type Lease, type LeaseState, WaitFailed, waitFor, type WaitOptions } from './wait-for.js';
export { verifyWebhook, type WebhookMessage } from './webhook.js';
