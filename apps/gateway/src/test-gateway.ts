import { type Duplex } from 'node:stream';
import { connect as connectTcp } from 'node:net';
import { createServer, type IncomingMessage, request as httpRequest, type RequestListener, type Server } from 'node:http';

import type { RouteReplica, RouteRow } from '#libs/gateway';
import { type ClaimId, newId, newLabel } from '#libs/kernel';
import { type ClusterRef, type Driver, DriverRegistry, type ReplicaRef, ReplicaUnreachable } from '#libs/runtime';

import { Gateway } from './gateway.js';
import { type Limits, limits } from './limits.js';
import { RoutingTable } from './routing-table.js';

/** What a replica does when it is connected to. */
export type Reach = (signal: AbortSignal) => Promise<Duplex>;

/** A driver whose replicas are what a test says: servers on this machine, or whatever misbehaves. */
export class TestDriver implements Driver {
  readonly name = 'test';
  readonly reaches = new Map<ClaimId, Reach>();
  connects = 0;

  connect(_cluster: ClusterRef, replica: ReplicaRef, _port: number, signal: AbortSignal): Promise<Duplex> {
    this.connects += 1;
    const reach = this.reaches.get(replica.claimId);
    return reach ? reach(signal) : Promise.reject(new ReplicaUnreachable(replica));
  }

  async apply(): Promise<void> {}

  async observe(): Promise<[]> {
    return [];
  }

  async list(): Promise<[]> {
    return [];
  }

  watch(): () => void {
    return () => undefined;
  }

  async *logs(): AsyncIterable<never> {}
}

/** A connection to a port of this machine, when it stands. */
export function reachPort(port: number): Reach {
  return (signal) => new Promise((resolve, reject) => {
    const socket = connectTcp({ port, host: '127.0.0.1', signal });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

export interface TestLease {
  label: string;
  host: string;
  row: RouteRow;
}

export interface TestGateway {
  port: number;
  table: RoutingTable;
  driver: TestDriver;
  gateway: Gateway;
  /** A lease whose replicas are reached so. */
  lease(reaches: readonly Reach[], egressMbps?: number): TestLease;
  close(): Promise<void>;
}

export async function startTestGateway(options: { limits?: Partial<Limits>; tls?: { cert: string; key: string } } = {}): Promise<TestGateway> {
  const driver = new TestDriver();
  const bounds = { ...limits, ...options.limits };
  const table = new RoutingTable({ drivers: new DriverRegistry([driver]), limits: bounds, defaultMbps: 100 });
  const gateway = new Gateway({ table, limits: bounds, domain: 'gate.test', ...(options.tls ? { tls: options.tls } : {}) });
  const port = await gateway.listen(0, '127.0.0.1');
  return {
    port, table, driver, gateway,
    lease(reaches, egressMbps = 0) {
      const label = newLabel();
      const replicas = reaches.map((reach): RouteReplica => {
        const claimId = newId('claim');
        driver.reaches.set(claimId, reach);
        return { claimId, clusterId: newId('cluster'), driver: 'test', ready: true, egressMbps };
      });
      const row: RouteRow = { leaseId: newId('lease'), addresses: [{ label, port: 80 }], replicas };
      table.replace(row.leaseId, row);
      return { label, host: `${label}.gate.test`, row };
    },
    close: () => gateway.close(100),
  };
}

export async function serve(listener: RequestListener): Promise<{ port: number; server: Server; close(): Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port, server,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

export interface Got {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

/** One request of a gateway, for a host. */
export function ask(port: number, host: string, options: { path?: string; method?: string; headers?: Record<string, string>; body?: string | Buffer } = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path: options.path ?? '/', method: options.method ?? 'GET', headers: { host, ...options.headers }, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks).toString() }));
    });
    request.once('error', reject);
    request.end(options.body);
  });
}
