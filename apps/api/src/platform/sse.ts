import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { once } from 'node:events';

import { commonProblems, MILLIS_PER_HOUR } from '#libs/kernel';

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

/** Streams of a process at once; more are refused. */
const MOST_STREAMS = 2_000;

/** Open streams of each server, so that they can be ended when it stops. */
const streamsOf = new WeakMap<object, Set<AbortController>>();
const stopping = new WeakSet<object>();

/** The Last-Event-ID that a client which comes again sends: digits, as our streams give them. */
export const LastEventId = createParamDecorator((_data: unknown, context: ExecutionContext): bigint | undefined => {
  const id = context.switchToHttp().getRequest<FastifyRequest>().headers['last-event-id'];
  if (id === undefined || id === '') return undefined;
  if (typeof id !== 'string' || !/^\d{1,18}$/.test(id)) throw commonProblems.invalid_request('Last-Event-ID takes an id that this stream gave.', { pointer: 'Last-Event-ID' });
  return BigInt(id);
});

/**
 * Sends events until their source ends, the client goes, the server stops or the stream is an hour old. `source` gets
 * a signal for that moment: wait with it. A slow client slows the source; nothing is gathered for it.
 * The handler takes the reply by `@Res()` and returns what this returns. Check everything that may be refused before.
 */
export async function sse(reply: FastifyReply, source: (signal: AbortSignal) => AsyncIterable<SseEvent>, options: SseOptions = {}): Promise<void> {
  const streams = streamsOf.get(reply.server.server) ?? new Set();
  streamsOf.set(reply.server.server, streams);
  if (stopping.has(reply.server.server)) throw commonProblems.unavailable('This process is stopping; try again.', { retryAfterSeconds: 1 });
  if (streams.size >= MOST_STREAMS) throw commonProblems.unavailable('Too many streams are open.', { retryAfterSeconds: 5 });
  const ending = new AbortController();
  streams.add(ending);
  const { raw } = reply;
  const end = (): void => ending.abort();
  raw.on('close', end);
  const heartbeat = setInterval(() => raw.writableNeedDrain || raw.write(':\n\n'), options.heartbeatMillis ?? 15_000);
  const longest = setTimeout(end, options.longestMillis ?? MILLIS_PER_HOUR);
  reply.hijack();
  try {
    // Closed with the stream: an idle connection would keep a stopping server waiting.
    raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': 'text/event-stream', 'x-accel-buffering': 'no', connection: 'close' });
    raw.write(':\n\n');
    for await (const event of source(ending.signal)) {
      if (ending.signal.aborted) break;
      if (!raw.write(textOf(event))) await once(raw, 'drain', { signal: ending.signal });
    }
  } catch (error) {
    // The head is sent: a break is all that can be told. The client comes again.
    if (!ending.signal.aborted) raw.destroy(error as Error);
  } finally {
    clearInterval(heartbeat);
    clearTimeout(longest);
    streams.delete(ending);
    ending.abort();
    raw.end();
  }
}

/** Ends every stream of a server, so that it can stop, and lets none begin. */
export function endStreams(server: object): void {
  stopping.add(server);
  for (const stream of streamsOf.get(server) ?? []) stream.abort();
}

function textOf({ id, event, data }: SseEvent): string {
  const json = JSON.stringify(data, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
  return `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}data: ${json}\n\n`;
}
