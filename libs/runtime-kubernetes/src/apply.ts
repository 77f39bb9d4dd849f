import type { KubernetesObject } from '@kubernetes/client-node';

import { nanoid } from 'nanoid';

import type { LeaseId } from '#libs/kernel';
import type { DesiredReplica, DesiredWorkloads, PullCredential } from '#libs/runtime';

import type { ClusterLink } from './cluster-link.js';
import { isWhole, lackingIn } from './infrastructure.js';
import { type Kept, keptOf } from './kept.js';
import { isStatus } from './kube-error.js';
import { type Kind, pathOf } from './kinds.js';
import { type Envelope, holdsOf, limitKeys, quotaKeys } from './manifests/holds.js';
import { FIELD_MANAGER } from './manifests/labels.js';
import type { Manifest } from './manifests/manifest.js';
import { limitsOf, namespaceOf, quotaOf } from './manifests/namespace.js';
import { isolationOf, leaseTrafficOf } from './manifests/network.js';
import type { PodSite } from './manifests/pod.js';
import { pullSecretOf } from './manifests/pull-secret.js';
import { serviceOf } from './manifests/service.js';
import { volumeClaimOf, volumeSizeOf, workloadOf } from './manifests/workload.js';
import type { Names } from './names.js';
import { isWorkload } from './observe.js';
import { removeOne } from './remove.js';

/** Where a lease is to be, and what its pods are made with there. */
export interface Target {
  link: ClusterLink;
  names: Names;
  namespace: string;
  site: Omit<PodSite, 'userNamespaces' | 'pullSecret'>;
}

/** The namespace is still being removed: nothing can be made in it until it is gone. */
export class NamespaceGoing extends Error {
  override name = 'NamespaceGoing';
}

/**
 * Makes a lease's objects the desired ones, sending only what differs. In this order, so that no pod ever runs without them: the
 * namespace, what isolates and bounds it, the pods' workloads. @throws NamespaceGoing
 */
export async function applyLease(target: Target, desired: DesiredWorkloads): Promise<void> {
  const { link, namespace } = target;
  if (link.get('Namespace', '', namespace)?.deletingSince !== undefined) throw new NamespaceGoing();
  const holds = [...desired.replicas, ...(desired.kept ?? [])].map((replica) => holdsOf(replica.resources));
  await link.holding(namespace, desired.leaseId, holds, async () => {
    const { staying, surplus, anew } = compare(target, desired);
    await Promise.all(surplus.map((kept) => removeOne(link, kept)));
    await surround(target, desired, staying.length === 0 && anew.length > 0, surplus.length + anew.length > 0);
    const pullSecret = desired.pullCredential && anew.length > 0 ? await putPullSecret(target, desired.leaseId, desired.pullCredential) : undefined;
    await Promise.all(anew.map(async (replica) => {
      await growVolumes(target, replica);
      await put(link, workloadFor(target, desired, replica, pullSecret));
    }));
  });
}

/** What of a lease may stay, has to go, and has to be applied. */
function compare({ link, names, namespace }: Target, desired: DesiredWorkloads) {
  const wanted = new Map(desired.replicas.map((replica) => [replica.claimId, replica]));
  const present = link.ofLease(desired.leaseId).filter((kept) => isWorkload(kept) || kept.kind === 'PersistentVolumeClaim');
  const keptClaims = new Set(desired.kept?.map(({ claimId }) => claimId));
  const isWanted = (kept: Kept) => {
    if (kept.claimId !== undefined && keptClaims.has(kept.claimId)) return kept.kind === 'PersistentVolumeClaim' && kept.namespace === namespace;
    const replica = kept.claimId === undefined ? undefined : wanted.get(kept.claimId);
    return replica !== undefined && kept.namespace === namespace && (!isWorkload(kept) || kept.kind === kindFor(replica));
  };
  const surplus = present.filter((kept) => !isWanted(kept) && kept.deletingSince === undefined);
  const staying = present.filter((kept) => isWorkload(kept) && isWanted(kept));
  const anew = desired.replicas.filter((replica) => {
    const kept = link.get(kindFor(replica), namespace, names.claim(replica.claimId));
    return !isWhole(kept) || kept.fingerprint !== replica.fingerprint;
  });
  return { staying, surplus, anew };
}

function kindFor(replica: DesiredReplica): Kind {
  return replica.volumes.length > 0 ? 'StatefulSet' : 'Deployment';
}

