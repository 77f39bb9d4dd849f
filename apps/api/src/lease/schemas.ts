import { z } from 'zod';

import { type ClosedReason, closedReasons, leaseMoves, leaseOrders, type LeaseState, mountPathFault, overlappingVolume, type SuspensionReason, suspensionReasons } from '#libs/lease';
import { MAX_TERM_MILLIS, MIN_TERM_MILLIS } from '#libs/pricing';
import { replicaReasons } from '#libs/runtime';

import { serviceLevelTable } from '../inventory/service-level.schemas.js';
import { explained, idSchema, millisSchema, nameSchema, nanoTokensView, page, queryBoolean, queryInteger, searchedQuery } from '../platform/index.js';
import { explainForbidden, isHuge } from './forbidden.js';

const count = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);
/** More than any one machine has, and little enough that sums stay exact. */
const amount = (minimum = 1) => count(minimum, 1_000_000_000);
const name = (pattern: RegExp, expected: string) => z.string().regex(pattern, `Invalid: expected ${expected}`);
const variant = name(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, dashes and underscores');
const trait = name(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'small letters, digits, dots, dashes and underscores');
const label = name(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, 'small letters, digits and dashes');
const line = (longest: number) => z.string().max(longest);
const unique = <T extends z.ZodType>(item: T, most: number) => z.array(item).max(most).refine((items) => new Set(items).size === items.length, 'Invalid: expected no repeats');

const replicas = count(1, 1_000).meta({ description: 'How many alike.', examples: [2] });

const gpu = z
  .strictObject({
    count: count(1, 128),
    models: unique(variant, 16).optional().meta({ description: 'Any of these will do; none named: any that the pool has a price for.' }),
    milliPerGpu: count(1, 1_000).optional().meta({ description: 'Thousandths of a GPU; below 1000 it is a share of one, and `count` is 1.' }),
  })
  .refine((value) => value.count === 1 || (value.milliPerGpu ?? 1_000) === 1_000, { message: 'Invalid: a share is of one GPU', path: ['count'] });

const mountPath = z
  .string()
  .superRefine((path, context) => {
    const fault = mountPathFault(path);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: `Invalid: ${fault}` });
  })
  .optional()
  .meta({ description: 'Where the replica finds it: absolute, in none of the folders of the system. Left out: `/volumes/<name>`.', examples: ['/data'] });

export const leaseResources = z
  .strictObject({
    cpuMillis: amount().meta({ description: 'Thousandths of a vCPU.', examples: [2_000] }),
    memoryMib: amount().meta({ examples: [4_096] }),
    gpu: gpu.optional(),
    ephemeralGib: amount(0).optional().meta({ description: 'Storage that goes with the replica.' }),
    volumes: z
      .array(z.strictObject({ name: label, storageClass: variant.refine((text) => text !== 'ephemeral', 'Invalid: ask for ephemeralGib'), gib: amount(), mountPath }))
      .max(16)
      .refine((volumes) => new Set(volumes.map((volume) => volume.name)).size === volumes.length, 'Invalid: expected no repeated names')
      .superRefine((volumes, context) => {
        const index = overlappingVolume(volumes);
        if (index >= 0) context.addIssue({ code: 'custom', message: 'Invalid: it lies in another volume, or another in it', path: [index, 'mountPath'] });
      })
      .optional()
      .meta({ description: 'Storage that outlasts the replica. A volume can grow, and not shrink.' }),
    egressMbps: amount(0).optional(),
    custom: z
      .record(name(/^CUSTOM_[A-Z0-9_]{1,48}$/, 'CUSTOM_ and capitals'), amount(0))
      .refine((classes) => Object.keys(classes).length <= 16, 'Too many: expected at most 16')
      .optional()
      .meta({ description: 'By custom resource class.' }),
  })
  .meta({ id: 'LeaseResources', description: 'What one replica takes.', examples: [{ cpuMillis: 2_000, memoryMib: 4_096 }] });

const port = count(1, 65_535);
const healthCheck = z
  .strictObject({
    type: z.enum(['http', 'tcp']),
    path: name(/^\/[^\s\u0000-\u001f\u007f-\u009f]{0,1023}$/, 'a path').optional(),
    port,
    intervalSeconds: count(1, 3_600),
    timeoutSeconds: count(1, 600),
    failureThreshold: count(1, 100),
  })
  .refine((check) => check.type === 'http' || check.path === undefined, { message: 'Invalid: only http has a path', path: ['path'] });

