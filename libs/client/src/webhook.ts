import { Webhook } from 'standardwebhooks';

import type { components } from './api.js';

/** What a webhook carries. */
export interface WebhookMessage {
  type: components['schemas']['EventType'];
  /** When it happened, ISO 8601. */
  timestamp: string;
  data: Record<string, unknown>;
}

/**
 * The message of a webhook request, once its signature is checked. Give the body as it came, not parsed and written again.
 * @throws WebhookVerificationError when it was not signed with the secret, or is older than five minutes.
 */
export function verifyWebhook(secret: string, body: string, headers: Readonly<Record<string, string | string[] | undefined>>): WebhookMessage {
  const single = Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
  return new Webhook(secret).verify(body, single) as WebhookMessage;
}
