import { request } from 'node:http';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

import { isNetworkError } from './ask-replica.js';
import { type ClusterRef, ClusterUnreachable, type Driver, type ReplicaRef, ReplicaUnreachable } from './driver.js';
import { MIB, type NetworkWork, streamCheck, streamPath } from './network-work.js';

export interface Received {
  /** `arrived`: all of it; `late`: more was to come when its time was over; `wrong`: something else came; `broken`: it ended before. */
  how: 'arrived' | 'late' | 'wrong' | 'broken';
  bytes: number;
  /** From when it was asked for until it had arrived, or was given up: by a clock that is never set, rounded up. */
  millis: number;
  /** How much of this time this process was at work itself, or was kept from it by others of its machine, in percent, rounded up: what comes waits for it. */
  busyPercent: number;
}

/** A connection must stand within. */
const CONNECT_WITHIN_MILLIS = 10_000;
/** So often this process should have had its turn. */
const TURN_MILLIS = 20;

/**
 * Asks a replica for a stream over HTTP/1.1, on a connection of its own as a gateway's, and compares what comes, keeping none of it.
 * @returns undefined when nothing of it came. @throws ClusterUnreachable
 */
export async function receiveStream(driver: Driver, cluster: ClusterRef, replica: ReplicaRef, port: number, { key, mib, withinMillis }: { key: string; mib: NetworkWork['mib']; withinMillis: number }): Promise<Received | undefined> {
  const ended = new AbortController();
  const connecting = setTimeout(() => ended.abort(), CONNECT_WITHIN_MILLIS);
  try {
    const socket = await driver.connect(cluster, replica, port, ended.signal);
    clearTimeout(connecting);
    try {
      const received = await receive(socket as Socket, key, mib, withinMillis);
      return received.bytes > 0 || received.how === 'wrong' ? received : undefined;
    } finally {
      socket.destroy();
    }
  } catch (error) {
    if (error instanceof ClusterUnreachable) throw error;
    if (error instanceof ReplicaUnreachable || ended.signal.aborted || isNetworkError(error)) return undefined;
    throw error;
  } finally {
    clearTimeout(connecting);
  }
}

function receive(socket: Socket, key: string, mib: number, withinMillis: number): Promise<Received> {
  const [expected, isRight] = [mib * MIB, streamCheck(key)];
  const busy = startBusy();
  const since = performance.now();
  let bytes = 0;
  return new Promise((resolve) => {
    const over = (how: Received['how']) => {
      clearTimeout(timer);
      resolve({ how, bytes, millis: Math.ceil(performance.now() - since), busyPercent: busy() });
      asked.destroy();
    };
    const timer = setTimeout(() => over('late'), withinMillis);
    const asked = request({ createConnection: () => socket, method: 'GET', path: streamPath(key, { mib }), headers: { host: 'localhost', connection: 'close' } }, (response) => {
      if (response.statusCode !== 200) return over('broken');
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > expected || !isRight(chunk)) over('wrong');
      });
      response.on('end', () => over(bytes === expected ? 'arrived' : 'broken'));
      response.on('error', () => over('broken'));
      return undefined;
    });
    asked.on('error', () => over('broken'));
    asked.end();
  });
}

/** Measures how busy this process is. An event loop that sleeps while its machine has no turn for it calls itself idle: its timers say how many turns it had. @returns what ends it, and says so in percent. */
function startBusy(): () => number {
  const [since, load] = [performance.now(), performance.eventLoopUtilization()];
  let turns = 0;
  const turning = setInterval(() => (turns += 1), TURN_MILLIS);
  return () => {
    clearInterval(turning);
    const kept = 1 - (turns * TURN_MILLIS) / Math.max(1, performance.now() - since);
    return Math.ceil(Math.min(1, Math.max(performance.eventLoopUtilization(load).utilization, kept)) * 100);
  };
}