export const leaseWorkload = z
  .strictObject({
    image: name(/^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,511}$/, 'an image reference').meta({ examples: ['nginx:1.29'] }),
    command: z.array(line(4_096)).max(128).optional(),
    args: z.array(line(4_096)).max(128).optional(),
    environment: z
      .record(name(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'an environment name'), line(8_192))
      .refine((environment) => !isHuge(environment), 'Too large: expected at most 256 variables and 65536 characters')
      .optional(),
    ports: z
      .array(z
        .strictObject({
          name: label, port, protocol: z.enum(['tcp', 'udp']),
          public: z.boolean().optional().meta({ description: 'Served over HTTP at an address of its own, that of `addresses`, while the lease is open.' }),
        })
        .refine((one) => !one.public || one.protocol === 'tcp', { message: 'Invalid: only tcp ports can be public', path: ['public'] }))
      .max(32)
      .refine((ports) => new Set(ports.map((one) => one.name)).size === ports.length, 'Invalid: expected no repeated names')
      .optional(),
    healthCheck: healthCheck.optional(),
    runAsUser: count(1, 65_535).optional().meta({ description: "The user it runs as, never root. Left out: the image's own, which must be a number other than 0.", examples: [1_000] }),
    writableRoot: z.boolean().optional().meta({ description: 'Whether it may write outside its volumes and `/tmp`. Left out: it may not.' }),
    registryCredential: label.optional().meta({ description: "The project's registry credential of that name; left out: the image is pulled as anybody may." }),
  })
  .meta({ id: 'LeaseWorkload', description: 'What runs in each replica.', examples: [{ image: 'nginx:1.29' }] });

const affinity = z.strictObject({
  leaseId: idSchema('lease'),
  place: z.enum(['together', 'apart']).meta({ description: 'Together: only where the other has a replica. Apart: only where it has none; this holds for both, whichever is placed later.' }),
  over: z.enum(['host', 'site', 'operator', 'jurisdiction', 'region']),
  strength: z.enum(['required', 'preferred']).meta({ description: 'What is preferred keeps nothing out.' }),
});

export const leaseConstraints = z
  .strictObject({
    jurisdictions: unique(name(/^[A-Z]{2}$/, 'two capitals'), 64).optional().meta({ description: 'ISO 3166-1 alpha-2; none: anywhere.', examples: [['DE', 'FR']] }),
    regions: unique(label, 64).optional(),
    requiredTraits: unique(trait, 32).optional(),
    forbiddenTraits: unique(trait, 32).optional(),
    anyOfTraits: z.array(unique(trait, 32).min(1)).max(8).optional().meta({ description: 'Of each group at least one.', examples: [[['nvme', 'ssd']]] }),
    minimumTier: z.enum(['proven', 'trusted']).optional().meta({ description: 'How far those it runs with are trusted, at the least, with each class of capacity that it claims: by work they did and faults of theirs, as the rules say (`reputation`). Where replicas run already they stay.' }),
    spread: z
      .strictObject({
        over: z.enum(['operator', 'site', 'host', 'jurisdiction']),
        maximum: count(1, 1_000).optional().meta({ description: 'At most so many of the replicas in one.' }),
        maximumSkew: count(1, 1_000).optional().meta({ description: 'At most so many more in one than where, of all it may run in, there are fewest.' }),
      })
      .refine((spread) => spread.maximum !== undefined || spread.maximumSkew !== undefined, { message: 'Invalid: expected a maximum or a maximumSkew', path: ['maximum'] })
      .optional()
      .meta({ description: 'How the replicas are divided over operators, sites, hosts or jurisdictions.' }),
    affinity: z.array(affinity).max(16).optional().meta({ description: 'Where it goes by where other open leases of the same project are. What is said of a lease that is over counts no more.' }),
  })
  .meta({ id: 'LeaseConstraints', description: 'Where it may run.', examples: [{ jurisdictions: ['DE'], spread: { over: 'operator', maximum: 1 } }] });

