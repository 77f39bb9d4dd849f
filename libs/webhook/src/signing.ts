import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

import { type Millis, MILLIS_PER_DAY } from '#libs/kernel';

/** How long messages carry signatures by both secrets after a rotation. */
export const ROTATION_OVERLAP_MILLIS = MILLIS_PER_DAY;

export interface Secrets {
  secret: string;
  previousSecret: string | null;
  previousSecretUntil: bigint | null;
}

/** A fresh signing secret: 256 random bits, as Standard Webhooks writes them. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** The headers of Standard Webhooks for a message sent at a time, with a signature by each secret. */
export function signatureHeaders(messageId: string, at: Millis, body: string, secrets: readonly string[]): Record<string, string> {
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(messageId, new Date(at), body)).join(' '),
  };
}

/** The same for one attempt at an endpoint: while a rotation overlaps, by both of its secrets. */
export function signedHeaders(messageId: string, at: Millis, body: string, secrets: Secrets): Record<string, string> {
  const { secret, previousSecret, previousSecretUntil } = secrets;
  const valid = previousSecret !== null && previousSecretUntil !== null && at < Number(previousSecretUntil) ? [secret, previousSecret] : [secret];
  return signatureHeaders(messageId, at, body, valid);
}
