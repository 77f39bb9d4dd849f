import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';

import { type Actor, type LeaseId, MILLIS_PER_HOUR, MILLIS_PER_MINUTE } from '#libs/kernel';
import { type LogRequest, ReadLogs, type ReplicaLine, runtimeProblems } from '#libs/runtime';

import { eventText, paced, stream, type StreamOptions } from '../platform/index.js';

/** What a reader of logs takes: lines to read, or lines of JSON. Who follows gets server-sent events. */
export type LogFormat = 'text' | 'ndjson';

/** Logs that one key reads at once, in one process. */
const MOST_READERS = 10;
const BYTES_PER_SECOND = 1_048_576;
const HEARTBEAT = { text: ':\n\n', everyMillis: 15_000 };

/** Logs as streams. */
@Injectable()
export class LeaseLogs {
  private readonly readers = new Map<string, number>();

  constructor(private readonly queries: QueryBus) {}

  /** Sends what is asked for, no faster than it is read, and lets go of it when the client does. @throws Problem those of `ReadLogs`, `too_many_readers` */
  async send(reply: FastifyReply, actor: Actor, leaseId: LeaseId, request: LogRequest, format: LogFormat): Promise<void> {
    const leave = this.enter(actor.keyId);
    const ending = new AbortController();
    const end = (): void => ending.abort();
    reply.raw.once('close', end);
    try {
      const { lines } = await this.queries.execute(new ReadLogs(actor, leaseId, request, ending.signal));
      const write = writerOf(request, format);
      await stream(reply, (signal) => {
        signal.addEventListener('abort', end, { once: true });
        return paced(texts(lines, write), BYTES_PER_SECOND, signal);
      }, optionsOf(request, format));
    } finally {
      end();
      leave();
    }
  }

  /** How many logs are being read in this process. */
  get open(): number {
    return [...this.readers.values()].reduce((sum, count) => sum + count, 0);
  }

  private enter(keyId: string): () => void {
    const count = this.readers.get(keyId) ?? 0;
    if (count >= MOST_READERS) throw runtimeProblems.too_many_readers(`A key reads ${MOST_READERS} logs at once; end one first.`, { retryAfterSeconds: 5 });
    this.readers.set(keyId, count + 1);
    return () => {
      const left = this.readers.get(keyId)! - 1;
      if (left > 0) this.readers.set(keyId, left);
      else this.readers.delete(keyId);
    };
  }
}

type Write = (line: ReplicaLine) => string;

/** Lines of all replicas say which one wrote them. */
function writerOf({ follow, replica }: LogRequest, format: LogFormat): Write {
  if (follow) return (line) => eventText({ id: line.at, event: 'log', data: line });
  if (format === 'ndjson') return (line) => `${JSON.stringify(line)}\n`;
  return replica === undefined ? (line) => `[${line.replica}] ${line.text}\n` : (line) => `${line.text}\n`;
}

function optionsOf({ follow }: LogRequest, format: LogFormat): StreamOptions {
  if (follow) return { contentType: 'text/event-stream', longestMillis: MILLIS_PER_HOUR, heartbeat: HEARTBEAT };
  return { contentType: format === 'ndjson' ? 'application/x-ndjson' : 'text/plain; charset=utf-8', longestMillis: MILLIS_PER_MINUTE };
}

async function* texts(lines: AsyncIterable<ReplicaLine>, write: Write): AsyncGenerator<string> {
  for await (const line of lines) yield write(line);
}