const fallback = z
  .strictObject({
    constraints: leaseConstraints.omit({ affinity: true }).optional().meta({ description: 'Instead of those asked for first, all of them but `affinity`; `{}`: anywhere. Left out: the same.' }),
    gpuModels: unique(variant, 16).optional().meta({ description: 'Instead of those asked for first; none named: any that the pool has a price for. Left out: the same.' }),
    maximumDearerBps: count(0, 100_000).optional().meta({ description: 'How much dearer than what was asked for first it may be, in basis points; dearer ones are passed over. Left out: as `pricing` says.', examples: [2_000] }),
  })
  .refine((one) => one.constraints !== undefined || one.gpuModels !== undefined, 'Invalid: expected constraints or gpuModels');
const fallbacks = z.array(fallback).max(8).optional().meta({
  description: 'What it may be placed by instead, tried in this order each time that it is to be placed and does not fit as it was asked for. Funds are held for the dearest of them.',
  examples: [[{ constraints: { jurisdictions: ['CH'] } }, { constraints: {}, maximumDearerBps: 2_000 }]],
});
const fallbackNumber = z.int().min(0).nullable();
const namesGpus = { message: 'Invalid: no GPU is asked for', path: ['fallbacks'] };
const fallsBackOnGpus = (asked: { resources: { gpu?: object | undefined }; fallbacks?: readonly { gpuModels?: readonly string[] | undefined }[] | undefined }) => asked.resources.gpu !== undefined || !asked.fallbacks?.some(({ gpuModels }) => gpuModels);

const nanoTokensText = z.string().regex(/^(0|[1-9]\d{0,17})$/, 'Invalid amount: expected nano-tokens as a decimal string').meta({ examples: ['250000000'] });

const quoteId = idSchema('quote').optional().meta({ description: 'At this quote\'s prices, as long as it stands.' });
const onDemand = {
  mode: z.literal('on-demand'),
  maximumNanoTokensPerHour: nanoTokensText.optional().meta({ description: 'For all replicas. It is refused above this, and closed when its price rises above it.' }),
  auction: z.boolean().optional().meta({ description: 'Whether operators are to bid for it, for the time that its pool says; it costs no more than it would without. When left out its pool decides, by what it costs.' }),
  quoteId,
};
const spot = {
  mode: z.literal('spot'),
  maximumNanoTokensPerHour: nanoTokensText.meta({ description: 'For all replicas. It is refused above this, and reclaimed with notice when its price rises above it; until then it pays no more than this.' }),
  quoteId,
};
const reserved = {
  mode: z.literal('reserved'),
  termMillis: count(MIN_TERM_MILLIS, MAX_TERM_MILLIS).meta({ description: 'One that the pool offers, from the activation on; the lease closes at its end.' }),
  maximumNanoTokensPerHour: nanoTokensText.optional().meta({ description: 'For all replicas, less the discount. It is refused above this.' }),
  quoteId,
};
const discount = { discountBps: count(0, 10_000).meta({ description: 'What the term costs less, in basis points.' }), replicas: replicas.meta({ description: 'So many are reserved, whatever runs.' }) };
const noticeMillis = z.int().meta({ description: 'It is told at least this long before it is reclaimed.' });
const waysToBuy = 'On demand: the price is fixed for a while, then the current one is. Spot: the current price, a new one once it changes and a minute after the last; ' +
  'reclaimed with notice when the price passes the maximum or when others need the capacity. Reserved: a term at a discount, all of it set aside at once; its capacity is kept whatever runs, ' +
  'it is charged from what was set aside and from nothing else, to its end even when it is closed before, and what was not served is given back then.';
const pricing = z.discriminatedUnion('mode', [z.strictObject(onDemand), z.strictObject(spot), z.strictObject(reserved)]).meta({ id: 'PricingTerms', description: waysToBuy, examples: [{ mode: 'on-demand' }] });
const pricingView = z.discriminatedUnion('mode', [z.object(onDemand), z.object({ ...spot, noticeMillis }), z.object({ ...reserved, ...discount })]).meta({ id: 'Pricing', description: 'How it is bought: what was asked, with what the pool published then.' });

const durationMillis = count(1_000, 315_360_000_000).optional().meta({ description: 'From its activation; left out: until it is closed. What has volumes is not placed where maintenance is announced that begins before its end.' });
const waitMillis = count(1_000, 31_536_000_000).optional().meta({ description: 'How long it may wait to be placed: then it closes as `wait_over`, nothing is charged and what was held is free again. Left out: as long as it takes.' });
const lastsForTerm = { message: 'Invalid: a reserved lease lasts for its term', path: ['durationMillis'] };
const lastsOnce = (asked: { pricing?: { mode: string } | undefined; durationMillis?: number | undefined }) => asked.pricing?.mode !== 'reserved' || asked.durationMillis === undefined;

