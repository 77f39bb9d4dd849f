import { createHash } from 'node:crypto';

import { canonicalJson } from '#libs/kernel';

import { type LeaseTerms } from './lease.js';

/** What a quote is made for, as one text: the same pool, replicas, resources, constraints and way to buy give the same. */
export function quoteFingerprint(poolId: string, terms: Pick<LeaseTerms, 'replicas' | 'resources' | 'constraints' | 'pricing'>): string {
  const { replicas, resources, constraints = {}, pricing = { mode: 'on-demand' } } = terms;
  const { mode } = pricing;
  return createHash('sha256').update(canonicalJson({ poolId, replicas, resources, constraints, ...(mode === 'on-demand' ? {} : { mode }), ...(pricing.mode === 'reserved' ? { termMillis: pricing.termMillis } : {}) })).digest('hex');
}
