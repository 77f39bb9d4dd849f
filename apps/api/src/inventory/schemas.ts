import { z } from 'zod';

import { availabilities, drivers, hostOrders, hostRemarks, MAX_HOSTS_PER_REQUEST, MAX_INVENTORIES_PER_HOST, MAX_RATIO_BPS, MAX_TOTAL, offerReasons, type OfferReason, packScoreNames, withheldReasons } from '#libs/inventory';
import { MILLIS_PER_DAY, type ResourceClass, resourceClassPattern } from '#libs/kernel';
import {
  MAX_CA_LENGTH, MAX_IDLE_HOURS, MAX_MAPPINGS, MAX_TOKEN_LENGTH, namespacePrefixPattern, WHOLE_SHARE_BPS,
} from '#libs/runtime-kubernetes';

import { idSchema, millisSchema, nameSchema, page, searchedQuery } from '../platform/index.js';

const slug = (what: string) => z.string().max(63).regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, `Invalid ${what}: expected small letters, digits and dashes`);

export const resourceClassSchema = z
  .string()
  .regex(resourceClassPattern, 'Invalid resource class: expected CPU_MILLI, MEMORY_MIB, GPU_MILLI, STORAGE_GIB, EGRESS_MBPS or CUSTOM_ and capitals')
  .meta({ description: 'The unit is in the name. GPU_MILLI: thousandths of a GPU.', examples: ['CPU_MILLI'] }) as unknown as z.ZodType<ResourceClass, string>;

export const variantSchema = z
  .string()
  .regex(/^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$/, 'Invalid variant: expected letters, digits, dots, dashes and underscores')
  .meta({ description: "GPU model or storage class (`ephemeral` for a host's own disks); empty for classes that have none.", examples: ['A100'] });

export const traitSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'Invalid trait: expected small letters, digits, dots, dashes and underscores')
  .meta({ description: 'A yes-or-no property.', examples: ['nvme'] });

const units = (minimum: number, maximum = MAX_TOTAL) => z.int().min(minimum).max(maximum);
const count = z.int().min(0);
const generation = z.int().min(1).max(2_147_483_647).meta({ description: 'Of your copy of the host; a stale one is refused.' });
const capacityKind = z.enum(['dedicated', 'idle']).meta({ description: '`idle` capacity may be reclaimed with notice.' });
const hostState = z.enum(['open', 'cordoned', 'draining']);
const contact = z.enum(['live', 'stale', 'lost', 'never']).meta({ description: 'By heartbeats: `stale` takes no new work; `lost` and `never` neither.' });
const jurisdiction = z.string().regex(/^[A-Z]{2}$/, 'Invalid jurisdiction: expected two capitals').meta({ description: 'ISO 3166-1 alpha-2.', examples: ['DE'] });
const region = slug('region').meta({ description: 'Coarse, as tenants see it.', examples: ['europe-west'] });
export const poolName = slug('pool name').meta({ examples: ['general'] });

export const siteInput = z.strictObject({ name: nameSchema, jurisdiction, region }).meta({ id: 'SiteRequest' });
export const siteView = z
  .object({ id: idSchema('site'), operatorId: idSchema('operator'), name: z.string(), jurisdiction, region: z.string(), createdAt: millisSchema })
  .meta({ id: 'Site' });
export const sitePage = page(siteView, 'SitePage');

const driver = z.enum(drivers);
export const connectionInput = z
  .strictObject({
    server: z.string().min(1).max(2_048).meta({ description: 'https://host:port of the API server.', examples: ['https://203.0.113.7:6443'] }),
    caData: z.string().min(1).max(MAX_CA_LENGTH).optional().meta({ description: 'Its authorities, as a kubeconfig has them: PEM in base 64.' }),
    token: z.string().min(1).max(MAX_TOKEN_LENGTH).meta({ description: 'Of the service account of `weir operator manifest`.' }),
    namespacePrefix: z.string().max(33).regex(namespacePrefixPattern, 'Invalid prefix: expected small letters, digits and dashes, a dash at the end').optional(),
  })
  .meta({ id: 'ConnectionRequest' });
export const connectionView = z
  .object({ revision: z.int().min(1).meta({ description: 'Goes up with each replacement.' }) })
  .meta({ id: 'Connection' });

