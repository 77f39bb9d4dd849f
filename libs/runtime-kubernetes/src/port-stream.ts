import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { WebSocket } from 'ws';

import type { KubeClient } from './kube-client.js';
import { pathOf } from './kinds.js';

const PROTOCOL = 'v4.channel.k8s.io';
const DATA = 0;
const PORT_BYTES = 2;
const PING_EVERY_MILLIS = 30_000;

/** Opens a port of a pod. @throws what kept the WebSocket from opening; what the pod's side refuses comes as the stream's error */
export async function openPort(client: KubeClient, namespace: string, pod: string, port: number, signal: AbortSignal): Promise<Duplex> {
  signal.throwIfAborted();
  const socket = await client.socket(`${pathOf('Pod', namespace, pod)}/portforward`, { ports: `${port}` }, PROTOCOL);
  const stream = new PortStream(socket, signal);
  try {
    await once(socket, 'open', { signal });
    return stream;
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

/**
 * Bytes over the channels of a port-forward: every message begins with its channel, and the first of each channel is the
 * port's number. There is no closing of one direction: having written all, it goes on reading until the other side closes.
 */
class PortStream extends Duplex {
  private readonly begun = new Set<number>();
  private alive = true;
  private readonly pinging: NodeJS.Timeout;
  private readonly abort = () => void this.destroy();

  constructor(private readonly socket: WebSocket, private readonly signal: AbortSignal) {
    super({ allowHalfOpen: false });
    socket.binaryType = 'nodebuffer';
    socket.on('message', (message: Buffer) => this.receive(message));
    socket.on('pong', () => (this.alive = true));
    socket.on('close', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    signal.addEventListener('abort', this.abort, { once: true });
    this.pinging = setInterval(() => this.ping(), PING_EVERY_MILLIS).unref();
    // Errors before anybody listens are thrown by whoever opened it.
    this.on('error', () => undefined);
  }

  override _read(): void {
    if (this.socket.isPaused) this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.socket.readyState !== WebSocket.OPEN) return done(new Error('the port is closed'));
    this.socket.send(Buffer.concat([Buffer.of(DATA), chunk]), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearInterval(this.pinging);
    this.signal.removeEventListener('abort', this.abort);
    this.socket.terminate();
    done(error);
  }

  private receive(message: Buffer): void {
    this.alive = true;
    const channel = message[0] ?? DATA;
    const bytes = message.subarray(1 + (this.begun.has(channel) ? 0 : PORT_BYTES));
    this.begun.add(channel);
    if (bytes.length === 0) return;
    if (channel !== DATA) this.destroy(new Error('the port takes no connections'));
    else if (!this.push(bytes)) this.socket.pause();
  }

  private ping(): void {
    if (this.socket.readyState !== WebSocket.OPEN || this.socket.isPaused) return;
    if (!this.alive) return void this.destroy(new Error('the connection is dead'));
    this.alive = false;
    this.socket.ping();
  }
}
