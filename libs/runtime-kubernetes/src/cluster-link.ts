import type { KubernetesObject } from '@kubernetes/client-node';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import type { LeaseId } from '#libs/kernel';

import type { Kept } from './kept.js';
import { type Kind, kindNames } from './kinds.js';
import type { KubeClient } from './kube-client.js';
import { type Envelope, envelopeOf, type Holds } from './manifests/holds.js';
import { Reflector } from './reflector.js';

const SYNC_MILLIS = 15_000;
/** However many ask for a cluster that does not answer, it is tried anew no more often. */
const HURRY_EVERY_MILLIS = 1_000;
/** Changes of one lease that come together are told together. */
const TELL_AFTER_MILLIS = 50;
const PROBE_EVERY_MILLIS = 10_000;
const PROBE_TIMEOUT_MILLIS = 5_000;

/** What is known of one cluster while it is watched, and the link over which it is. */
export class ClusterLink {
  private readonly reflectors: ReadonlyMap<Kind, Reflector>;
  private readonly links = new EventEmitter();
  private readonly byLease = new Map<LeaseId, Map<string, Kept>>();
  private readonly byNamespace = new Map<string, Map<string, Kept>>();
  private readonly envelopes = new Map<string, Envelope>();
  /** What leases are about to hold in a namespace, while that is being applied. */
  private readonly pending = new Map<string, Map<LeaseId, readonly Holds[]>>();
  private readonly untold = new Set<LeaseId>();
  private telling: NodeJS.Timeout | undefined;
  private readonly probing: NodeJS.Timeout;
  private syncing: Promise<void> | undefined;
  private hurriedAt = -HURRY_EVERY_MILLIS;

