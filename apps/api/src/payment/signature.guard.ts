import { type CanActivate, type ExecutionContext, Inject, Injectable, Optional } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { CLOCK, type Clock, commonProblems } from '#libs/kernel';
import { isSigned, PAYMENT_OPTIONS, type PaymentOptions } from '#libs/payment';

/** Lets through what the payment service signed: instead of a key, and before the body is looked at. */
@Injectable()
export class PaymentSignature implements CanActivate {
  constructor(@Inject(CLOCK) private readonly clock: Clock, @Optional() @Inject(PAYMENT_OPTIONS) private readonly options: PaymentOptions | null = null) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers, keptBody = '' } = context.switchToHttp().getRequest<FastifyRequest>();
    const header = (name: string) => (typeof headers[name] === 'string' ? headers[name] : undefined);
    const signature = { id: header('webhook-id'), timestamp: header('webhook-timestamp'), signature: header('webhook-signature') };
    if (this.options && isSigned(signature, keptBody, this.options.secrets, this.clock.now())) return true;
    throw commonProblems.unauthenticated('This takes what the payment service signed as Standard Webhooks says, by the shared secret and within five minutes.');
  }
}