const label = z.string().max(317).regex(/^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, "Invalid label: expected the name of a node's label");
export const discoverySettings = z.strictObject({
  shareBps: z.int().min(0).max(WHOLE_SHARE_BPS).meta({ description: 'How much of what others leave of a node is offered, in basis points. An annotation `weir.dev/share: 80%` of the node goes before it.' }),
  idleHours: z.array(z.string().min(1).max(100)).max(MAX_IDLE_HOURS).meta({ description: 'When it is on offer, as idle capacity; empty: always.', examples: [['Mon-Fri 20:00-06:00 Europe/Berlin']] }),
  architectures: z.array(z.string().regex(/^[a-z0-9_]{1,32}$/, 'Invalid architecture: expected small letters and digits')).min(1).max(10),
  traits: z
    .array(z.strictObject({ label, value: z.string().max(63).optional(), trait: traitSchema }))
    .max(MAX_MAPPINGS)
    .meta({ description: 'Which labels of nodes are traits. A label `trait.weir.dev/<name>: "true"` is one without being named.' }),
  gpuModels: z.record(z.string().min(1).max(63), variantSchema).refine((models) => Object.keys(models).length <= MAX_MAPPINGS, 'Too many').meta({ description: 'Names of GPU models, by the product label of the nodes.' }),
  storageClasses: z
    .array(z.strictObject({ storageClass: z.string().min(1).max(253), variant: variantSchema.refine((variant) => variant !== '', 'Invalid variant: expected a name'), gibPerHost: units(0) }))
    .max(MAX_MAPPINGS)
    .meta({ description: 'Which StorageClass is offered, under which name, and how much on each node.' }),
  egressMbpsPerHost: units(0).nullable().meta({ description: 'For nodes without the label or annotation `weir.dev/egress-mbps`.' }),
});
export const discoveryInput = discoverySettings.extend({ generation: z.int().min(1).max(2_147_483_647) }).meta({ id: 'DiscoveryRequest' });
export const discoveryView = z
  .object({ ...discoverySettings.shape, generation: count, discoveredAt: millisSchema.nullable(), failure: z.string().nullable().meta({ description: 'Why the last look at the nodes failed.' }) })
  .meta({ id: 'Discovery' });
export const clusterInput = z
  .strictObject({
    siteId: idSchema('site'), pool: poolName, name: nameSchema, driver,
    connection: connectionInput.optional().meta({ description: 'Of a cluster of the driver kubernetes. It is tried, kept sealed, and never shown.' }),
    discovery: discoverySettings.partial().optional().meta({ description: 'What of its nodes is offered; by default all that others leave.' }),
  })
  .meta({ id: 'ClusterRequest', examples: [{ siteId: 'sit_4k9d0x7h2m5n8p1qr3st6vwy', pool: 'standard', name: 'rack-1', driver: 'simulated' }] });
export const clusterView = z
  .object({
    id: idSchema('cluster'), operatorId: idSchema('operator'), siteId: idSchema('site'), poolId: idSchema('pool'), name: z.string(), driver, createdAt: millisSchema,
  })
  .meta({ id: 'Cluster' });
export const clusterPage = page(clusterView, 'ClusterPage');

const inventoryInput = z
  .strictObject({
    resourceClass: resourceClassSchema,
    variant: variantSchema.optional(),
    total: units(0).meta({ description: 'In the unit of the class; 1000 for each GPU.' }),
    reserved: units(0).optional().meta({ description: 'Kept back for yourself.' }),
    minUnit: units(1).optional().meta({ description: 'The least that one replica may take.' }),
    maxUnit: units(1).optional().meta({ description: 'The most that one replica may take.' }),
    stepSize: units(1).optional().meta({ description: 'What a replica takes is a multiple of this: 1000 sells GPUs whole.' }),
    allocationRatioBps: z.int().min(1).max(MAX_RATIO_BPS).optional().meta({ description: 'In basis points: 15000 promises one and a half times what there is.' }),
    expandable: z.boolean().optional().meta({ description: 'STORAGE_GIB: whether a volume can be made larger where it is; true by default. Where it cannot, tenants who ask are refused.' }),
  })
  .meta({ id: 'InventoryRequest', examples: [{ resourceClass: 'GPU_MILLI', variant: 'A100', total: 8_000 }] });
const inventories = z.array(inventoryInput).max(MAX_INVENTORIES_PER_HOST);
const traits = z.array(traitSchema).max(64);
const hostName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'Invalid host name: expected letters, digits, dots, dashes and underscores').meta({ examples: ['gpu-07'] });