export const leaseRequest = z
  .strictObject({
    name: nameSchema.optional(),
    projectId: idSchema('project').optional().meta({ description: "Left out: the key's own, or the tenant's first." }),
    pool: label.meta({ examples: ['standard'] }),
    replicas,
    resources: leaseResources,
    workload: leaseWorkload,
    constraints: leaseConstraints.optional(),
    fallbacks,
    pricing: pricing.optional(),
    durationMillis,
    waitMillis,
  })
  .refine(fallsBackOnGpus, namesGpus)
  .refine(lastsOnce, lastsForTerm)
  .meta({ id: 'LeaseRequest', examples: [{ pool: 'standard', replicas: 2, resources: { cpuMillis: 2_000, memoryMib: 4_096 }, workload: { image: 'nginx:1.29' } }] });

explained(leaseRequest, explainForbidden);

export const leaseChange = z
  .strictObject({ name: nameSchema.optional(), replicas: replicas.optional(), resources: leaseResources.optional() })
  .meta({ id: 'LeaseChange', examples: [{ replicas: 3 }] });
explained(leaseChange, explainForbidden);

const leaseState = z.enum(Object.keys(leaseMoves) as [LeaseState, ...LeaseState[]]);

const blocked = z
  .object({
    until: z.enum(['capacity-added', 'quota-freed', 'auction-closed']),
    reasons: z.array(z.object({
      filter: z.string(), reason: z.string().meta({ description: 'Hosts are …' }), hosts: z.enum(['none', 'some', 'most', 'all']).meta({ description: 'How many of the pool it rules out.' }),
    })),
    relaxations: z.array(z.string()).optional().meta({ description: 'Constraints of which any one is, by itself, all that keeps it out.' }),
    endsAt: millisSchema.optional().meta({ description: 'When its auction is over.' }),
  })
  .meta({ id: 'Blocked', description: 'Why it cannot be placed yet. It is tried again whenever there is new room.' });

const baseView = nanoTokensView.meta({ description: 'What of the price is base fee, which goes to the pool\'s treasury; 0 where there is none.' });
const price = z.object({ resourceClass: z.string(), variant: z.string(), nanoTokensPerUnitHour: nanoTokensView, baseNanoTokensPerUnitHour: baseView }).meta({ id: 'ResourcePrice' });

const suspension = z
  .object({
    reason: z.enum(Object.keys(suspensionReasons) as [SuspensionReason, ...SuspensionReason[]]).meta({ description: Object.entries(suspensionReasons).map(([reason, about]) => `${reason}: ${about}`).join(' ') }),
    at: millisSchema,
    until: millisSchema.nullable().meta({ description: 'Until when its volumes are kept: then it closes. Null while it waits for something else than funds.' }),
  })
  .meta({ id: 'Suspension' });

const leaseFunds = z
  .object({
    escrow: nanoTokensView.meta({ description: 'Set aside for it, less what it owes since it was last charged.' }),
    reserve: nanoTokensView.meta({ description: 'Of the escrow: kept to pay for its volumes while it is suspended.' }),
    nanoTokensPerHour: nanoTokensView.meta({ description: 'What it costs an hour just now, but for what the reserve pays.' }),
    runwayMillis: z.int().min(0).nullable().meta({ description: "How long the escrow lasts but for the reserve, and after it this lease's share of the wallet, which leases share by price; null when it costs nothing." }),
    lastsUntil: millisSchema.nullable().meta({ description: 'The instant at which that ends, at the prices of now; null when it costs nothing.' }),
  })
  .meta({ id: 'LeaseFunds' });

