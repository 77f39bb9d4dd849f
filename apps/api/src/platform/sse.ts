import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { commonProblems, MILLIS_PER_HOUR } from '#libs/kernel';

import { stream } from './stream.js';

/** One server-sent event. `data` is sent as JSON. */
export interface SseEvent {
  /** What a client that comes again sends as Last-Event-ID. */
  id?: string | number | bigint;
  event?: string;
  data: unknown;
}

export interface SseOptions {
  /** Between comments that keep the connection open through proxies. */
  heartbeatMillis?: number;
  /** A stream ends after this long; clients come again by themselves. */
  longestMillis?: number;
}

/** The Last-Event-ID that a client which comes again sends: digits, as our streams give them. */
export const LastEventId = createParamDecorator((_data: unknown, context: ExecutionContext): bigint | undefined => {
  const id = context.switchToHttp().getRequest<FastifyRequest>().headers['last-event-id'];
  if (id === undefined || id === '') return undefined;
  if (typeof id !== 'string' || !/^\d{1,18}$/.test(id)) throw commonProblems.invalid_request('Last-Event-ID takes an id that this stream gave.', { pointer: 'Last-Event-ID' });
  return BigInt(id);
});

/** Sends events as `stream` sends parts; a stream is an hour old at most. */
export function sse(reply: FastifyReply, source: (signal: AbortSignal) => AsyncIterable<SseEvent>, options: SseOptions = {}): Promise<void> {
  const { heartbeatMillis = 15_000, longestMillis = MILLIS_PER_HOUR } = options;
  const heartbeat = { text: ':\n\n', everyMillis: heartbeatMillis };
  return stream(reply, (signal) => texts(source(signal)), { contentType: 'text/event-stream', longestMillis, heartbeat });
}

async function* texts(events: AsyncIterable<SseEvent>): AsyncGenerator<string> {
  for await (const event of events) yield eventText(event);
}

/** An event as it is sent. */
export function eventText({ id, event, data }: SseEvent): string {
  const json = JSON.stringify(data, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
  return `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}data: ${json}\n\n`;
}