  constructor(readonly client: KubeClient, private readonly now: () => number, private readonly tell: (leaseId: LeaseId) => void) {
    this.links.setMaxListeners(0);
    this.reflectors = new Map(kindNames.map((kind) => [kind, new Reflector({
      kind, client, now,
      onChange: (before, after) => this.changed(before, after),
      onListed: () => this.tellAll(kind),
      onLink: () => this.links.emit('link'),
    })]));
    for (const reflector of this.reflectors.values()) reflector.start();
    this.probing = setInterval(() => void this.probe(), PROBE_EVERY_MILLIS).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.probing);
    clearTimeout(this.telling);
    for (const reflector of this.reflectors.values()) reflector.stop();
    this.links.emit('link');
    await this.client.close();
  }

  get synced(): boolean {
    return [...this.reflectors.values()].every((reflector) => reflector.synced);
  }

  /** Waits until everything is known. @throws why it cannot be, when an attempt made for that has failed */
  async whenSynced(): Promise<void> {
    if (this.synced) return;
    this.syncing ??= this.sync().finally(() => (this.syncing = undefined));
    await this.syncing;
  }

  private async sync(): Promise<void> {
    await sleep(Math.max(0, this.hurriedAt + HURRY_EVERY_MILLIS - performance.now()), undefined, { ref: false });
    this.hurriedAt = performance.now();
    const behind = [...this.reflectors.values()].filter((reflector) => !reflector.synced);
    const before = new Map(behind.map((reflector) => [reflector, reflector.lastError]));
    for (const reflector of behind) reflector.hurry();
    const signal = AbortSignal.timeout(SYNC_MILLIS);
    while (!this.synced) {
      const failed = [...this.reflectors.values()].find((reflector) => !reflector.synced && reflector.lastError !== before.get(reflector));
      if (failed) throw failed.lastError;
      await once(this.links, 'link', { signal });
    }
  }

  get(kind: Kind, namespace: string, name: string): Kept | undefined {
    return this.reflectors.get(kind)?.objects.get(`${namespace}/${name}`);
  }

  all(kind: Kind): Iterable<Kept> {
    return this.reflectors.get(kind)?.objects.values() ?? [];
  }

  ofLease(leaseId: LeaseId): Kept[] {
    return [...(this.byLease.get(leaseId)?.values() ?? [])];
  }

  ofNamespace(namespace: string): Kept[] {
    return [...(this.byNamespace.get(namespace)?.values() ?? [])];
  }

  leases(): LeaseId[] {
    return [...this.byLease.keys()];
  }

  /** All that a namespace is to hold: what is there, with what this process is about to apply in the place of what it replaces. */
  envelope(namespace: string): Envelope {
    let envelope = this.envelopes.get(namespace);
    if (!envelope) {
      envelope = envelopeOf(this.holdsIn(namespace));
      this.envelopes.set(namespace, envelope);
    }
    return envelope;
  }

  /** The same, with room for pods that are on their way out: until they are gone, quotas count them. */
  ampleEnvelope(namespace: string): Envelope {
    const going = this.ofNamespace(namespace).flatMap(({ kind, holds, deletingSince }) => (kind === 'Pod' && holds && deletingSince !== undefined ? [holds] : []));
    return envelopeOf([...this.holdsIn(namespace), ...going]);
  }

  /** While it is applied, what a lease will hold counts for others that are, too. */
  async holding<T>(namespace: string, leaseId: LeaseId, holds: readonly Holds[], during: () => Promise<T>): Promise<T> {
    const pending = this.pending.get(namespace) ?? new Map<LeaseId, readonly Holds[]>();
    this.pending.set(namespace, pending.set(leaseId, holds));
    this.envelopes.delete(namespace);
    try {
      return await during();
    } finally {
      pending.delete(leaseId);
      if (pending.size === 0) this.pending.delete(namespace);
      this.envelopes.delete(namespace);
    }
  }

  /** Whether anything but this lease is, or is about to be, in a namespace. */
  isShared(namespace: string, leaseId: LeaseId): boolean {
    return [...(this.pending.get(namespace)?.keys() ?? [])].some((other) => other !== leaseId)
      || this.ofNamespace(namespace).some((kept) => kept.leaseId !== undefined && kept.leaseId !== leaseId);
  }

  learn(object: KubernetesObject): void {
    this.reflectors.get(object.kind as Kind)?.learn(object);
  }

  forget(kept: Kept): void {
    this.reflectors.get(kept.kind)?.forget(kept);
  }

  private holdsIn(namespace: string): Holds[] {
    const pending = this.pending.get(namespace);
    const present = this.ofNamespace(namespace).flatMap(({ kind, leaseId, holds }) => (holds && leaseId && kind !== 'Pod' && !pending?.has(leaseId) ? [holds] : []));
    return [...present, ...[...(pending?.values() ?? [])].flat()];
  }

  private changed(before: Kept | undefined, after: Kept | undefined): void {
    const kept = after ?? before!;
    const key = `${kept.kind} ${kept.namespace}/${kept.name}`;
    if (before?.leaseId !== undefined && before.leaseId !== after?.leaseId) remove(this.byLease, before.leaseId, key);
    if (after?.leaseId !== undefined) put(this.byLease, after.leaseId, key, after);
    if (kept.namespace !== '') {
      if (after) put(this.byNamespace, kept.namespace, key, after);
      else remove(this.byNamespace, kept.namespace, key);
      this.envelopes.delete(kept.namespace);
    }
    this.concerned(before, after);
  }

  /** Tells of the leases that a change may concern. */
  private concerned(before: Kept | undefined, after: Kept | undefined): void {
    const kept = after ?? before!;
    if (kept.leaseId !== undefined) this.tellSoon(kept.leaseId);
    else if (kept.kind === 'Node' && before && (before.node?.silentSince === undefined) !== (after?.node?.silentSince === undefined)) this.tellHost(kept.name);
    else if (kept.kind !== 'Node' && before && (!after || after.foreign)) {
      for (const other of this.ofNamespace(kept.namespace || kept.name)) if (other.leaseId !== undefined) this.tellSoon(other.leaseId);
    }
  }

  private tellHost(name: string): void {
    for (const kept of this.all('Pod')) if (kept.leaseId !== undefined && kept.pod?.nodeName === name) this.tellSoon(kept.leaseId);
  }

  private tellAll(kind: Kind): void {
    if (kind === 'Node') return;
    for (const kept of this.all(kind)) if (kept.leaseId !== undefined) this.tellSoon(kept.leaseId);
  }

  private tellSoon(leaseId: LeaseId): void {
    this.untold.add(leaseId);
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      const told = [...this.untold];
      this.untold.clear();
      for (const leaseId of told) this.tell(leaseId);
    }, TELL_AFTER_MILLIS).unref();
  }

  /** Asks for a sign of life when nothing was heard for a while: a dead connection is as silent as a quiet cluster. */
  private async probe(): Promise<void> {
    const heardAt = Math.max(...[...this.reflectors.values()].map((reflector) => reflector.lastHeardAt));
    if (!this.synced || this.now() - heardAt < PROBE_EVERY_MILLIS) return;
    await this.client.jsonOnce({ verb: 'GET', path: '/version' }, PROBE_TIMEOUT_MILLIS).catch(() => {
      for (const reflector of this.reflectors.values()) reflector.reconnect();
    });
  }
}

function put<K>(index: Map<K, Map<string, Kept>>, of: K, key: string, kept: Kept): void {
  const entries = index.get(of) ?? new Map<string, Kept>();
  index.set(of, entries.set(key, kept));
}

function remove<K>(index: Map<K, Map<string, Kept>>, of: K, key: string): void {
  const entries = index.get(of);
  entries?.delete(key);
  if (entries?.size === 0) index.delete(of);
}