export const leaseView = z
  .object({
    id: idSchema('lease'),
    projectId: idSchema('project'),
    pool: z.string(),
    name: z.string(),
    state: leaseState,
    version: z.int().meta({ description: 'Its ETag: send it as If-Match to change it. Only your own changes move it.' }),
    replicas,
    readyReplicas: z.int(),
    replicaStates: z
      .array(z.object({
        replica: z.int(), state: z.enum(['waiting', 'starting', 'ready', 'not_ready', 'unknown', 'suspended', 'gone']), since: millisSchema.optional(),
        reason: z.string().optional().meta({ description: Object.entries(replicaReasons).map(([reason, about]) => `${reason}: ${about}`).join(' ') }),
        restarts: z.int().meta({ description: 'How often it was started again since it was last placed.' }),
      }))
      .optional()
      .meta({ description: 'Each replica; left out of lists.' }),
    resources: leaseResources,
    workload: leaseWorkload,
    addresses: z
      .array(z.object({ name: z.string().meta({ description: "The port's name." }), port, url: z.url() }))
      .meta({ description: 'Where its public ports are served. Each has a random name, which goes with the lease.' }),
    constraints: leaseConstraints,
    fallbacks: z.array(fallback),
    fallback: fallbackNumber.meta({ description: 'The fall-back, counted from 0, that it was placed by: `constraints` and `resources` are its own then. Null when it was not placed, or got what was asked for first.' }),
    pricing: pricingView,
    prices: z.array(price).meta({ description: 'Of each class and, for GPUs, each model it may be given.' }),
    nanoTokensPerHour: nanoTokensView.meta({ description: 'The most it costs an hour, every replica running.' }),
    priceLockedUntil: millisSchema.meta({ description: 'The prices stay until then; those of a spot lease until they change after it.' }),
    funds: leaseFunds.nullable().meta({ description: 'What it lives on, once it is charged and while it is open.' }),
    graceAt: millisSchema.nullable().meta({ description: 'Since when its funds are about to end; it is suspended when they do.' }),
    suspension: suspension.nullable().meta({ description: 'Set while it is `suspended`: nothing of it runs, its volumes are kept and paid from the reserve. It runs again as soon as the wallet has the funds that a new lease would need.' }),
    durationMillis: z.int().nullable(),
    waitUntil: millisSchema.nullable().meta({ description: 'When it closes if it was not placed by then; null: it waits as long as it takes.' }),
    blocked: blocked.nullable(),
    reclaim: z
      .object({ reason: z.enum(['price_above_maximum', 'capacity_reclaimed']), noticedAt: millisSchema, at: millisSchema.meta({ description: 'When it ends; nothing later is charged.' }) })
      .nullable()
      .meta({ description: 'Notice that a spot lease will be reclaimed, once it was given. It is never taken back.' }),
    closed: z
      .object({ reason: z.enum(Object.keys(closedReasons) as [ClosedReason, ...ClosedReason[]]), fault: z.enum(['tenant', 'operator', 'platform', 'none']), billed: z.boolean() })
      .nullable(),
    createdAt: millisSchema,
    placedAt: millisSchema.nullable(),
    activatedAt: millisSchema.nullable(),
    endsAt: millisSchema.nullable(),
    closingAt: millisSchema.nullable(),
    closedAt: millisSchema.nullable(),
  })
  .meta({ id: 'Lease' });
export const leasePage = page(leaseView, 'LeasePage');
export const leaseQuery = searchedQuery(leaseOrders).extend({
  state: leaseState.optional(), projectId: idSchema('project').optional(),
  open: queryBoolean.optional().meta({ description: '`true`: only those that are neither over nor closing; `false`: only those that are.' }),
  name: nameSchema.optional().meta({ description: 'Only those of exactly this name.' }),
});

export const leaseEventView = z
  .object({ id: z.string().regex(/^\d+$/), at: millisSchema, type: z.string(), data: z.record(z.string(), z.unknown()) })
  .meta({ id: 'LeaseEvent' });
export const leaseEventPage = page(leaseEventView, 'LeaseEventPage');
export const leaseEventCursor = z.string().regex(/^\d{1,18}$/);

export const logQuery = z.strictObject({
  replica: queryInteger(0, 999).optional().meta({ description: 'Of this replica alone, counted from 0. Left out: of all of them, each line saying whose it is.' }),
  tailLines: queryInteger(0, 10_000).default(100).meta({ description: 'The last so many lines of each replica.' }),
  since: queryInteger(0, 253_402_300_799_999).optional().meta({ description: 'No line from before this moment.' }),
  follow: queryBoolean.default(false).meta({ description: 'Goes on with new lines as they are written, as server-sent events.' }),
});
export const logLine = z.object({ replica: z.int(), at: millisSchema, text: z.string() }).meta({ id: 'LogLine' });

