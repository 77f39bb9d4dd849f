import { ApiException, AuthorizationV1Api, CoreV1Api, KubeConfig, type KubernetesObject, KubernetesObjectApi, PatchStrategy, type V1ResourceAttributes } from '@kubernetes/client-node';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { messageOf } from './cluster-api.js';
import type { ConnectionInput } from './connection.js';
import { accountNames } from './manifest.js';

const FIELD_MANAGER = 'weir-join';
/** The controller that fills in a token takes a moment. */
const TOKEN_TRIES = 60;
const TOKEN_PAUSE_MILLIS = 500;

/** What came of applying: the account's connection, or what the given credential may not do, so that nothing was done. */
export type JoinedAccount = { outcome: 'applied'; connection: ConnectionInput } | { outcome: 'forbidden'; lacking: string[] };

/** What a kubeconfig says is wrong, for whoever gave it. */
export class KubeconfigUnusable extends Error {
  override name = 'KubeconfigUnusable';
}

/** Reads a kubeconfig and chooses a context. @throws KubeconfigUnusable */
export function openKubeconfig(file: string, context: string | undefined): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
  } catch (error) {
    throw new KubeconfigUnusable(`${file} is no kubeconfig that can be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const names = config.getContexts().map(({ name }) => name);
  if (context !== undefined) config.setCurrentContext(context);
  if (names.includes(config.getCurrentContext()) && config.getCurrentCluster()) return config;
  throw new KubeconfigUnusable(`${file} has no context ${context ?? config.getCurrentContext()}; it has ${names.join(', ') || 'none'}`);
}

/**
 * Applies the manifest with the credential of a kubeconfig, where that may apply all of it, and takes the account's token
 * and authorities: of the credential itself nothing is kept. Applying twice is as once.
 */
export async function applyAccount(config: KubeConfig, manifest: readonly KubernetesObject[], namespacePrefix: string): Promise<JoinedAccount> {
  const lacking = await permissionsLacking(config, manifest);
  if (lacking.length > 0) return { outcome: 'forbidden', lacking };
  const objects = KubernetesObjectApi.makeApiClient(config);
  for (const object of manifest) {
    await objects.patch(object, undefined, undefined, FIELD_MANAGER, true, PatchStrategy.ServerSideApply);
  }
  return { outcome: 'applied', connection: await readAccount(config, namespacePrefix) };
}

/** The way in that the account has: where the kubeconfig leads, its authorities, the account's token. @throws KubeconfigUnusable */
async function readAccount(config: KubeConfig, namespacePrefix: string): Promise<ConnectionInput> {
  const names = accountNames(namespacePrefix);
  const core = config.makeApiClient(CoreV1Api);
  for (let attempt = 0; attempt < TOKEN_TRIES; attempt += 1) {
    const { data = {} } = await core.readNamespacedSecret({ name: names.token, namespace: names.namespace });
    if (data['token']) {
      const cluster = config.getCurrentCluster()!;
      // What the kubeconfig trusts is right for its address; where it trusts anybody, the cluster's own authority is better.
      const caData = authorities(cluster.caData, cluster.caFile) ?? (cluster.skipTLSVerify ? data['ca.crt'] : undefined);
      return {
        server: cluster.server, ...(caData === undefined ? {} : { caData }), token: Buffer.from(data['token'], 'base64').toString('utf8'), namespacePrefix,
      };
    }
    await sleep(TOKEN_PAUSE_MILLIS);
  }
  throw new KubeconfigUnusable(`the cluster did not fill in the token of ${names.namespace}/${names.token}: does its controller manager run?`);
}

function authorities(caData: string | undefined, caFile: string | undefined): string | undefined {
  if (caData) return caData;
  return caFile ? readFileSync(caFile).toString('base64') : undefined;
}

/** Asks the cluster, before anything is changed, for each object of the manifest. */
async function permissionsLacking(config: KubeConfig, manifest: readonly KubernetesObject[]): Promise<string[]> {
  const reviews = config.makeApiClient(AuthorizationV1Api);
  const wanted = manifest.flatMap(({ apiVersion = '', kind = '', metadata }) => {
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
    const resource = kind.endsWith('Policy') ? `${kind.toLowerCase().slice(0, -1)}ies` : `${kind.toLowerCase()}s`;
    const of = { group, resource, ...(metadata?.namespace ? { namespace: metadata.namespace } : {}) };
    // Whoever gives a role must have what is in it, or leave to give more.
    return [...(kind === 'Secret' ? ['get', 'create', 'patch'] : ['create', 'patch']), ...(kind === 'ClusterRole' ? ['escalate'] : [])].map((verb): V1ResourceAttributes => ({ verb, ...of }));
  });
  const lacking = new Set<string>();
  for (const attributes of wanted) {
    const { status } = await reviews.createSelfSubjectAccessReview({
      body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: attributes } },
    });
    if (!status?.allowed) lacking.add(`${attributes.verb} ${attributes.resource}${attributes.group ? `.${attributes.group}` : ''}${attributes.namespace ? ` in ${attributes.namespace}` : ''}`);
  }
  return [...lacking];
}

/** What an API server answered, in a line. */
export function clusterErrorOf(error: unknown): string {
  if (!(error instanceof ApiException)) return error instanceof Error ? error.message : String(error);
  const body: unknown = typeof error.body === 'string' ? safely(error.body) : error.body;
  return `the API server answered ${error.code}: ${messageOf(body)}`;
}

function safely(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
