import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems } from '#libs/kernel';

import { paymentProblems } from './payment.errors.js';
import { type MessageView, selectMessages } from './payment-messages.js';

/**
 * Has a message sent again that was given up: the same to the byte, with the same id, on a fresh schedule of attempts.
 * @throws Problem `not_found`, `message_not_failed`, `forbidden`.
 */
export class RestartPaymentMessage extends Command<MessageView> {
  constructor(readonly actor: Actor, readonly messageId: string) {
    super();
  }
}

@CommandHandler(RestartPaymentMessage)
export class RestartPaymentMessageHandler implements ICommandHandler<RestartPaymentMessage> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, messageId }: RestartPaymentMessage): Promise<MessageView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only the platform sends these again.');
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const restarted = await tx.$executeRaw(sql`
        update payment_messages set state = 'pending', step = 0, next_attempt_at = ${BigInt(now)} where id = ${messageId} and state = 'failed'`);
      const [message] = await selectMessages(tx, { limit: 1, id: messageId });
      if (!message) throw commonProblems.not_found('No such message.');
      if (restarted === 0) throw paymentProblems.message_not_failed(`The message is ${message.state}.`, { extra: { state: message.state } });
      await audit(tx, actor, now, { action: 'payment_message.restarted', subjectId: messageId, detail: { type: message.type } });
      return message;
    });
  }
}
