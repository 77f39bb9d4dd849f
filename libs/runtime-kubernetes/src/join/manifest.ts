import { dumpYaml, type KubernetesObject, type V1PolicyRule } from '@kubernetes/client-node';

import { assert } from '#libs/kernel';

import { NAMESPACE_PREFIX, namespacePrefixPattern } from './connection.js';

export interface ManifestOptions {
  /** What namespaces of ours begin with. */
  namespacePrefix?: string;
  /** Also lets the account read what kubelets count: network bytes are nowhere else. It is broad: see `kubeletRule`. */
  kubeletStats?: boolean;
}

/** What the account is called, in a cluster whose namespaces of ours begin with a prefix. */
export interface AccountNames {
  namespace: string;
  account: string;
  /** The Secret that holds its token. */
  token: string;
  /** What it may do everywhere; the admission policy confines the writing. */
  clusterRole: string;
  /** What it may besides do in a namespace of ours, by a RoleBinding that it makes there itself. */
  namespaceRole: string;
  policy: string;
  /** As admission knows it. */
  userName: string;
}

export function accountNames(namespacePrefix: string = NAMESPACE_PREFIX): AccountNames {
  assert(namespacePrefixPattern.test(namespacePrefix), 'a prefix is checked where it comes in');
  const base = namespacePrefix.slice(0, -1);
  return {
    namespace: `${base}-system`, account: base, token: `${base}-token`, clusterRole: base, namespaceRole: `${base}-namespace`, policy: `${base}-confinement`,
    userName: `system:serviceaccount:${base}-system:${base}`,
  };
}

const read = ['get', 'list', 'watch'];
const write = ['create', 'update', 'patch', 'delete'];
const writeMany = [...write, 'deletecollection'];

/**
 * Everything the account may read or write. Admission confines the writing to our namespaces, reading it cannot see: so
 * nothing that holds secrets is read here, Secrets are written blindly, and logs are for `namespaceRules`.
 */
export const clusterRules: readonly V1PolicyRule[] = [
  { apiGroups: [''], resources: ['nodes'], verbs: read },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: read },
  { apiGroups: [''], resources: ['namespaces'], verbs: [...read, ...write] },
  { apiGroups: [''], resources: ['pods', 'persistentvolumeclaims', 'services', 'resourcequotas', 'limitranges'], verbs: [...read, ...writeMany] },
  { apiGroups: [''], resources: ['serviceaccounts', 'secrets'], verbs: writeMany },
  { apiGroups: [''], resources: ['pods/portforward'], verbs: ['get', 'create'] },
  { apiGroups: [''], resources: ['pods/resize'], verbs: ['patch', 'update'] },
  { apiGroups: ['apps'], resources: ['deployments', 'statefulsets'], verbs: [...read, ...writeMany] },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: [...read, ...writeMany] },
  { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: ['get', 'list'] },
];

/** What is not read of others. */
export const namespaceRules: readonly V1PolicyRule[] = [
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['secrets', 'serviceaccounts', 'events'], verbs: read },
];

/** Whoever may reach kubelets through the API server may do nearly anything on the nodes: an operator has to ask for it by name. */
const kubeletRule: V1PolicyRule = { apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get'] };

/**
 * What a cluster needs so that we may run work there, in the order in which it is applied: a namespace with an account and
 * its token, two roles, and the admission policy that lets the account write in namespaces of ours alone. Pure.
 */
export function accountManifest(options: ManifestOptions = {}): KubernetesObject[] {
  const prefix = options.namespacePrefix ?? NAMESPACE_PREFIX;
  const names = accountNames(prefix);
  const labels = { 'app.kubernetes.io/managed-by': 'weir' };
  const inCluster = (name: string) => ({ name, labels });
  const inNamespace = (name: string) => ({ name, namespace: names.namespace, labels });
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole' };
  // The account gives itself the second role, and no other, where admission lets it.
  const ownBinding: V1PolicyRule[] = [
    { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'], verbs: ['get', 'create', 'update', 'patch', 'delete'] },
    { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], resourceNames: [names.namespaceRole], verbs: ['bind'] },
  ];
  const objects: Described[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: inCluster(names.namespace) },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: inNamespace(names.account), automountServiceAccountToken: false },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: inCluster(names.namespaceRole), rules: [...namespaceRules] },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: inCluster(names.clusterRole),
      rules: [...clusterRules, ...ownBinding, ...(options.kubeletStats ? [kubeletRule] : [])],
    },
    confinement(prefix, names, labels),
    {
      apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: inCluster(names.policy),
      spec: { policyName: names.policy, validationActions: ['Deny'] },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: inCluster(names.clusterRole),
      roleRef: { ...role, name: names.clusterRole }, subjects: [subjectOf(names)],
    },
    // Of a kind that ends when somebody deletes it, and not before: whoever runs the cluster takes it back by deleting it.
    {
      apiVersion: 'v1', kind: 'Secret', metadata: { ...inNamespace(names.token), annotations: { 'kubernetes.io/service-account.name': names.account } },
      type: 'kubernetes.io/service-account-token',
    },
  ];
  return objects;
}

/** Lets the account read logs and the like in one namespace of ours: to be applied there after the namespace itself. */
export function namespaceAccess(namespace: string, namespacePrefix: string = NAMESPACE_PREFIX): KubernetesObject {
  const names = accountNames(namespacePrefix);
  const binding: Described = {
    apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding',
    metadata: { name: names.namespaceRole, namespace, labels: { 'app.kubernetes.io/managed-by': 'weir' } },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: names.namespaceRole }, subjects: [subjectOf(names)],
  };
  return binding;
}

/** The manifest as documents for kubectl. */
export function manifestYaml(objects: readonly KubernetesObject[]): string {
  return objects.map((object) => dumpYaml(object, { lineWidth: 160 })).join('---\n');
}

/** Objects have more members than what all of them have in common. */
type Described = KubernetesObject & Record<string, unknown>;

function subjectOf({ account, namespace }: AccountNames): object {
  return { kind: 'ServiceAccount', name: account, namespace };
}

/**
 * Whatever roles say, the account writes (and connects) in namespaces of ours alone, and makes none without Pod Security's
 * `restricted`: nothing privileged runs in its name. Reviews of what it may do itself change nothing.
 */
function confinement(prefix: string, names: AccountNames, labels: Record<string, string>): Described {
  const ours = (namespace: string) => `${namespace}.startsWith('${prefix}') && ${namespace} != '${names.namespace}'`;
  const isNamespace = "request.resource.group == '' && request.resource.resource == 'namespaces'";
  return {
    apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: names.policy, labels },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'], resources: ['*/*'], scope: '*' }] },
      matchConditions: [
        { name: 'by-the-account', expression: `request.userInfo.username == '${names.userName}'` },
        { name: 'no-review', expression: "!(request.resource.group in ['authorization.k8s.io', 'authentication.k8s.io'])" },
      ],
      validations: [
        {
          expression: `${isNamespace} ? (${ours('request.name')}) : (has(request.namespace) && ${ours('request.namespace')})`,
          message: `this account writes in namespaces that begin with ${prefix}`, reason: 'Forbidden',
        },
        {
          expression: `!(${isNamespace} && request.operation in ['CREATE', 'UPDATE']) || `
            + "object.metadata.?labels[?'pod-security.kubernetes.io/enforce'].orValue('') == 'restricted'",
          message: 'namespaces of this account enforce Pod Security restricted', reason: 'Forbidden',
        },
      ],
    },
  };
}
