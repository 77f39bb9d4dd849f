import { z } from 'zod';

import { availabilities, incidentKinds, poolStates } from '#libs/inventory';

import { idSchema, millisSchema, nanoTokensView, page } from '../platform/index.js';

const title = z.string().min(1).max(200).regex(/^[^\u0000-\u001f\u007f]*$/, 'Invalid: expected one line').meta({ description: 'For everybody: name no operator, place or host.', examples: ['Starts of new leases are slow'] });
const kind = z.enum(incidentKinds);

export const incidentView = z.object({ id: idSchema('incident'), kind, title: z.string(), startsAt: millisSchema, endsAt: millisSchema.nullable().meta({ description: 'Null: it goes on.' }) }).meta({ id: 'Incident' });
export const incidentPage = page(incidentView, 'IncidentPage');
export const incidentPosition = z.strictObject({ startsAt: z.int().min(0), id: z.string().max(64) });
export const incidentInput = z
  .strictObject({ kind, title, startsAt: millisSchema.optional().meta({ description: 'Default: now.' }), endsAt: millisSchema.optional() })
  .meta({ id: 'IncidentInput', examples: [{ kind: 'degraded', title: 'Starts of new leases are slow' }] });
export const incidentChange = z.strictObject({ kind: kind.optional(), title: title.optional(), endsAt: millisSchema.optional() }).meta({ id: 'IncidentChange', examples: [{ endsAt: 1_795_000_000_000 }] });

const state = z.enum(poolStates).meta({ description: '`degraded`: a tenth of its hosts or more are silent, or an incident says so; `disrupted`: half of them.' });
export const statusView = z
  .object({
    state: state.meta({ description: 'The worst of the pools\'.' }),
    at: millisSchema,
    pools: z.array(z.object({
      name: z.string(),
      state,
      capacity: z.array(z.object({ resourceClass: z.string(), variant: z.string(), availability: z.enum(availabilities) })),
      prices: z.array(z.object({ resourceClass: z.string(), variant: z.string(), unit: z.string(), nanoTokensPerUnitHour: nanoTokensView })),
      incidents: z.array(incidentView),
    })),
  })
  .meta({ id: 'Status' });

const health = z.enum(['ok', 'warning', 'failed']);
const count = z.int().min(0);
export const adminHealth = z
  .object({
    state: health.meta({ description: 'The worst of the parts\'.' }),
    at: millisSchema,
    queues: z.object({ state: health, items: z.array(z.object({ queue: z.string(), waiting: count, active: count, delayed: count, failed: count })) }),
    outbox: z.object({ state: health, waiting: count.meta({ description: 'Counted to 10,000.' }), lagMillis: count }),
    schedulers: z.object({ state: health, items: z.array(z.object({ pool: z.string(), isActive: z.boolean(), waiting: count })) }),
    clusters: z.object({
      state: health,
      items: z.array(z.object({
        clusterId: idSchema('cluster'), name: z.string(), operatorId: idSchema('operator'), pool: z.string(), driver: z.string(), hosts: count,
        silent: count.meta({ description: 'Of them: stale or lost.' }), lastHeartbeatAt: millisSchema.nullable(),
      })),
    }),
    ledger: z.object({ state: health, checkedAt: millisSchema.nullable(), openDifferences: count }),
  })
  .meta({ id: 'AdminHealth' });
