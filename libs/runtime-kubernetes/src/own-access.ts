import { setTimeout as sleep } from 'node:timers/promises';

import { isStatus } from './kube-error.js';
import type { KubeClient } from './kube-client.js';
import { namespaceAccess } from './join/manifest.js';
import { FIELD_MANAGER } from './manifests/labels.js';
import { NAMESPACE_CHARACTERS } from './names.js';

/** A role that was just given takes a moment to be heeded. */
const TRIES = 10;
const PAUSE_MILLIS = 100;

/**
 * Asks for what our account may read in namespaces of ours alone, logs for instance. It gives itself that leave in a namespace
 * when it is first refused there: no lease is kept waiting for it, and what somebody took away comes back.
 */
export async function withOwnAccess<T>(client: KubeClient, namespace: string, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isStatus(error, 403) || attempt >= TRIES) throw error;
      if (attempt === 0) await giveAccess(client, namespace);
      else await sleep(PAUSE_MILLIS);
    }
  }
}

async function giveAccess(client: KubeClient, namespace: string): Promise<void> {
  const body = namespaceAccess(namespace, namespace.slice(0, -NAMESPACE_CHARACTERS));
  const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings/${body.metadata!.name}`;
  await client.json({ verb: 'APPLY', path, query: { fieldManager: FIELD_MANAGER, force: 'true' }, body });
}
