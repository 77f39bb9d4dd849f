import { X509Certificate } from 'node:crypto';

import type { ClusterConnection } from '../cluster-access.js';
import { joinProblems } from './join.errors.js';

/** What an operator hands over to let its cluster be reached. */
export type ConnectionInput = Omit<ClusterConnection, 'revision' | 'namespacePrefix' | 'caData'> & Partial<Pick<ClusterConnection, 'namespacePrefix' | 'caData'>>;

/** What namespaces of ours begin with unless told otherwise. */
export const NAMESPACE_PREFIX = 'weir-';
export const namespacePrefixPattern = /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?-$/;
export const MAX_TOKEN_LENGTH = 16_384;
export const MAX_CA_LENGTH = 131_072;

/** A connection as it is kept; its revision is the row's. */
export type StoredConnection = Omit<ClusterConnection, 'revision'>;

/**
 * Checks what can be checked without asking the cluster. Only HTTPS: the token goes over it.
 * @throws Problem `invalid_connection` naming the field, below `pointer`.
 */
export function readConnection(input: ConnectionInput, pointer: string): StoredConnection {
  return {
    server: serverOf(input.server, `${pointer}/server`),
    ...(input.caData === undefined ? {} : { caData: authoritiesOf(input.caData, `${pointer}/caData`) }),
    token: tokenOf(input.token, `${pointer}/token`),
    namespacePrefix: prefixOf(input.namespacePrefix ?? NAMESPACE_PREFIX, `${pointer}/namespacePrefix`),
  };
}

function serverOf(text: string, pointer: string): string {
  const url = URL.parse(text);
  const fault = !url || url.protocol !== 'https:' ? 'An API server is given as https://host:port.'
    : url.username || url.password || url.search || url.hash ? 'The address of an API server has no user, query or fragment.' : undefined;
  if (fault !== undefined) throw joinProblems.invalid_connection(fault, { pointer });
  return url!.href.replace(/\/+$/, '');
}

function authoritiesOf(caData: string, pointer: string): string {
  const pem = Buffer.from(caData, 'base64').toString('latin1');
  try {
    const certificate = new X509Certificate(pem);
    if (caData.length <= MAX_CA_LENGTH && certificate.subject !== undefined) return caData;
  } catch {
    // Told below.
  }
  throw joinProblems.invalid_connection('caData takes certificates as PEM, in base 64, as a kubeconfig has them.', { pointer });
}

function tokenOf(token: string, pointer: string): string {
  if (/^[\u0021-\u007e]+$/.test(token) && token.length <= MAX_TOKEN_LENGTH) return token;
  throw joinProblems.invalid_connection('A token is visible ASCII without blanks.', { pointer });
}

function prefixOf(prefix: string, pointer: string): string {
  if (namespacePrefixPattern.test(prefix)) return prefix;
  throw joinProblems.invalid_connection('A prefix of namespaces takes small letters, digits and dashes, with a dash at its end.', { pointer });
}
