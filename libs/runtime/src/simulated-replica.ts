import { createServer, type Server } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';

import type { Millis } from '#libs/kernel';

import type { LogLine } from './driver.js';
import type { SimulatedReplica } from './simulated-behaviour.js';

const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>It works</title>
<body style="font: 1.1rem/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>It works</h1>
<p>This is a simulated replica: no container runs behind it, and every request gets this page.</p>
`;

let pages: Server | undefined;
const answers = new WeakMap<Duplex, (path: string) => string>();

/** A connection to what a simulated replica serves on any of its ports: one small page over HTTP/1.1, whatever is asked, or what `answer` makes of a path, as text. */
export function openSimulatedPage(answer?: (path: string) => string): Duplex {
  pages ??= createServer((request, response) => {
    request.resume();
    const made = answers.get(request.socket)?.(request.url!);
    response.setHeader('content-type', `text/${made === undefined ? 'html' : 'plain'}; charset=utf-8`);
    response.end(request.method === 'HEAD' ? undefined : (made ?? PAGE));
  });
  const [ours, theirs] = duplexPair();
  if (answer) answers.set(theirs, answer);
  pages.emit('connection', theirs);
  return ours;
}

const TICK_MILLIS = 10_000;

/**
 * What a simulated replica has written until `now`, from `since` on, the last `most` lines: when it started, as far as is
 * known, and that it runs on every ten seconds. Only the lines asked for are made.
 */
export function simulatedLog(replica: SimulatedReplica, now: Millis, { since, most }: { since: Millis; most: number }): LogLine[] {
  const restarts = replica.restarts > 0 ? [{ at: replica.since, text: `ended ${replica.restarts} times` }] : [];
  const started = replica.state === 'ready' ? [...restarts, { at: replica.since, text: 'simulated replica ready' }] : restarts;
  const last = replica.state === 'ready' ? Math.floor((now - replica.since) / TICK_MILLIS) : 0;
  const first = Math.max(1, last - most + 1, Math.ceil((since - replica.since) / TICK_MILLIS));
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, index): LogLine => {
    const seconds = ((first + index) * TICK_MILLIS) / 1_000;
    return { at: replica.since + seconds * 1_000, text: `simulated replica runs for ${seconds} s` };
  });
  const lines = [...started.filter((line) => line.at >= since), ...ticks];
  return most > 0 ? lines.slice(-most) : [];
}
