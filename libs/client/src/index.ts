export type { components, operations, paths } from './api.js';
export { answer, createWeirClient, idempotent, pages, type WeirClient, type WeirClientOptions } from './client.js';
export { WeirProblem } from './problem.js';
export { verifyWebhook, type WebhookMessage } from './webhook.js';
