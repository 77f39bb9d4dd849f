import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';

import type { RouteReplica } from '#libs/gateway';
import type { LeaseId } from '#libs/kernel';
import { ClusterUnreachable, type DriverRegistry, type ReplicaRef, ReplicaUnreachable } from '#libs/runtime';

import type { Choosable } from './balance.js';
import type { Limits } from './limits.js';
import { type ByteCount, ReplicaSocket } from './replica-socket.js';
import { Shaper } from './shaper.js';

/** How HTTP's agent is told of a connection, or that there is none. */
type Handed = (error: Error | null, socket?: Duplex) => void;

/** One claim's replica as a gateway process knows it: its connections, its rate and its count. */
export class Replica implements Choosable {
  ready: boolean;
  underWay = 0;
  passedOverUntil = 0;
  readonly count: ByteCount = { egress: 0, ingress: 0 };
  private failures = 0;
  private readonly shaper: Shaper;
  private readonly agents = new Map<number, Agent>();
  private readonly gone = new AbortController();
  private readonly sockets = new Set<ReplicaSocket>();

  constructor(readonly leaseId: LeaseId, readonly place: RouteReplica, private readonly drivers: DriverRegistry, private readonly limits: Limits, mbps: number) {
    this.ready = place.ready;
    this.shaper = new Shaper(mbps);
  }

  setMbps(mbps: number): void {
    this.shaper.setMbps(mbps);
  }

  /**
   * A new connection to a port. @throws ReplicaUnreachable, ClusterUnreachable, also when it does not stand in time.
   * Nothing has been sent then.
   */
  async connect(port: number): Promise<ReplicaSocket> {
    const driver = this.drivers.find(this.place);
    if (!driver) throw new ClusterUnreachable(this.place.clusterId);
    const ref = this.ref();
    const ended = new AbortController();
    const inTime = AbortSignal.any([this.gone.signal, ended.signal]);
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new ReplicaUnreachable(ref));
        ended.abort();
      }, this.limits.connectMillis);
    });
    const opening = driver.connect({ id: this.place.clusterId, driver: this.place.driver }, ref, port, inTime);
    try {
      return this.adopt(await Promise.race([opening, tooLate]));
    } catch (error) {
      opening.then((late: Duplex) => late.destroy(), () => undefined);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @throws ReplicaUnreachable where it went while it was connected to: whoever is handed a socket that is closed already hears nothing of it any more. */
  private adopt(inner: Duplex): ReplicaSocket {
    if (this.gone.signal.aborted || inner.destroyed) {
      inner.on('error', () => undefined).destroy();
      throw new ReplicaUnreachable(this.ref());
    }
    const socket = new ReplicaSocket(inner, this.shaper, this.count);
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  }

  private ref(): ReplicaRef {
    return { leaseId: this.leaseId, claimId: this.place.claimId };
  }

  /** Keeps connections to a port for further requests. */
  agentFor(port: number): Agent {
    const known = this.agents.get(port);
    if (known) return known;
    const agent = new Agent({ keepAlive: true, maxFreeSockets: this.limits.idleConnectionsPerReplica, timeout: this.limits.keepAliveMillis });
    agent.createConnection = (_options, callback) => {
      void this.hand(port, callback as Handed);
      return undefined;
    };
    this.agents.set(port, agent);
    return agent;
  }

  private async hand(port: number, handed: Handed): Promise<void> {
    let socket: ReplicaSocket;
    try {
      socket = await this.connect(port);
    } catch (error) {
      handed(error as Error);
      return;
    }
    handed(null, socket);
  }

  succeeded(): void {
    this.failures = 0;
    this.passedOverUntil = 0;
  }

  failed(now: number): void {
    this.passedOverUntil = now + Math.min(this.limits.passOverMillis * 2 ** Math.min(this.failures, 10), this.limits.passOverMillisMax);
    this.failures += 1;
  }

  /** It is no longer ours: every connection ends. */
  end(): void {
    this.gone.abort();
    for (const agent of this.agents.values()) agent.destroy();
    for (const socket of this.sockets) socket.destroy();
  }
}
