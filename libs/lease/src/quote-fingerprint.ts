import { createHash } from 'node:crypto';

import { canonicalJson } from '#libs/kernel';

import { type LeaseTerms } from './lease.js';

/** What a quote is made for, as one text: the same pool, replicas, resources, constraints, fall-backs and way to buy give the same. */
export function quoteFingerprint(poolId: string, terms: Pick<LeaseTerms, 'replicas' | 'resources' | 'constraints' | 'fallbacks' | 'pricing'>): string {
  const { replicas, resources, constraints = {}, fallbacks = [], pricing = { mode: 'on-demand' } } = terms;
  const { mode } = pricing;
  return createHash('sha256').update(canonicalJson({ poolId, replicas, resources, constraints, ...(fallbacks.length === 0 ? {} : { fallbacks }), ...(mode === 'on-demand' ? {} : { mode }), ...(pricing.mode === 'reserved' ? { termMillis: pricing.termMillis } : {}) })).digest('hex');
}
