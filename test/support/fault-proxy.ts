import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { generate } from 'selfsigned';

import { seededRandom } from './random.js';

/**
 * - `error` 500, 502, 503 or 504 · `throttle` 429 with Retry-After · `slow` an answer after ten seconds
 * - `reset` the connection breaks, before or after the API server did what was asked · `cut-watch` a watch ends in its middle
 * - `gone` 410 for whoever goes on from a version, in answers and in watches · `silent` a watch stays open and says nothing more
 */
export const apiFaults = ['error', 'throttle', 'slow', 'reset', 'cut-watch', 'gone', 'silent'] as const;
export type ApiFault = (typeof apiFaults)[number];

export interface FaultPlan {
  seed: number;
  faults: readonly ApiFault[];
  /** Of a thousand requests, how many go wrong. */
  perMille: number;
}

const SLOW_MILLIS = 10_000;
const CUT_WITHIN_MILLIS = 1_500;
const expired = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'Expired', code: 410, message: 'too old resource version' };

/** What is to happen at one request: before it is passed on, or once the API server did what it says. Whoever asked gets no answer. */
export interface Stop {
  method: string;
  path: RegExp;
  when: 'before' | 'after';
  reached: () => Promise<void>;
}

/** Stands before an API server, speaking TLS as one does, and does to requests what a plan says; without a plan it passes everything on. */
export class FaultProxy {
  /** When each request came; a watch is one. */
  readonly requestedAt: number[] = [];
  /** How often each fault was done. */
  readonly done = new Map<ApiFault, number>();
  private plan: FaultPlan | undefined;
  private stop: Stop | undefined;
  private next: () => number = () => 0;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 200 });
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  /** @param target the API server: its address and the PEM of its authority. */
  constructor(private readonly target: { url: string; ca: string }) {}

  /** Starts listening on loopback. @returns where, and the PEM of the certificate to trust. */
  async listen(): Promise<{ url: string; ca: string }> {
    const altNames = [{ type: 7, ip: '127.0.0.1' }] as const;
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'fault proxy' }], { keySize: 2_048, extensions: [{ name: 'subjectAltName', altNames: [...altNames] }] });
    const server = createServer({ key, cert }, (request, response) => void this.pass(request, response));
    this.server = server;
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket)).on('error', () => undefined);
    });
    server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => this.upgrade(request, socket, head));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, ca: cert };
  }

  /** From now on, things go wrong by this plan; undefined ends it. */
  follow(plan: FaultPlan | undefined): void {
    this.plan = plan;
    if (plan) this.next = seededRandom(plan.seed);
  }

  /** At the first request that is so. @returns what happened there, once it did. */
  stopAt(method: string, path: RegExp, when: Stop['when'], act: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stop = { method, path, when, reached: () => act().then(resolve, reject) };
    });
  }

  /** Breaks every connection there is, as a restarted load balancer would. */
  breakConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.breakConnections();
    this.agent.destroy();
    await new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
  }

  private choose(request: IncomingMessage): ApiFault | undefined {
    const { plan } = this;
    if (!plan || this.next() * 1_000 >= plan.perMille) return undefined;
    const watches = isWatch(request);
    const fit = plan.faults.filter((fault) => (fault === 'cut-watch' || fault === 'silent' ? watches : fault !== 'gone' || request.method === 'GET'));
    const fault = fit[Math.floor(this.next() * fit.length)];
    if (fault) this.done.set(fault, (this.done.get(fault) ?? 0) + 1);
    return fault;
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requestedAt.push(performance.now());
    const stop = this.takeStop(request);
    if (stop?.when === 'before') {
      await stop.reached();
      return void request.socket.destroy();
    }
    if (stop) return this.forward(request, response, 'reset', stop.reached);
    const fault = this.choose(request);
    switch (fault) {
      case 'error': return this.refuse(response, [500, 502, 503, 504][Math.floor(this.next() * 4)]!);
      case 'throttle': return this.refuse(response.setHeader('retry-after', '1'), 429);
      case 'gone': return isWatch(request) ? this.expireWatch(response) : this.refuse(response, 410);
      case 'reset': if (this.next() < 0.5) return void request.socket.destroy(); break;
      case 'slow': await new Promise((resolve) => setTimeout(resolve, SLOW_MILLIS)); break;
      default:
    }
    this.forward(request, response, fault);
  }

  private takeStop(request: IncomingMessage): Stop | undefined {
    const { stop } = this;
    if (!stop || stop.method !== request.method || !stop.path.test(request.url!)) return undefined;
    this.stop = undefined;
    return stop;
  }

  private forward(request: IncomingMessage, response: ServerResponse, fault: ApiFault | undefined, done: () => Promise<void> = async () => undefined): void {
    const { url, ca } = this.target;
    const upstream = httpsRequest(new URL(request.url!, url), { method: request.method, headers: { ...request.headers, host: new URL(url).host }, ca, agent: this.agent }, (answer) => {
      // What was asked is done by now; whoever asked does not learn of it.
      if (fault === 'reset') {
        answer.resume();
        void done().then(() => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode!, answer.headers);
      response.flushHeaders();
      if (fault === 'silent') answer.resume();
      else answer.pipe(response);
      if (fault === 'cut-watch') setTimeout(() => response.destroy(), this.next() * CUT_WITHIN_MILLIS);
    });
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  }

  private refuse(response: ServerResponse, status: number): void {
    const reason = status === 410 ? expired : { ...expired, reason: 'InternalError', code: status, message: 'injected' };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reason));
  }

  private expireWatch(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' }).end(`${JSON.stringify({ type: 'ERROR', object: expired })}\n`);
  }

  /** Port-forwards pass as they are. */
  private upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    this.requestedAt.push(performance.now());
    const { url, ca } = this.target;
    const { hostname, port, host } = new URL(url);
    const upstream = tlsConnect({ host: hostname, port: Number(port), ca }, () => {
      const headers = Object.entries({ ...request.headers, host }).map(([name, value]) => `${name}: ${String(value)}\r\n`).join('');
      upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers}\r\n`);
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  }
}

function isWatch(request: IncomingMessage): boolean {
  return /[?&](watch=(true|1)|follow=true)\b/.test(request.url ?? '');
}
