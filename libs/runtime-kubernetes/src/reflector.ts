import type { KubernetesObject } from '@kubernetes/client-node';
import { setTimeout as sleep } from 'node:timers/promises';

import { isStatus, KubeError } from './kube-error.js';
import { type Kept, keptOf, tellsTheSame } from './kept.js';
import type { KubeClient } from './kube-client.js';
import { type Kind, kindInfo, pathOf } from './kinds.js';
import { linesOf } from './lines.js';

const PAGE = 500;
/**
 * The server ends a watch after so long, with a bookmark before: a silence beyond that is a dead connection, though others be
 * alive. It is how long a change may be missed, and costs each kind a request as often.
 */
const WATCH_SECONDS = 25;
const IDLE_MILLIS = 30_000;
const MAX_EVENT_CHARACTERS = 4 * 1_024 * 1_024;
const FIRST_PAUSE_MILLIS = 250;
const MAX_PAUSE_MILLIS = 15_000;
/** A watch that ended sooner is counted as failed, however politely it ended. */
const SHORT_LIVED_MILLIS = 2_000;

interface ObjectList {
  metadata?: { resourceVersion?: string; continue?: string };
  items?: KubernetesObject[];
}

interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubernetesObject & { code?: number; message?: string };
}

export interface ReflectorOptions {
  kind: Kind;
  client: KubeClient;
  now: () => number;
  /** Something else is told of an object than before; `after` is undefined when it is gone. */
  onChange: (before: Kept | undefined, after: Kept | undefined) => void;
  /** Everything was listed anew: changes may have been missed. */
  onListed: () => void;
  /** Its link to the cluster stands, or fell. */
  onLink: () => void;
}

/**
 * Remembers all objects of one kind by listing them once and watching from there: a version that is known is never listed
 * again unless the server has forgotten it (410). Reconnects by itself after growing, jittered, bounded pauses.
 */
export class Reflector {
  readonly objects = new Map<string, Kept>();
  /** Whether what is remembered is current, as far as anybody can tell. */
  synced = false;
  lastHeardAt = 0;
  lastError: unknown;
  private version: string | undefined;
  private failures = 0;
  private readonly stopping = new AbortController();
  private attempt = new AbortController();
  private waking = new AbortController();

  constructor(private readonly options: ReflectorOptions) {}

  start(): void {
    void this.run();
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Ends the pause before the next attempt. */
  hurry(): void {
    this.waking.abort();
  }

  /** Gives up the connection: it is thought to be dead. */
  reconnect(): void {
    this.attempt.abort(new Error('the connection was silent'));
  }

  /** Takes in what the server answered to a write, before the watch tells of it. */
  learn(object: KubernetesObject): void {
    const known = this.objects.get(keyOf(object));
    if (known && known.resourceVersion >= BigInt(object.metadata?.resourceVersion ?? 0)) return;
    this.put(object);
  }

  /** Takes in that the server removed an object. */
  forget(kept: Kept): void {
    if (this.objects.get(`${kept.namespace}/${kept.name}`)?.uid === kept.uid) this.drop(`${kept.namespace}/${kept.name}`);
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.attempt = new AbortController();
      const startedAt = this.options.now();
      try {
        if (this.version === undefined) await this.list();
        await this.watch();
        this.failures = this.options.now() - startedAt < SHORT_LIVED_MILLIS ? this.failures + 1 : 0;
      } catch (error) {
        if (isStatus(error, 410)) this.version = undefined;
        else this.fell(error);
        this.failures += 1;
      }
      await this.pause();
    }
  }

  private fell(error: unknown): void {
    this.synced = false;
    this.lastError = error;
    this.options.onLink();
  }

  private async pause(): Promise<void> {
    this.waking = new AbortController();
    const millis = this.failures === 0 ? 0 : Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** Math.min(this.failures - 1, 10));
    const signal = AbortSignal.any([this.stopping.signal, this.waking.signal]);
    await sleep(millis * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => undefined);
  }

  private request(query: Record<string, string>, list: boolean) {
    const { selector, metadataOnly } = kindInfo(this.options.kind);
    const as = metadataOnly ? `;as=PartialObjectMetadata${list ? 'List' : ''};g=meta.k8s.io;v=v1` : '';
    return {
      path: pathOf(this.options.kind), accept: `application/json${as}`, signal: AbortSignal.any([this.stopping.signal, this.attempt.signal]),
      query: { ...(selector === undefined ? {} : { labelSelector: selector }), ...query },
    };
  }

  private async list(): Promise<void> {
    const present = new Set<string>();
    let page: ObjectList | undefined;
    do {
      const token = page?.metadata?.continue;
      page = await this.options.client.jsonOnce<ObjectList>({ verb: 'LIST', ...this.request({ limit: `${PAGE}`, ...(token ? { continue: token } : {}) }, true) });
      for (const object of page.items ?? []) {
        present.add(keyOf(object));
        this.put(object);
      }
    } while (page.metadata?.continue);
    for (const key of [...this.objects.keys()].filter((key) => !present.has(key))) this.drop(key);
    this.version = page.metadata?.resourceVersion;
    this.linked();
    this.options.onListed();
  }

  private async watch(): Promise<void> {
    const query = { watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: `${WATCH_SECONDS}`, resourceVersion: this.version ?? '' };
    const bytes = await this.options.client.stream({ verb: 'WATCH', ...this.request(query, false) }, IDLE_MILLIS);
    this.linked();
    for await (const { text, cut } of linesOf(bytes, MAX_EVENT_CHARACTERS)) {
      if (cut) throw new Error('an event is too long');
      this.lastHeardAt = this.options.now();
      this.handle(JSON.parse(text) as WatchEvent);
    }
  }

  private linked(): void {
    this.lastHeardAt = this.options.now();
    if (this.synced) return;
    this.synced = true;
    this.options.onLink();
  }

  private handle({ type, object }: WatchEvent): void {
    if (type === 'ERROR') throw new KubeError(object.code ?? 500, 'WatchError', object.message ?? '');
    if (type === 'ADDED' || type === 'MODIFIED') this.put(object);
    if (type === 'DELETED') this.drop(keyOf(object), object.metadata?.uid);
    this.version = object.metadata?.resourceVersion ?? this.version;
    this.failures = 0;
  }

  private put(object: KubernetesObject): void {
    const key = keyOf(object);
    const before = this.objects.get(key);
    const after = keptOf(this.options.kind, object, before, this.options.now());
    if (before && before.resourceVersion > after.resourceVersion) return;
    this.objects.set(key, after);
    if (!before || !tellsTheSame(before, after)) this.options.onChange(before, after);
  }

  private drop(key: string, uid?: string): void {
    const before = this.objects.get(key);
    // One that was made anew under the same name stays.
    if (!before || (uid !== undefined && before.uid !== uid)) return;
    this.objects.delete(key);
    this.options.onChange(before, undefined);
  }
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}
