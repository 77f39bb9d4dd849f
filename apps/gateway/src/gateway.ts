import { once } from 'node:events';
import { Agent, type ClientRequest, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { createProxyServer, type ProxyServer } from 'httpxy';

import { type AnswerStatus, answerOf, rawAnswer } from './answers.js';
import { choose } from './balance.js';
import { bodyLimit, BodyTooLarge } from './body-limit.js';
import { cleanRequestHeaders, cleanResponseHeaders, type Visitor } from './headers.js';
import type { Limits } from './limits.js';
import type { Replica } from './replica.js';
import type { ReplicaSocket } from './replica-socket.js';
import type { Route, RoutedLease, RoutingTable } from './routing-table.js';

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

export interface GatewayDependencies {
  table: RoutingTable;
  limits: Limits;
  /** Addresses are labels under it. */
  domain: string;
  tls?: { cert: string | Buffer; key: string | Buffer };
}

/** One try to have a request answered by one replica. */
interface Try {
  replica: Replica;
  /** Some of the request may have been sent. */
  begun: boolean;
  answered: boolean;
  late: boolean;
  outgoing?: ClientRequest;
  timer?: NodeJS.Timeout;
}

/** Safe to ask twice: nothing is changed by asking (RFC 9110, 9.2.1). */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Where visitors' requests come in and replicas' answers go out, over HTTP/1.1, HTTP/2 and WebSocket. */
export class Gateway {
  private readonly web: ProxyServer<Request, Response>;
  private readonly webSockets: ProxyServer;
  private readonly server: Server | Http2SecureServer;
  private readonly tries = new WeakMap<Request, Try>();
  private readonly connections = new Set<Socket>();

  constructor(private readonly dependencies: GatewayDependencies) {
    this.web = this.makeWebProxy();
    this.webSockets = this.makeWebSocketProxy();
    this.server = this.makeServer();
  }

  /** @returns the port, which was free when 0 was asked for. */
  async listen(port: number, host: string): Promise<number> {
    this.server.listen(port, host);
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** From now on for new connections. */
  setCertificate(tls: { cert: string | Buffer; key: string | Buffer }): void {
    if ('setSecureContext' in this.server) this.server.setSecureContext(tls);
  }

  /** Takes no more connections, lets requests under way finish for a while, and then ends them. */
  async close(withinMillis: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    if ('closeIdleConnections' in this.server) this.server.closeIdleConnections();
    const timer = setTimeout(() => this.endConnections(), withinMillis);
    await closed;
    clearTimeout(timer);
    this.dependencies.table.end();
  }

  private endConnections(): void {
    for (const connection of this.connections) connection.destroy();
  }

  private makeServer(): Server | Http2SecureServer {
    const { limits, tls } = this.dependencies;
    const plain = { maxHeaderSize: limits.headerBytes, headersTimeout: limits.headersMillis, requestTimeout: limits.requestMillis, keepAliveTimeout: limits.idleMillis, connectionsCheckingInterval: 1_000 };
    const shouldUpgradeCallback = (request: IncomingMessage) => request.headers.upgrade?.toLowerCase() === 'websocket';
    const server = tls
      ? createSecureServer({
        ...tls, allowHTTP1: true, minVersion: 'TLSv1.2', http1Options: plain, maxHeaderListPairs: limits.headerCount,
        settings: { maxConcurrentStreams: limits.streamsPerConnection, maxHeaderListSize: limits.headerBytes },
      })
      : createServer({ ...plain, shouldUpgradeCallback });
    // Both servers keep them, whichever way they are set; HTTP/2's knows them for HTTP/1.1 visitors.
    Object.assign(server, { headersTimeout: limits.headersMillis, requestTimeout: limits.requestMillis, maxConnections: limits.connections, maxHeadersCount: 0 });
    server.setTimeout(limits.idleMillis);
    server.on('connection', (socket: Socket) => {
      this.connections.add(socket);
      socket.once('close', () => this.connections.delete(socket));
    });
    server.on('request', (request: Request, response: Response) => void this.serve(request, response));
    server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => void this.serveWebSocket(request, socket, head));
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      if (!socket.writable) return;
      if (error.code === 'HPE_HEADER_OVERFLOW') socket.end(rawAnswer(431));
      else socket.end(`HTTP/1.1 ${error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    });
    server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
    return server;
  }

  private makeWebProxy(): ProxyServer<Request, Response> {
    const proxy = createProxyServer() as unknown as ProxyServer<Request, Response>;
    proxy.on('proxyReq', (outgoing, request) => {
      const current = this.tries.get(request)!;
      current.begun = true;
      current.outgoing = outgoing;
      const wait = () => {
        current.timer = setTimeout(() => {
          if (!isWhole(request)) return wait(); // whoever is still sending is bounded elsewhere
          current.late = true;
          outgoing.destroy(new Error('no answer in time'));
        }, this.dependencies.limits.answerMillis);
      };
      wait();
      outgoing.once('close', () => clearTimeout(current.timer));
    });
    proxy.on('proxyRes', (incoming, request, response) => {
      const current = this.tries.get(request)!;
      clearTimeout(current.timer);
      current.answered = true;
      current.replica.succeeded();
      cleanResponseHeaders(incoming.headers);
      if (request.httpVersionMajor < 2) incoming.headers.connection = (response as ServerResponse).shouldKeepAlive ? 'keep-alive' : 'close';
      incoming.once('close', () => {
        if (!incoming.complete && !response.destroyed) current.replica.failed(performance.now());
      });
    });
    return proxy;
  }

  private makeWebSocketProxy(): ProxyServer {
    const { limits } = this.dependencies;
    const proxy = createProxyServer({ upgradeTimeout: limits.answerMillis });
    proxy.on('proxyReqWs', (outgoing) => {
      outgoing.prependListener('upgrade', (incoming) => cleanResponseHeaders(incoming.headers, true));
      outgoing.prependListener('response', (incoming) => cleanResponseHeaders(incoming.headers));
    });
    proxy.on('open', (socket) => {
      socket.setTimeout(limits.webSocketIdleMillis, () => socket.destroy());
    });
    // Heard before the proxy ends the connection: the last chance to say anything.
    proxy.on('error', (_error, _request, socket) => {
      const visitor = socket as Socket;
      if (visitor.writable && visitor.bytesWritten === 0) visitor.write(rawAnswer(502));
    });
    return proxy;
  }

  private async serve(request: Request, response: Response): Promise<void> {
    const { limits } = this.dependencies;
    const found = this.admit(request);
    if (typeof found === 'number') return this.answer(request, response, found);
    const { lease } = found;
    lease.underWay += 1;
    response.once('close', () => (lease.underWay -= 1));
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > limits.bodyBytes) return this.answer(request, response, 413);
    const body = this.bodyOf(request);
    cleanRequestHeaders(request.headers, visitorOf(request));
    await this.forward(request, response, found, body);
  }

  /** The route of a request, or how it is refused. */
  private admit(request: Request): Route | AnswerStatus {
    const { limits, table, domain } = this.dependencies;
    const route = table.find(labelOf(hostOf(request), domain));
    if (!route) return 404;
    if (request.rawHeaders.length / 2 > limits.headerCount) return 431;
    return route.lease.underWay >= limits.requestsPerLease ? 503 : route;
  }

  /**
   * A body whose length is not known beforehand, counted as it passes. It goes on in chunks whatever the method: a
   * replica must not take the rest of it for the next request. Undefined for all others, which pass as they are.
   */
  private bodyOf(request: Request): Readable | undefined {
    const { headers } = request;
    if (headers['content-length'] !== undefined) return undefined;
    const unknown = request.httpVersionMajor >= 2 ? !(request as Http2ServerRequest).stream.endAfterHeaders : headers['transfer-encoding'] !== undefined;
    if (!unknown) return undefined;
    headers['transfer-encoding'] = 'chunked';
    const limited = bodyLimit(this.dependencies.limits.bodyBytes);
    request.once('close', () => {
      if (!isWhole(request)) limited.destroy();
    });
    return request.pipe(limited);
  }

  /** Tries replicas until one answers. After some of a request was sent, only what is safe to ask twice is asked again. */
  private async forward(request: Request, response: Response, { lease, port }: Route, body: Readable | undefined): Promise<void> {
    const tried = new Set<Replica>();
    const mayRepeat = safeMethods.has(request.method ?? '') && body === undefined && (request.headers['content-length'] ?? '0') === '0';
    let tooLarge = false;
    body?.once('error', (error) => {
      tooLarge = error instanceof BodyTooLarge;
      if (!tooLarge) return;
      this.answer(request, response, 413);
      this.tries.get(request)?.outgoing?.destroy(); // it would wait for the rest
    });
    let status: AnswerStatus = 503;
    while (tried.size < this.dependencies.limits.tries) {
      const replica = this.pick(lease, tried);
      if (!replica) break;
      const outcome = await this.try(request, response, replica, port, body);
      if (outcome === 'done' || response.destroyed || tooLarge) return;
      if (response.headersSent) {
        response.destroy();
        return;
      }
      status = outcome.late ? 504 : outcome.begun ? 502 : 503;
      if (outcome.begun && (outcome.late || !mayRepeat)) break;
    }
    this.answer(request, response, status);
  }

  private pick(lease: RoutedLease, tried: Set<Replica>): Replica | undefined {
    const replica = choose(lease.replicas, tried, (lease.turn += 1) % Math.max(1, lease.replicas.length), performance.now());
    if (replica) tried.add(replica);
    return replica;
  }

  private async try(request: Request, response: Response, replica: Replica, port: number, body: Readable | undefined): Promise<Try | 'done'> {
    const current: Try = { replica, begun: false, answered: false, late: false };
    this.tries.set(request, current);
    replica.underWay += 1;
    try {
      await this.web.web(request, response, { target: { host: 'replica', port }, agent: replica.agentFor(port), ...(body ? { buffer: body } : {}) });
      return 'done';
    } catch {
      // Answered by us, or gone: that was not the replica's doing.
      if (!response.destroyed && !response.writableEnded) replica.failed(performance.now());
      return current;
    } finally {
      clearTimeout(current.timer);
      replica.underWay -= 1;
    }
  }

  private answer(request: Request, response: Response, status: AnswerStatus): void {
    if (response.headersSent || response.destroyed) return void response.destroy();
    const { headers, body } = answerOf(status, request.headers.accept);
    // A body that nobody reads is not waited for.
    const unread = request.httpVersionMajor < 2 && !isWhole(request) ? { connection: 'close' } : {};
    (response as ServerResponse).writeHead(status, { ...headers, ...unread });
    response.end(request.method === 'HEAD' ? '' : body);
  }

  private async serveWebSocket(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const refuse = (status: AnswerStatus) => socket.end(rawAnswer(status, request.headers.accept));
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return void refuse(501);
    const found = this.admit(request);
    if (typeof found === 'number') return void refuse(found);
    const { lease, port } = found;
    lease.underWay += 1;
    socket.once('close', () => (lease.underWay -= 1));
    const way = await this.connectAny(lease, port);
    if (!way) return void refuse(503);
    const { replica, upstream } = way;
    replica.underWay += 1;
    upstream.once('close', () => {
      replica.underWay -= 1;
      socket.end();
    });
    if (socket.destroyed) return void upstream.destroy();
    socket.once('close', () => upstream.destroy());
    cleanRequestHeaders(request.headers, visitorOf(request), true);
    const agent = new Agent();
    agent.createConnection = () => upstream;
    await this.webSockets.ws(request, socket, { target: { host: 'replica', port }, agent }, head).catch(() => socket.destroy());
  }

  private async connectAny(lease: RoutedLease, port: number): Promise<{ replica: Replica; upstream: ReplicaSocket } | undefined> {
    const tried = new Set<Replica>();
    while (tried.size < this.dependencies.limits.tries) {
      const replica = this.pick(lease, tried);
      if (!replica) return undefined;
      try {
        return { replica, upstream: await replica.connect(port) };
      } catch {
        replica.failed(performance.now());
      }
    }
    return undefined;
  }
}

function hostOf(request: Request): string {
  const authority = request.headers[':authority'];
  return (typeof authority === 'string' ? authority : request.headers.host) ?? '';
}

/** The label of a host directly under the domain; empty, which no address is, for any other. */
export function labelOf(host: string, domain: string): string {
  const name = host.replace(/:\d*$/, '').toLowerCase();
  const label = name.endsWith(`.${domain}`) ? name.slice(0, -domain.length - 1) : '';
  return label.includes('.') ? '' : label;
}

function visitorOf(request: Request): Visitor {
  return { address: request.socket.remoteAddress, secure: 'encrypted' in request.socket, host: hostOf(request) };
}

function isWhole(request: Request): boolean {
  return request.complete || request.readableEnded;
}
