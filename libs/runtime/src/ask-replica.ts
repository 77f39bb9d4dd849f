import { request } from 'node:http';
import type { Socket } from 'node:net';

import { type ClusterRef, ClusterUnreachable, type Driver, type ReplicaRef, ReplicaUnreachable } from './driver.js';

export interface ReplicaRequest {
  port: number;
  method: 'GET' | 'PUT';
  path: string;
  body?: Uint8Array;
}

/** More than so many bytes of an answer are not read: it is none. */
const MOST_BYTES = 65_536;

/**
 * Asks a replica over HTTP/1.1, as a gateway would, on a connection of its own.
 * @returns undefined when it did not answer, or not all before the signal. @throws ClusterUnreachable
 */
export async function askReplica(driver: Driver, cluster: ClusterRef, replica: ReplicaRef, asked: ReplicaRequest, signal: AbortSignal): Promise<{ status: number; body: string } | undefined> {
  try {
    const socket = await driver.connect(cluster, replica, asked.port, signal);
    try {
      return await exchange(socket as Socket, asked, signal);
    } finally {
      socket.destroy();
    }
  } catch (error) {
    if (error instanceof ClusterUnreachable) throw error;
    if (error instanceof ReplicaUnreachable || signal.aborted || isNetworkError(error)) return undefined;
    throw error;
  }
}

/** What a connection can end with, whoever ended it: errors of the system and of HTTP's parser have a code. */
export function isNetworkError(error: unknown): boolean {
  return error instanceof Error && ('code' in error || error.message === 'the port is closed');
}

function exchange(socket: Socket, { method, path, body }: ReplicaRequest, signal: AbortSignal): Promise<{ status: number; body: string } | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { host: 'localhost', connection: 'close', ...(body ? { 'content-length': body.length } : {}) };
    const sent = request({ createConnection: () => socket, method, path, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) resolve(undefined);
        else chunks.push(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode!, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
