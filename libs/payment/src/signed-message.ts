import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

import { type Millis, MILLIS_PER_MINUTE } from '#libs/kernel';

/** How far a message's time may be from ours: what is older was caught and is sent again by somebody else. */
const TOLERANCE_MILLIS = 5 * MILLIS_PER_MINUTE;

/** The headers of a message signed as Standard Webhooks says. */
export interface SignatureHeaders {
  id: string | undefined;
  timestamp: string | undefined;
  signature: string | undefined;
}

/** Whether a message was signed by any of the secrets, not long ago. */
export function isSigned({ id, timestamp, signature }: SignatureHeaders, body: string, secrets: readonly string[], now: Millis): boolean {
  if (!id || !signature || !timestamp || !/^\d{1,12}$/.test(timestamp)) return false;
  const at = Number(timestamp) * 1_000;
  if (Math.abs(now - at) > TOLERANCE_MILLIS) return false;
  const given = signature.split(' ').slice(0, 10).map((text) => Buffer.from(text));
  return secrets.some((secret) => {
    const right = Buffer.from(new Webhook(secret).sign(id, new Date(at), body));
    return given.some((one) => one.length === right.length && timingSafeEqual(one, right));
  });
}
