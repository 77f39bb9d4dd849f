import { createHmac } from 'node:crypto';

import type { ClaimId, ClusterId, LeaseId, ProjectId } from '#libs/kernel';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** After the prefix, in a namespace's name. */
export const NAMESPACE_CHARACTERS = 20;
const OBJECT_CHARACTERS = 16;

/**
 * Names of what we make in clusters: they say nothing to whoever lacks the secret, not even that two of them belong to one
 * tenant, and every process derives the same ones.
 */
export class Names {
  constructor(private readonly secret: string) {}

  /** A project has a namespace of its own in each cluster. */
  namespace(prefix: string, projectId: ProjectId, clusterId: ClusterId): string {
    return prefix + this.derive(NAMESPACE_CHARACTERS, 'namespace', projectId, clusterId);
  }

  /** Of what runs for a claim. Begins with a letter: a Service's name must. */
  claim(claimId: ClaimId): string {
    return `r${this.derive(OBJECT_CHARACTERS, 'claim', claimId)}`;
  }

  /** Of what a lease has once in a cluster. */
  lease(leaseId: LeaseId): string {
    return `w${this.derive(OBJECT_CHARACTERS, 'lease', leaseId)}`;
  }

  private derive(characters: number, ...parts: string[]): string {
    const digest = createHmac('sha256', this.secret).update(parts.join('\n')).digest();
    return Array.from(digest.subarray(0, characters), (byte) => ALPHABET[byte & 31]).join('');
  }
}

/** The namespace of a lease's project in a cluster. */
export function namespaceOfLease(names: Names, { namespacePrefix }: { namespacePrefix: string }, { projectId }: { projectId: ProjectId }, clusterId: ClusterId): string {
  return names.namespace(namespacePrefix, projectId, clusterId);
}
