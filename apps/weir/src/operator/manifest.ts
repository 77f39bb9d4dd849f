import { accountManifest, accountNames, manifestYaml, NAMESPACE_PREFIX, namespacePrefixPattern } from '#libs/runtime-kubernetes';

import { ConfigurationError } from '../config.js';

export interface ManifestArguments {
  namespacePrefix?: string;
  kubeletStats?: boolean;
  json?: boolean;
}

/** Prints exactly what `operator join` applies: for kubectl, or to be read. */
export function printManifest(options: ManifestArguments): void {
  const objects = accountManifest({ namespacePrefix: prefixOf(options.namespacePrefix), kubeletStats: options.kubeletStats ?? false });
  console.log(options.json ? JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }, null, 2) : manifestYaml(objects));
}

/** @throws ConfigurationError for what cannot begin a namespace's name. */
export function prefixOf(given: string | undefined): string {
  const prefix = given ?? NAMESPACE_PREFIX;
  if (namespacePrefixPattern.test(prefix)) return prefix;
  throw new ConfigurationError(`--namespace-prefix takes small letters, digits and dashes, with a dash at its end; it is ${JSON.stringify(prefix)}`);
}

/** What the manifest comes to, in a few lines. */
export function summary(prefix: string, kubeletStats: boolean): string[] {
  const { namespace, account } = accountNames(prefix);
  return [
    `an account of its own, ${namespace}/${account}; of your credential nothing is kept`,
    'it reads nodes, pods and storage classes; no Secrets of others, and no logs of theirs',
    `it makes namespaces that begin with ${prefix}, and writes in those alone: a ValidatingAdmissionPolicy refuses everything else`,
    'it makes no namespace without Pod Security "restricted", and cannot change what it may',
    ...(kubeletStats ? ["it may ask kubelets, for network counters: that is broad, and yours to take back (nodes/proxy)"] : []),
  ];
}
