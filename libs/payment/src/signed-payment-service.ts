import { request } from 'undici';

import type { Clock } from '#libs/kernel';
import { signatureHeaders } from '#libs/webhook';

import type { PaymentAdapter, PaymentMessage, SendOutcome } from './payment-adapter.js';

/** Where the integrator's payment service is, and what we share with it. */
export interface PaymentOptions {
  url: string;
  /** Of Standard Webhooks, `whsec_…`: the first signs what we send, any may have signed what comes. */
  secrets: readonly string[];
}

/** Nest's injection token for the options; undefined where there is no payment service. */
export const PAYMENT_OPTIONS = Symbol('PAYMENT_OPTIONS');

/** Of an answer, for whoever looks into a failure. */
const MOST_TEXT = 500;

/** Tells the integrator's payment service by signed webhooks: a 2xx answer is its word. Redirects are not followed. */
export class SignedPaymentService implements PaymentAdapter {
  constructor(private readonly options: PaymentOptions, private readonly clock: Clock, private readonly timeoutMillis: number) {}

  async send({ id, body }: PaymentMessage): Promise<SendOutcome> {
    try {
      const answer = await request(this.options.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'Weir-Payments/1', 'idempotency-key': id, ...signatureHeaders(id, this.clock.now(), body, this.options.secrets.slice(0, 1)) },
        body,
        signal: AbortSignal.timeout(this.timeoutMillis),
      });
      await answer.body.dump({ limit: 16_384 }).catch(() => undefined); // the status has been said
      if (answer.statusCode >= 200 && answer.statusCode < 300) return { outcome: 'accepted' };
      const retryAfter = answer.headers['retry-after'];
      return { outcome: 'refused', error: `it answered ${answer.statusCode}`, ...(typeof retryAfter === 'string' && { retryAfter }) };
    } catch (error) {
      return { outcome: 'unreachable', error: (error instanceof Error ? error.message || error.name : String(error)).slice(0, MOST_TEXT) };
    }
  }
}
