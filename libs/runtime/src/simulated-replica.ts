import { createServer, type Server } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';

import type { LogLine } from './driver.js';
import type { SimulatedReplica } from './simulated-behaviour.js';

const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>It works</title>
<body style="font: 1.1rem/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>It works</h1>
<p>This is a simulated replica: no container runs behind it, and every request gets this page.</p>
`;

let pages: Server | undefined;

/** A connection to what a simulated replica serves on any of its ports: one small page over HTTP/1.1, whatever is asked. */
export function openSimulatedPage(): Duplex {
  pages ??= createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(request.method === 'HEAD' ? undefined : PAGE);
  });
  const [ours, theirs] = duplexPair();
  pages.emit('connection', theirs);
  return ours;
}

/** What a simulated replica has written: when it started, as far as is known. */
export function simulatedLog(replica: SimulatedReplica): LogLine[] {
  const restarts = replica.restarts > 0 ? [{ at: replica.since, text: `ended ${replica.restarts} times` }] : [];
  return replica.state === 'ready' ? [...restarts, { at: replica.since, text: 'simulated replica ready' }] : restarts;
}
