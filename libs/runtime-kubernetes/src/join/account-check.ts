import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Problem } from '#libs/kernel';

import { ApiRefused, ApiUnreachable, ClusterApi } from './cluster-api.js';
import type { StoredConnection } from './connection.js';
import { joinProblems } from './join.errors.js';
import { accountNames } from './manifest.js';

/** One thing an account may or may not do, anywhere. */
export interface Permission {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  name?: string;
}

const permission = (verb: string, group: string, resource: string, subresource?: string): Permission => ({ verb, group, resource, ...(subresource ? { subresource } : {}) });

/** Without these nothing works. */
const needed: readonly Permission[] = [
  permission('list', '', 'nodes'), permission('list', '', 'pods'), permission('watch', '', 'pods'), permission('list', 'storage.k8s.io', 'storageclasses'),
  permission('patch', '', 'namespaces'), permission('delete', '', 'namespaces'), permission('patch', 'apps', 'deployments'), permission('patch', 'apps', 'statefulsets'),
  permission('patch', '', 'secrets'), permission('patch', 'networking.k8s.io', 'networkpolicies'), permission('patch', '', 'resourcequotas'),
  permission('patch', '', 'persistentvolumeclaims'), permission('create', '', 'pods', 'portforward'),
];

/** With any of these it is more than we want to answer for: a cluster administrator may do all of them. */
const excessive: readonly Permission[] = [
  permission('*', '*', '*'), permission('get', '', 'secrets'), permission('list', '', 'secrets'), permission('get', '', 'pods', 'log'), permission('create', '', 'pods', 'exec'),
  permission('update', '', 'nodes'), permission('impersonate', '', 'serviceaccounts'), permission('create', '', 'serviceaccounts', 'token'),
  permission('escalate', 'rbac.authorization.k8s.io', 'clusterroles'), permission('create', 'rbac.authorization.k8s.io', 'clusterrolebindings'),
  permission('patch', 'admissionregistration.k8s.io', 'validatingadmissionpolicies'), permission('delete', 'admissionregistration.k8s.io', 'validatingadmissionpolicybindings'),
];

/** A policy or a role that was just applied takes a moment to be heeded. */
const TRIES = 8;
const PAUSE_MILLIS = 1_000;

/** Whether a connection leads to a cluster, with an account that may do what we need, little else, and where it should. */
@Injectable()
export class AccountCheck {
  /**
   * @throws Problem `cluster_unreachable`, `cluster_overprivileged`, `cluster_underprivileged`, `cluster_unconfined`, each
   * with what is wrong. Takes up to ten seconds.
   */
  async check(connection: StoredConnection): Promise<void> {
    const api = new ClusterApi(connection);
    try {
      for (let attempt = 1; ; attempt += 1) {
        const fault = await findFault(api, connection.namespacePrefix);
        if (!fault) return;
        if (fault.code === 'cluster_overprivileged' || attempt === TRIES) throw fault;
        await sleep(PAUSE_MILLIS);
      }
    } catch (error) {
      throw explained(error);
    } finally {
      await api.close();
    }
  }
}

/** Errors of transport are told in kind only: what is behind an address is not for everybody who can name it. */
function explained(error: unknown): unknown {
  if (error instanceof ApiUnreachable) {
    return joinProblems.cluster_unreachable('No API server answered there in time with a certificate of the authorities given.', { pointer: '/connection/server' });
  }
  if (error instanceof ApiRefused) {
    const why = error.status === 401 ? 'The API server does not know the token.' : `What answered there is no API server that we can use (status ${error.status}).`;
    return joinProblems.cluster_unreachable(why, { pointer: '/connection' });
  }
  return error;
}

async function findFault(api: ClusterApi, namespacePrefix: string): Promise<Problem | undefined> {
  const granted = await permitted(api, excessive);
  if (granted.length > 0) {
    return joinProblems.cluster_overprivileged(
      `The account may ${granted.slice(0, 3).map(describe).join(', ')}${granted.length > 3 ? ` and ${granted.length - 3} more` : ''}. `
      + 'Use the account of `weir operator manifest`, which may not.', { pointer: '/connection/token', extra: { permissions: granted.map(describe) } });
  }
  const allowed = new Set((await permitted(api, needed)).map(describe));
  const missing = needed.map(describe).filter((each) => !allowed.has(each));
  if (missing.length > 0) {
    return joinProblems.cluster_underprivileged(
      `The account may not ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ` and ${missing.length - 3} more` : ''}. Apply \`weir operator manifest\`.`,
      { pointer: '/connection/token', extra: { permissions: missing } });
  }
  return (await isConfined(api, namespacePrefix)) ? undefined : joinProblems.cluster_unconfined(
    'The account may write outside of its own namespaces. Apply the ValidatingAdmissionPolicy of `weir operator manifest`, on Kubernetes 1.30 or later.',
    { pointer: '/connection/token' });
}

async function permitted(api: ClusterApi, permissions: readonly Permission[]): Promise<Permission[]> {
  const answers = await Promise.all(permissions.map(async (each) => {
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: each } };
    return (await api.post<{ status?: { allowed?: boolean } }>('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', review)).status?.allowed === true;
  }));
  return permissions.filter((_, index) => answers[index]);
}

/** Tries, without doing it, to write where it must not, and where it must. */
async function isConfined(api: ClusterApi, namespacePrefix: string): Promise<boolean> {
  const service = (namespace: string) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'weir-check', namespace }, spec: { ports: [{ port: 80 }] } });
  const outside = await Promise.all(['default', 'kube-system', accountNames(namespacePrefix).namespace].map((namespace) => (
    isRefused(api, `/api/v1/namespaces/${namespace}/services`, service(namespace)))));
  const inside = await isRefused(api, '/api/v1/namespaces', {
    apiVersion: 'v1', kind: 'Namespace', metadata: { name: `${namespacePrefix}check`, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  });
  return outside.every(Boolean) && !inside;
}

/** Whether a write that is not carried out is forbidden; that it clashes with something that is there is no matter. */
async function isRefused(api: ClusterApi, path: string, object: object): Promise<boolean> {
  try {
    await api.post(path, object, { dryRun: 'All' });
    return false;
  } catch (error) {
    if (error instanceof ApiRefused && (error.status === 403 || error.status === 404)) return true;
    if (error instanceof ApiRefused && (error.status === 409 || error.status === 422)) return false;
    throw error;
  }
}

export function describe({ verb, group, resource, subresource }: Permission): string {
  return `${verb} ${[resource, subresource].filter(Boolean).join('/')}${group && group !== '*' ? `.${group}` : ''}`;
}