/** Everything around the pods. `touches`: the namespace may look empty to others until something is made in it. */
async function surround({ link, names, namespace }: Target, desired: DesiredWorkloads, touches: boolean, changes: boolean): Promise<void> {
  const { leaseId, workload } = desired;
  const name = names.lease(leaseId);
  const lacking = lackingIn(link, namespace, leaseId, name, link.envelope(namespace));
  const envelope = link.ampleEnvelope(namespace);
  const differs = (kind: Kind, keys: readonly (keyof Envelope)[]) => {
    const known = [...link.ofNamespace(namespace)].find((kept) => kept.kind === kind)?.envelope;
    return changes && keys.some((key) => known?.[key] !== envelope[key]);
  };
  if (lacking.namespace || touches) await put(link, namespaceOf(namespace, nanoid()));
  await Promise.all([
    lacking.isolation && put(link, isolationOf(namespace)),
    lacking.traffic && put(link, leaseTrafficOf(namespace, name, leaseId)),
    lacking.service && put(link, serviceOf(namespace, name, leaseId, workload)),
    (lacking.quota || differs('ResourceQuota', quotaKeys)) && put(link, quotaOf(namespace, envelope)),
    (lacking.limits || differs('LimitRange', limitKeys)) && put(link, limitsOf(namespace, envelope)),
  ]);
}

/**
 * Writes what images are pulled with, blindly: our account reads no secrets. It belongs to the lease's service and goes with it.
 * @returns its name.
 */
async function putPullSecret({ link, names, namespace }: Target, leaseId: LeaseId, credential: PullCredential): Promise<string> {
  const name = names.lease(leaseId);
  const owner = link.get('Service', namespace, name);
  if (!owner) throw new NamespaceGoing();
  const body = pullSecretOf(namespace, name, leaseId, credential, owner.uid);
  await link.client.json({ verb: 'APPLY', path: `/api/v1/namespaces/${namespace}/secrets/${name}`, query: { fieldManager: FIELD_MANAGER, force: 'true' }, body });
  return name;
}

/** Volumes that there are already become as large as they are wanted: what makes them from a StatefulSet never changes them. */
async function growVolumes({ link, names, namespace }: Target, { claimId, volumes }: DesiredReplica): Promise<void> {
  await Promise.all(volumes.map(async ({ name, gib }) => {
    const claim = volumeClaimOf(names.claim(claimId), name);
    const known = link.get('PersistentVolumeClaim', namespace, claim);
    if (known && known.deletingSince === undefined) await apply(link, pathOf('PersistentVolumeClaim', namespace, claim), volumeSizeOf(namespace, claim, gib));
  }));
}

function workloadFor({ link, names, namespace, site }: Target, desired: DesiredWorkloads, replica: DesiredReplica, pullSecret: string | undefined): Manifest {
  const place = { namespace, name: names.claim(replica.claimId), serviceName: names.lease(desired.leaseId) };
  return workloadOf(desired, replica, place, { ...site, pullSecret, userNamespaces: link.get('Node', '', replica.hostName)?.node?.userNamespaces === true });
}

/** Applies an object; where somebody else added to what is ours to say, all of it is written anew. */
async function put(link: ClusterLink, manifest: Manifest): Promise<void> {
  const { kind, metadata: { namespace, name } = {} } = manifest;
  const path = pathOf(kind as Kind, namespace, name);
  const applied = await apply(link, path, manifest);
  const foreign = keptOf(kind as Kind, applied, undefined, 0).foreign;
  const replaced = foreign
    ? await link.client.json<KubernetesObject>({ verb: 'REPLACE', path, query: { fieldManager: FIELD_MANAGER }, body: manifest })
    : applied;
  link.learn({ ...replaced, kind });
}

async function apply(link: ClusterLink, path: string, manifest: Manifest): Promise<KubernetesObject> {
  try {
    return await link.client.json<KubernetesObject>({ verb: 'APPLY', path, query: { fieldManager: FIELD_MANAGER, force: 'true' }, body: manifest });
  } catch (error) {
    // Volumes of a StatefulSet cannot be changed: it is made anew around the volumes that there are.
    const known = link.get(manifest.kind as Kind, manifest.metadata?.namespace ?? '', manifest.metadata?.name ?? '');
    if (isStatus(error, 422) && known?.kind === 'StatefulSet') await removeOne(link, known);
    throw error;
  }
}