export const hostsInput = z
  .strictObject({
    clusterId: idSchema('cluster'),
    hosts: z.array(z.strictObject({ name: hostName, capacity: capacityKind.optional(), traits: traits.optional(), inventories })).min(1).max(MAX_HOSTS_PER_REQUEST),
  })
  .meta({ id: 'HostsRequest' });
export const registeredHosts = z
  .object({ hosts: z.array(z.object({ id: idSchema('host'), name: z.string(), generation: count })) })
  .meta({ id: 'RegisteredHosts' });

const maintenanceView = z.object({ id: idSchema('maintenance'), startsAt: millisSchema, endsAt: millisSchema, reason: z.string() }).meta({ id: 'MaintenanceWindow' });
export { maintenanceView };
export const maintenanceInput = z
  .strictObject({ startsAt: millisSchema, endsAt: millisSchema, reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'MaintenanceRequest' });

export const hostView = z
  .object({
    id: idSchema('host'), operatorId: idSchema('operator'), siteId: idSchema('site'), clusterId: idSchema('cluster'), poolId: idSchema('pool'), name: z.string(),
    jurisdiction, region: z.string(), state: hostState, capacity: capacityKind, traits: z.array(z.string()),
    generation: count.meta({ description: 'Goes up with each change; send it with yours.' }),
    contact, lastHeartbeatAt: millisSchema.nullable(), lostAt: millisSchema.nullable(), drainBy: millisSchema.nullable(), createdAt: millisSchema,
    withheld: z.array(z.enum(withheldReasons)).meta({ description: 'Why its cluster keeps it off offer; the doctor tells what each means.' }),
    remarks: z.array(z.enum(hostRemarks)),
    inventories: z.array(z.object({
      resourceClass: z.string(), variant: z.string(), total: count, reserved: count, minUnit: count, maxUnit: count, stepSize: count, allocationRatioBps: count, expandable: z.boolean(),
      capacity: count.meta({ description: 'What claims may take together.' }),
      used: count,
      deviceUsed: z.array(count).meta({ description: 'GPU_MILLI: thousandths taken of each device.' }),
    }).meta({ id: 'Inventory' })),
    maintenance: z.array(maintenanceView),
  })
  .meta({ id: 'Host' });
export const hostPage = page(hostView, 'HostPage');
export const hostQuery = searchedQuery(hostOrders).extend({
  siteId: idSchema('site').optional(),
  clusterId: idSchema('cluster').optional(),
  state: hostState.optional(),
  contact: contact.optional(),
  trait: traitSchema.optional(),
  name: hostName.optional(),
});

export const inventoryReplacement = z.strictObject({ generation, inventories }).meta({ id: 'InventoryReplacement' });
export const hostPatch = z.strictObject({ generation, traits: traits.optional(), capacity: capacityKind.optional() }).meta({ id: 'HostPatch' });
export const hostAction = z.strictObject({ generation: generation.optional() }).default({}).meta({ id: 'HostAction' });
export const drainInput = z
  .strictObject({ generation: generation.optional(), drainBy: millisSchema.optional().meta({ description: 'When work must have moved; by default after the usual notice.' }) })
  .default({})
  .meta({ id: 'DrainRequest' });

export const heartbeatInput = z
  .strictObject({ clusterId: idSchema('cluster'), hostIds: z.array(idSchema('host')).max(5_000).optional().meta({ description: 'Left out: every host of the cluster.' }) })
  .meta({ id: 'HeartbeatRequest' });
export const heartbeatsRecorded = z
  .object({
    recorded: count,
    returned: z.array(idSchema('host')).meta({ description: 'Hosts that had been lost.' }),
    unknown: z.array(z.string()).meta({ description: 'Ids that the cluster does not have.' }),
  })
  .meta({ id: 'HeartbeatsRecorded' });

const reasonCode = z.enum(Object.keys(offerReasons) as [OfferReason, ...OfferReason[]]);
const withheld = z.object({ code: reasonCode, amount: count.meta({ description: 'What this reason alone keeps back; reasons may overlap.' }), detail: z.string() });
const amounts = {
  resourceClass: z.string(), variant: z.string(), total: count, capacity: count, used: count,
  offered: count.meta({ description: 'Free, and may be claimed now.' }),
  notOffered: count.meta({ description: 'Free, and may not be claimed now. used + offered + notOffered = capacity.' }),
};
const hostFindings = z
  .object({
    hostId: idSchema('host'), name: z.string(), clusterId: idSchema('cluster'), reasons: z.array(z.object({ code: reasonCode, detail: z.string() })),
    classes: z.array(z.object({ ...amounts, reasons: z.array(withheld) })),
  })
  .meta({ id: 'HostDiagnosis' });
