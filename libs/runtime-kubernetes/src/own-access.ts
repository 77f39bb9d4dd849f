import { setTimeout as sleep } from 'node:timers/promises';

import { isStatus } from './kube-error.js';
import type { KubeClient } from './kube-client.js';
import { namespaceAccess } from './join/manifest.js';
import { FIELD_MANAGER } from './manifests/labels.js';
import { NAMESPACE_CHARACTERS } from './names.js';

/** A role that was just given takes a moment to be heeded: seconds, where the API server is busy. */
const HEEDED_WITHIN_MILLIS = 15_000;
const PAUSE_MILLIS = 100;
const LONGEST_PAUSE_MILLIS = 1_000;

/**
 * Asks for what our account may read in namespaces of ours alone, logs for instance. It gives itself that leave in a namespace
 * when it is first refused there: no lease is kept waiting for it, and what somebody took away comes back.
 */
export async function withOwnAccess<T>(client: KubeClient, namespace: string, ask: () => Promise<T>): Promise<T> {
  const end = performance.now() + HEEDED_WITHIN_MILLIS;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isStatus(error, 403) || performance.now() > end) throw error;
      if (attempt === 0) await giveAccess(client, namespace);
      else await sleep(Math.min(LONGEST_PAUSE_MILLIS, PAUSE_MILLIS * attempt));
    }
  }
}

async function giveAccess(client: KubeClient, namespace: string): Promise<void> {
  const body = namespaceAccess(namespace, namespace.slice(0, -NAMESPACE_CHARACTERS));
  const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings/${body.metadata!.name}`;
  await client.json({ verb: 'APPLY', path, query: { fieldManager: FIELD_MANAGER, force: 'true' }, body });
}
