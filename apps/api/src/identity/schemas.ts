import { z } from 'zod';

import { operatorRoles, type Scope, scopes, statementPeriods, tenantRoles } from '#libs/identity';
import { resourceClassPattern, type ResourceClass } from '#libs/kernel';

import { idSchema, millisSchema, nameSchema, page } from '../platform/index.js';

export const scopeSchema = z.enum(Object.keys(scopes) as [Scope, ...Scope[]]).meta({ id: 'Scope' });
export const roleSchema = z.enum([...new Set([...tenantRoles, ...operatorRoles, 'administrator'])] as [string, ...string[]]);

export const projectView = z.object({ id: idSchema('project'), name: z.string(), createdAt: millisSchema }).meta({ id: 'Project' });
export const projectPage = page(projectView, 'ProjectPage');
export const projectInput = z.strictObject({ name: nameSchema }).meta({ id: 'ProjectInput' });

export const memberView = z.object({ id: idSchema('member'), email: z.string(), role: z.string(), createdAt: millisSchema }).meta({ id: 'Member' });
export const memberPage = page(memberView, 'MemberPage');
export const memberInput = z
  .strictObject({ email: z.email().max(254).meta({ examples: ['ada@example.com'] }), role: roleSchema })
  .meta({ id: 'MemberInput', examples: [{ email: 'ada@example.com', role: 'owner' }] });
export const memberChange = z.strictObject({ role: roleSchema }).meta({ id: 'MemberChange' });

export const keyView = z
  .object({
    id: idSchema('apiKey'),
    name: z.string(),
    prefix: z.string().meta({ description: 'How it begins.' }),
    role: z.string(),
    scopes: z.array(z.string()),
    projectId: idSchema('project').nullable().meta({ description: 'The only project that it sees; null for all.' }),
    createdBy: z.string().nullable(),
    createdAt: millisSchema,
    expiresAt: millisSchema.nullable(),
    revokedAt: millisSchema.nullable(),
    lastUsedAt: millisSchema.nullable().meta({ description: 'To the minute.' }),
  })
  .meta({ id: 'Key' });
export const keyPage = page(keyView, 'KeyPage');
export const issuedKey = keyView
  .extend({ secret: z.string().optional().meta({ description: 'What to send as bearer. Shown in the first answer alone: a repeat with the same Idempotency-Key lacks it.' }) })
  .meta({ id: 'IssuedKey' });
export const keyInput = z
  .strictObject({
    name: nameSchema,
    role: roleSchema,
    scopes: z.array(scopeSchema).min(1).max(32).optional().meta({ description: 'Default: all of the role\'s.' }),
    projectId: idSchema('project').optional().meta({ description: 'Limits the key to a project.' }),
    expiresAt: millisSchema.optional(),
  })
  .meta({ id: 'KeyInput', examples: [{ name: 'ci', role: 'developer' }] });

export const quotaView = z.object({ projectId: idSchema('project'), resourceClass: z.string(), limit: z.int().min(0) }).meta({ id: 'Quota' });
export const quotaList = z.object({ items: z.array(quotaView) }).meta({ id: 'QuotaList' });
export const quotaInput = z.strictObject({ limit: z.int().min(0).meta({ description: 'In the class\'s own unit.' }) }).meta({ id: 'QuotaInput', examples: [{ limit: 16_000 }] });
export const resourceClassSchema = z.string().regex(resourceClassPattern, 'Invalid resource class').meta({ examples: ['CPU_MILLI'] }) as unknown as z.ZodType<ResourceClass, string>;

export const auditView = z
  .object({
    at: millisSchema,
    actorId: z.string().meta({ description: 'The key that did it, or the member, in a session.' }),
    action: z.string().meta({ examples: ['key.revoked'] }),
    subjectId: z.string().nullable(),
    requestId: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });
export const auditPage = page(auditView, 'AuditPage');

const statementPeriod = z.enum(statementPeriods).meta({ description: 'How often bills are made.' });
const placementWeight = z.int().min(1).max(1_000).meta({ description: 'Where a pool is short, a tenant of weight 2 may have twice as much of it as one of weight 1.' });
export const tenantView = z.object({ id: idSchema('tenant'), name: z.string(), statementPeriod, placementWeight, createdAt: millisSchema }).meta({ id: 'Tenant' });
export const tenantPage = page(tenantView, 'TenantPage');
export const tenantInput = z.strictObject({ name: nameSchema, statementPeriod: statementPeriod.optional() }).meta({ id: 'TenantInput', examples: [{ name: 'Acme', statementPeriod: 'day' }] });
export const tenantChange = z.strictObject({ name: nameSchema.optional(), statementPeriod: statementPeriod.optional(), placementWeight: placementWeight.optional() }).meta({ id: 'TenantChange' });
export const newTenant = z.object({ tenant: tenantView, project: projectView, key: issuedKey }).meta({ id: 'NewTenant' });

const operatorGroup = z.string().regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, 'Invalid: expected small letters, digits and dashes').nullable().meta({ description: 'Operators of one group belong together: where work is divided over operators they count as one. Null: it counts by itself.', examples: ['northern'] });
export const operatorView = z.object({ id: idSchema('operator'), name: z.string(), groupId: operatorGroup, createdAt: millisSchema }).meta({ id: 'Operator' });
export const operatorPage = page(operatorView, 'OperatorPage');
export const operatorInput = z.strictObject({ name: nameSchema }).meta({ id: 'OperatorInput', examples: [{ name: 'Northern Light' }] });
export const operatorChange = z.strictObject({ groupId: operatorGroup }).meta({ id: 'OperatorChange', examples: [{ groupId: 'northern' }] });
export const newOperator = z.object({ operator: operatorView, key: issuedKey }).meta({ id: 'NewOperator' });

export const whoAmI = z
  .object({
    keyId: z.string().meta({ description: 'The key, or in a session the member.' }),
    keyName: z.string(),
    ownerType: z.enum(['tenant', 'operator', 'platform']),
    ownerId: z.string(),
    ownerName: z.string(),
    projectId: idSchema('project').nullable(),
    role: z.string(),
    scopes: z.array(z.string()),
    expiresAt: millisSchema.nullable(),
  })
  .meta({ id: 'WhoAmI' });