export const registryCredentialInput = z
  .strictObject({
    projectId: idSchema('project').optional().meta({ description: "Left out: the key's own, or the tenant's first." }),
    name: label.meta({ description: 'Workloads name it so.', examples: ['ours'] }),
    server: name(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[1-9]\d{0,4})?$/, "a registry's host name, with a port or without").max(255).meta({ examples: ['registry.example.com'] }),
    username: name(/^[^\s\u0000-\u001f\u007f:]{1,255}$/, 'a user name without blanks and colons'),
    password: z.string().min(1).max(4_096).meta({ description: 'Kept sealed, and never shown.' }),
  })
  .meta({ id: 'RegistryCredentialInput', examples: [{ name: 'ours', server: 'registry.example.com', username: 'robot', password: 's3cret' }] });

export const registryCredentialView = z
  .object({
    id: idSchema('registryCredential'), projectId: idSchema('project'), name: z.string(), server: z.string(), username: z.string(), createdAt: millisSchema,
    updatedAt: millisSchema.meta({ description: 'When its password was last given.' }),
  })
  .meta({ id: 'RegistryCredential' });
export const registryCredentialList = z.object({ items: z.array(registryCredentialView) }).meta({ id: 'RegistryCredentialList' });

export const quoteRequest = z
  .strictObject({ pool: leaseRequest.shape.pool, replicas, resources: leaseResources, constraints: leaseConstraints.optional(), fallbacks, pricing: pricing.optional(), durationMillis })
  .refine(fallsBackOnGpus, namesGpus)
  .refine(lastsOnce, lastsForTerm)
  .meta({ id: 'QuoteRequest', examples: [{ pool: 'standard', replicas: 2, resources: { cpuMillis: 2_000, memoryMib: 4_096 } }] });

const expectedWait = {
  expectedWaitMillis: z.int().min(0).nullable().meta({ description: 'How long it would wait, about, if nobody came before it; 0: not at all; null: nobody knows.', examples: [1_200_000] }),
  waitBasis: z.enum(['now', 'known-ends', 'rate', 'unknown']).meta({ description: 'What that follows from: it fits now; leases end, or maintenance does, that are known to; how often such capacity became free in the last day; nothing.' }),
};

const alternative = z
  .object({
    ...expectedWait,
    about: z.string().meta({ examples: ['allow CH'] }),
    change: z.object({ replicas: replicas.optional(), resources: leaseResources.optional(), constraints: leaseConstraints.optional() }).meta({ description: 'What to ask for instead, each part in full.' }),
    nanoTokensPerHour: nanoTokensView,
    differenceNanoTokensPerHour: z.string().regex(/^-?\d+$/).meta({ description: 'How much dearer it is than what was asked for; less than 0 where it is cheaper.' }),
    differenceBps: z.int().meta({ description: 'The same in basis points of what was asked for, rounded towards 0.' }),
  })
  .meta({ id: 'Alternative' });

export const quoteView = z
  .object({
    id: idSchema('quote'),
    feasible: z.boolean().meta({ description: 'Whether it could be placed when it was asked.' }),
    fallback: fallbackNumber.meta({ description: 'The fall-back, counted from 0, that it would have been placed by; null for what was asked for first, and when the quote is read again later.' }),
    blocked: blocked.nullable(),
    ...expectedWait,
    alternatives: z.array(alternative).meta({ description: 'What is like it and would have fitted when it was asked, or would by now, the least change first; none when it fitted, and when the quote is read again later. Each is what a quote for it would have said.' }),
    pricing: pricingView,
    prices: z.array(price),
    nanoTokensPerHour: nanoTokensView,
    paidAheadNanoTokens: nanoTokensView.nullable().meta({ description: 'What a term costs, set aside when the lease is asked for; null for other ways to buy.' }),
    serviceLevel: serviceLevelTable.nullable().meta({ description: 'What a lease that begins now is promised as long as it lives; null where nothing is.' }),
    createdAt: millisSchema,
    expiresAt: millisSchema,
  })
  .meta({ id: 'Quote' });

export const alternativesView = z
  .object({ ...expectedWait, alternatives: z.array(alternative).meta({ description: 'What is like it and would fit now, or is expected to, the least change first.' }) })
  .meta({ id: 'Alternatives' });
