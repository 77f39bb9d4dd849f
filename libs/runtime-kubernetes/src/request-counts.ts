import { Injectable } from '@nestjs/common';

import type { ClusterId } from '#libs/kernel';

import type { Verb } from './kube-client.js';

/** How many requests this process sent to each cluster, by verb. */
@Injectable()
export class RequestCounts {
  private readonly counts = new Map<ClusterId, Map<Verb, number>>();

  add(clusterId: ClusterId, verb: Verb): void {
    const verbs = this.counts.get(clusterId) ?? new Map<Verb, number>();
    this.counts.set(clusterId, verbs.set(verb, (verbs.get(verb) ?? 0) + 1));
  }

  /** Of one cluster, since the process started. */
  of(clusterId: ClusterId): Readonly<Partial<Record<Verb, number>>> {
    return Object.fromEntries(this.counts.get(clusterId) ?? []);
  }
}
