import type { Problem } from '#libs/kernel';
import { leaseProblems } from '#libs/lease';

const namespaces = 'a replica has namespaces of its own, and sees nothing of its machine';
const privileges = 'a replica runs without privileges, as an ordinary user';
const placement = 'where a replica runs is chosen by pool and constraints, never by machine';
const profile = 'every replica runs under the default security profiles';
const identity = 'a replica has no account in the machinery that runs it';
const raw = 'a workload is described by its own fields; specifications of other systems are not taken';

/** What other systems offer and this one does not, by the name it has there, in small letters. */
const reasons: Readonly<Record<string, string>> = {
  privileged: privileges, securitycontext: privileges, podsecuritycontext: privileges, allowprivilegeescalation: privileges, capabilities: privileges,
  capadd: privileges, runasgroup: privileges, runasnonroot: privileges, fsgroup: privileges, supplementalgroups: privileges, devices: privileges,
  hostnetwork: namespaces, hostpid: namespaces, hostipc: namespaces, hostusers: namespaces, hostpath: namespaces, shareprocessnamespace: namespaces,
  hostaliases: namespaces, hostname: namespaces, dnsconfig: namespaces, dnspolicy: namespaces, procmount: namespaces,
  hostport: 'a port of a replica is reached through its address here, never on its machine', hostip: namespaces,
  sysctls: 'the settings of a machine\'s kernel are not for one tenant to change',
  seccompprofile: profile, seccomp: profile, apparmorprofile: profile, apparmor: profile, selinuxoptions: profile, selinux: profile, windowsoptions: profile,
  serviceaccount: identity, serviceaccountname: identity, automountserviceaccounttoken: identity, imagepullsecrets: 'keep a registry credential and name it in registryCredential',
  nodename: placement, nodeselector: placement, affinity: placement, tolerations: placement, topologyspreadconstraints: placement, schedulername: placement,
  runtimeclassname: placement, priorityclassname: placement, priority: placement,
  annotations: raw, labels: raw, metadata: raw, spec: raw, template: raw, podspec: raw, pod: raw, containers: raw, initcontainers: raw, ephemeralcontainers: raw,
  envfrom: raw, volumemounts: raw, volumedevices: raw, lifecycle: raw, apiversion: raw, kind: raw,
};

/** Free text of the tenant's: no field of ours is in it. */
const opaque: ReadonlySet<string> = new Set(['environment', 'custom', 'command', 'args', 'name']);
const MOST_VARIABLES = 256;
const MOST_ENVIRONMENT_CHARACTERS = 65_536;
/** The body is at most 256 KiB and nested at most so far as its parser lets it be; deeper, nothing is looked for. */
const MOST_DEPTH = 16;

/** Says of a request that is not as it should be whether it asks for what is never on offer, and why that is so. */
export function explainForbidden(body: unknown): Problem | undefined {
  return search(body, '', 0);
}

function search(value: unknown, pointer: string, depth: number): Problem | undefined {
  if (value === null || typeof value !== 'object' || depth > MOST_DEPTH) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const found = refused(key, part, at) ?? (opaque.has(key) ? undefined : search(part, at, depth + 1));
    if (found) return found;
  }
  return undefined;
}

function refused(key: string, value: unknown, pointer: string): Problem | undefined {
  if (key === 'runAsUser' && (value === 0 || value === '0' || value === 'root')) return forbidden(key, pointer, privileges);
  if (key === 'environment') return isHuge(value) ? forbidden('a larger environment', pointer, `at most ${MOST_VARIABLES} variables of ${MOST_ENVIRONMENT_CHARACTERS} characters together are taken; put more into a volume`) : undefined;
  const name = key.toLowerCase().replaceAll(/[-_]/g, '');
  return Object.hasOwn(reasons, name) ? forbidden(key, pointer, reasons[name]!) : undefined;
}

function forbidden(what: string, pointer: string, reason: string): Problem {
  return leaseProblems.workload_forbidden(`${what.slice(0, 64)} is not on offer: ${reason}.`, { pointer, extra: { reason } });
}

/** Whether an environment is larger than what is taken. */
export function isHuge(environment: unknown): boolean {
  if (environment === null || typeof environment !== 'object') return false;
  const entries = Object.entries(environment);
  return entries.length > MOST_VARIABLES || entries.reduce((sum, [name, text]) => sum + name.length + String(text).length, 0) > MOST_ENVIRONMENT_CHARACTERS;
}
