import { parse } from 'yaml';

export interface ClusterAccess {
  server: string;
  caData?: string;
  token?: string;
}

type Named<K extends string, T> = Record<K, T> & { name: string };

/**
 * The server, its certificate authority and the token of a kubeconfig's current context; nothing else of it is read, and
 * what it would have run or looked up in files is not. @throws Error that says what is wrong with it.
 */
export function readKubeconfig(text: string): ClusterAccess {
  const config = parse(text, { maxAliasCount: 10 }) as Record<string, unknown> | null;
  if (typeof config !== 'object' || config === null) throw new Error('This is no kubeconfig.');
  const context = named<'context', { cluster?: string; user?: string }>(config.contexts, config['current-context']);
  if (!context) throw new Error('Its current-context names none of its contexts.');
  const cluster = named<'cluster', { server?: string; 'certificate-authority-data'?: string }>(config.clusters, context.context.cluster);
  if (typeof cluster?.cluster.server !== 'string') throw new Error(`It has no server for the cluster ${String(context.context.cluster)}.`);
  const user = named<'user', { token?: string }>(config.users, context.context.user);
  return { server: cluster.cluster.server, caData: cluster.cluster['certificate-authority-data'], token: user?.user.token };
}

function named<K extends string, T>(list: unknown, name: unknown): Named<K, T> | undefined {
  return Array.isArray(list) ? (list as Named<K, T>[]).find((entry) => entry?.name === name) : undefined;
}
