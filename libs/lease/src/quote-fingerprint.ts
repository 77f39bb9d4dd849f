import { createHash } from 'node:crypto';

import { canonicalJson } from '#libs/kernel';

import { type LeaseTerms } from './lease.js';

/** What a quote is made for, as one text: the same pool, replicas, resources and constraints give the same. */
export function quoteFingerprint(poolId: string, terms: Pick<LeaseTerms, 'replicas' | 'resources' | 'constraints'>): string {
  const { replicas, resources, constraints = {} } = terms;
  return createHash('sha256').update(canonicalJson({ poolId, replicas, resources, constraints })).digest('hex');
}
