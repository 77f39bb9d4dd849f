import type { KubernetesObject, V1ManagedFieldsEntry, V1Node } from '@kubernetes/client-node';

import type { ClaimId, LeaseId, Millis } from '#libs/kernel';

import type { Kind } from './kinds.js';
import { ENVELOPE_ANNOTATION } from './manifests/namespace.js';
import type { Envelope, Holds } from './manifests/holds.js';
import { CLAIM_LABEL, FIELD_MANAGER, FINGERPRINT_ANNOTATION, HOLDS_ANNOTATION, LEASE_LABEL } from './manifests/labels.js';
import { type PodStanding, standingOfPod } from './pod-standing.js';

/** What is remembered of an object: a fraction of it, so that thousands take little memory. */
export interface Kept {
  kind: Kind;
  uid: string;
  namespace: string;
  name: string;
  resourceVersion: bigint;
  leaseId?: LeaseId;
  claimId?: ClaimId;
  fingerprint?: string;
  holds?: Holds;
  envelope?: Envelope;
  /** Whether somebody else changed what we applied. */
  foreign: boolean;
  createdAt: Millis;
  deletingSince?: Millis;
  finalizers: readonly string[];
  pod?: PodStanding;
  node?: NodeStanding;
}

export interface NodeStanding {
  /** Since when it is not heard of, or does not feel well; undefined when all is well. */
  silentSince?: Millis;
  /** Whether its default runtime can give containers users of their own. */
  userNamespaces: boolean;
}

/** Extracts what is remembered. `now` is when we heard of it. */
export function keptOf(kind: Kind, object: KubernetesObject, before: Kept | undefined, now: Millis): Kept {
  const { metadata = {} } = object;
  const { labels = {}, annotations = {} } = metadata;
  // The time at which it is to be gone: as much later as it is given to end in peace.
  const goneBy = millisOf(metadata.deletionTimestamp);
  const deletingSince = goneBy === undefined ? undefined : goneBy - (metadata.deletionGracePeriodSeconds ?? 0) * 1_000;
  return {
    kind,
    uid: metadata.uid ?? '',
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    resourceVersion: BigInt(metadata.resourceVersion ?? 0),
    leaseId: labels[LEASE_LABEL] as LeaseId | undefined,
    claimId: labels[CLAIM_LABEL] as ClaimId | undefined,
    fingerprint: annotations[FINGERPRINT_ANNOTATION],
    holds: parsed<Holds>(annotations[HOLDS_ANNOTATION]),
    envelope: parsed<Envelope>(annotations[ENVELOPE_ANNOTATION]),
    foreign: kind !== 'Pod' && kind !== 'Node' && isForeign(metadata.managedFields ?? []),
    createdAt: millisOf(metadata.creationTimestamp) ?? now,
    ...(deletingSince === undefined ? {} : { deletingSince }),
    finalizers: metadata.finalizers ?? [],
    ...(kind === 'Pod' ? { pod: standingOfPod(object, before?.uid === metadata.uid ? before?.pod : undefined, now) } : {}),
    ...(kind === 'Node' ? { node: standingOfNode(object) } : {}),
  };
}

/** Whether two tell the same, but for their versions. */
export function tellsTheSame(one: Kept, other: Kept): boolean {
  return JSON.stringify({ ...one, resourceVersion: 0 }) === JSON.stringify({ ...other, resourceVersion: 0 });
}

/** Times come as texts, whichever type the library gives them. */
export function millisOf(time: Date | string | undefined): Millis | undefined {
  return time === undefined ? undefined : new Date(time).getTime();
}

/** Annotations may have been edited by anybody. */
function parsed<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** Parts of Kubernetes that write into what we own, and may. */
const managersOfKubernetes = new Set(['kube-controller-manager', 'kube-scheduler', 'kube-apiserver', 'kubelet', 'k3s', 'cloud-controller-manager']);

/** Whether fields that are for us to decide belong to somebody else: an object was edited by hand. */
function isForeign(entries: readonly V1ManagedFieldsEntry[]): boolean {
  return entries.some(({ manager = '', subresource, fieldsV1 }) => {
    if (manager === FIELD_MANAGER || managersOfKubernetes.has(manager) || subresource === 'status') return false;
    const fields = (fieldsV1 ?? {}) as { 'f:spec'?: unknown; 'f:metadata'?: Record<string, Record<string, unknown> | undefined> };
    const meta = [fields['f:metadata']?.['f:labels'], fields['f:metadata']?.['f:annotations']].flatMap((group) => Object.keys(group ?? {}));
    return fields['f:spec'] !== undefined || meta.some((key) => /^f:(weir\.dev|pod-security\.kubernetes\.io|app\.kubernetes\.io)\//.test(key));
  });
}

function standingOfNode({ status = {} }: V1Node): NodeStanding {
  const ready = status.conditions?.find((condition) => condition.type === 'Ready');
  const silent = ready?.status !== 'True';
  const runtime = status.runtimeHandlers?.find((handler) => (handler.name ?? '') === '');
  return { ...(silent ? { silentSince: millisOf(ready?.lastTransitionTime) ?? 0 } : {}), userNamespaces: runtime?.features?.userNamespaces === true };
}
