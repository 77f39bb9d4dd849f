import { z } from 'zod';

import { heldStates } from '#libs/metering';

import { idSchema, millisSchema, page, pageQuery } from '../platform/index.js';

const window = {
  id: idSchema('heldUsage'),
  replica: z.int().min(0),
  meter: z.enum(['egress_bytes', 'stored_bytes']),
  startsAt: millisSchema.meta({ description: 'The beginning of the hour.' }),
  endsAt: millisSchema,
};
const label = z.string().regex(/^[a-z]$/);

export const heldUsageView = z
  .object({
    ...window,
    leaseId: idSchema('lease'),
    claimId: idSchema('claim'),
    tenantId: idSchema('tenant'),
    poolId: idSchema('pool'),
    operatorId: idSchema('operator'),
    toleranceBps: z.int().min(0).max(10_000).meta({ description: 'The pool\'s when it was held, in basis points of the larger quantity.' }),
    sources: z.array(z.object({
      label: label.meta({ description: 'Name it to charge by it.' }),
      reporterId: z.string().meta({ description: 'The operator, or `platform`.' }),
      sources: z.array(z.string()).meta({ description: 'The sources of its samples; all gateways are `/gateways`.' }),
      quantity: z.string().regex(/^\d+$/).meta({ description: 'Bytes, or byte-milliseconds of stored bytes, within the hour.' }),
      startsAt: millisSchema,
      endsAt: millisSchema,
      samples: z.int().min(1),
    })),
    state: z.enum(heldStates).meta({ description: '`open` until it is `charged` by one source or `waived`; `agreed` when samples that came later settled it.' }),
    heldAt: millisSchema,
    paid: label.nullable().meta({ description: 'The source that it is charged by.' }),
    reason: z.string().nullable(),
    decidedBy: z.string().nullable().meta({ description: 'The key of who decided; `system` where sources agreed.' }),
    decidedAt: millisSchema.nullable(),
  })
  .meta({ id: 'HeldUsage' });
export const heldUsagePage = page(heldUsageView, 'HeldUsagePage');
export const heldUsageQuery = pageQuery.extend({ state: z.enum(heldStates).optional(), leaseId: idSchema('lease').optional() });
export const heldPosition = z.strictObject({ at: z.int().min(0), id: z.string().max(64) });

const reason = z.string().min(1).max(1_000).regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'Invalid reason: expected no control characters').meta({ description: 'Kept with the decision.' });
export const usageDecision = z
  .union([z.strictObject({ decision: z.literal('charge'), source: label, reason }), z.strictObject({ decision: z.literal('waive'), reason })])
  .meta({ id: 'UsageDecision' });

export const reviewedUsage = z.object({ ...window, state: z.enum(['under_review', 'charged', 'waived']) }).meta({ id: 'ReviewedUsage' });
export const reviewedUsagePage = page(reviewedUsage, 'ReviewedUsagePage');
