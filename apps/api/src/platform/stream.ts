import type { FastifyReply } from 'fastify';
import { once } from 'node:events';

import { commonProblems } from '#libs/kernel';

export interface StreamOptions {
  contentType: string;
  /** A stream ends after this long. */
  longestMillis: number;
  /** Sent at once and then every so often, to keep the connection open through proxies. */
  heartbeat?: { text: string; everyMillis: number };
}

/** Streams of a process at once; more are refused. */
const MOST_STREAMS = 2_000;

/** Open streams of each server, so that they can be ended when it stops. */
const streamsOf = new WeakMap<object, Set<AbortController>>();
const stopping = new WeakSet<object>();

/**
 * Sends parts until their source ends, the client goes, the server stops or the stream's time is over. `source` gets a signal
 * for that moment: wait with it. A slow client slows the source; nothing is gathered for it. The handler takes the reply by
 * `@Res()` and returns what this returns. Check everything that may be refused before.
 */
export async function stream(reply: FastifyReply, source: (signal: AbortSignal) => AsyncIterable<string>, options: StreamOptions): Promise<void> {
  const { server } = reply.server;
  const streams = streamsOf.get(server) ?? new Set();
  streamsOf.set(server, streams);
  if (stopping.has(server)) throw commonProblems.unavailable('This process is stopping; try again.', { retryAfterSeconds: 1 });
  if (streams.size >= MOST_STREAMS) throw commonProblems.unavailable('Too many streams are open.', { retryAfterSeconds: 5 });
  const ending = new AbortController();
  streams.add(ending);
  const { raw } = reply;
  const { heartbeat } = options;
  const end = (): void => ending.abort();
  raw.on('close', end);
  const beat = heartbeat && setInterval(() => raw.writableNeedDrain || raw.write(heartbeat.text), heartbeat.everyMillis);
  const longest = setTimeout(end, options.longestMillis);
  reply.hijack();
  try {
    // Closed with the stream: an idle connection would keep a stopping server waiting.
    raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': options.contentType, 'x-accel-buffering': 'no', connection: 'close' });
    if (heartbeat) raw.write(heartbeat.text);
    for await (const part of source(ending.signal)) {
      if (ending.signal.aborted) break;
      if (!raw.write(part)) await once(raw, 'drain', { signal: ending.signal });
    }
  } catch (error) {
    // The head is sent: a break is all that can be told. The client comes again.
    if (!ending.signal.aborted) raw.destroy(error as Error);
  } finally {
    clearInterval(beat);
    clearTimeout(longest);
    raw.off('close', end);
    streams.delete(ending);
    ending.abort();
    raw.end();
  }
}

/** Ends every stream of a server, so that it can stop, and lets none begin. */
export function endStreams(server: object): void {
  stopping.add(server);
  for (const open of streamsOf.get(server) ?? []) open.abort();
}

/** Lets through so many bytes a second, measured over each second, and no more of a part's successors before. */
export async function* paced(source: AsyncIterable<string>, bytesPerSecond: number, signal: AbortSignal): AsyncGenerator<string> {
  let freeAt = performance.now();
  for await (const part of source) {
    yield part;
    freeAt = Math.max(freeAt, performance.now() - 1_000) + (Buffer.byteLength(part) / bytesPerSecond) * 1_000;
    const wait = freeAt - performance.now();
    if (wait > 0) await pause(wait, signal);
    if (signal.aborted) return;
  }
}

function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    signal.addEventListener('abort', done, { once: true });
  });
}