export const diagnosis = z
  .object({
    hosts: count,
    hostsOnOffer: count,
    classes: z.array(z.object({ ...amounts, hosts: count, reasons: z.array(withheld.extend({ hosts: count })) })),
    findings: page(hostFindings, 'HostDiagnosisPage').meta({ description: 'Hosts with something to tell.' }),
  })
  .meta({ id: 'InventoryDiagnosis' });

const nanoTokensText = z.string().regex(/^(0|[1-9]\d{0,17})$/, 'Invalid amount: expected nano-tokens as a decimal string').meta({ examples: ['250000000'] });
const bps = z.int().min(0).max(10_000);
const terms = {
  operatorShareCapBps: z.int().min(1).max(10_000).meta({ description: 'How much of the pool one operator may carry, when three or more serve it; basis points. Operators of one group count as one.' }),
  concentrationCapBps: z.int().min(1).max(10_000).meta({ description: 'How concentrated on few operators the claims may be, of each class, when three or more serve it: the sum of the squares of their shares of its capacity, in basis points; 10000: as much as they are.' }),
  askWeightBps: bps.meta({ description: "How much placement prefers cheaper asks over spreading a lease's replicas over operators, in basis points: 0 not at all, 10000 above all." }),
  packScore: z.enum(packScoreNames).meta({ description: 'How placement packs hosts. `expected-fill`: where what the next arrivals would fill, by what was asked for lately, falls least; `fragmentation-gradient`: where what they could not use grows least; `best-fit`: where the least is left.' }),
  packWeightBps: bps.meta({ description: 'How much packing is preferred over spreading and cheaper asks, in basis points: 0 only between hosts that are equal in both, 10000 above all.' }),
  rebalanceMoves: z.int().min(0).max(1_000).meta({ description: 'So many replicas may be on the move at once to free whole hosts and GPUs, without anybody asking for it: each starts anew elsewhere before the one that runs ends, and a lease moves one replica an hour at most. 0: none.' }),
  tierWeightBps: bps.meta({ description: 'How much operators of better tiers (`GET /v1/operator/reputation`) are preferred over spreading and cheaper asks, in basis points: 0 not at all, 10000 above all.' }),
  auctionWindowMillis: z.int().min(0).max(MILLIS_PER_DAY).meta({ description: 'How long operators may bid for a lease that goes to auction; 0: the pool holds no auctions.', examples: [60_000] }),
  auctionFromNanoTokensPerHour: nanoTokensText.nullable().meta({ description: 'A lease that can cost so much an hour goes to auction unasked; null: only those whose tenants ask.' }),
  operatorBps: bps.meta({ description: 'How a charge is divided, in basis points: operatorBps + treasuryBps + feeBps = 10000.' }),
  treasuryBps: bps,
  feeBps: bps,
  meteringToleranceBps: bps.meta({ description: 'How far two sources of one meter may differ, in basis points of the larger, before what they counted is held for a decision.' }),
};
export const poolInput = z.strictObject({ name: poolName, ...z.object(terms).partial().shape }).meta({ id: 'PoolRequest' });
export const poolPatch = z.strictObject(z.object(terms).partial().shape).meta({ id: 'PoolPatch' });
export const poolView = z.object({ id: idSchema('pool'), name: z.string(), ...terms, createdAt: millisSchema }).meta({ id: 'Pool' });
export const poolPage = page(poolView, 'PoolPage');

export const offeredPool = z
  .object({
    name: z.string(),
    jurisdictions: z.array(jurisdiction),
    regions: z.array(z.string()),
    classes: z.array(z.object({
      resourceClass: z.string(), variant: z.string(),
      availability: z.enum(availabilities).meta({ description: 'How much is free, coarsely: `low` is under a tenth of what is on offer, `medium` under half.' }),
    })),
  })
  .meta({ id: 'OfferedPool' });
export const offeredPoolPage = page(offeredPool, 'OfferedPoolPage');
