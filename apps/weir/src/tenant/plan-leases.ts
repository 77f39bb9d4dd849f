import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import { tenantApi } from '../api-access.js';
import type { ApiCall } from '../api-call.js';
import { CommandFailed } from '../command-failed.js';
import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';
import { type LeaseDocument, readLeaseFile } from './lease-file.js';
import { type Blocked, ifStill, lastLeaseCalled, type Lease, openLeasesCalled, whyBlocked } from './leases.js';

/** What is to happen so that a lease is as its document says. `refused`: a part of it differs that cannot be changed while it runs. */
export type PlannedAction = 'create' | 'change' | 'nothing' | 'refused';

export interface LeasePlan {
  name: string;
  action: PlannedAction;
  leaseId: string | null;
  /** Of each field that differs, as a JSON pointer. */
  differences: { pointer: string; is: unknown; wanted: unknown }[];
  /** What it costs at most in an hour as it is, and as it would be; nothing where it is not there, or cannot be. */
  nanoTokensPerHour: { is: string | null; wanted: string | null };
  /** Why it would wait, were it requested now. */
  blocked: Blocked | null;
}

interface Quote {
  feasible: boolean;
  blocked: Blocked | null;
  nanoTokensPerHour: string;
}

/** What `PATCH` takes; a name is what a lease is found by. */
const CHANGEABLE = new Set(['replicas', 'resources']);
/** What is decided once, when a lease is requested, and is another thing afterwards. */
const ONCE = new Set(['quoteId']);

/** Shows what `apply` would do, and what it would cost. @returns 0 when there is nothing to do, 3 when there is. @throws CommandFailed, ConfigurationError. */
export async function planLeases(config: Config, file: string, { json }: OutputOptions): Promise<0 | 3> {
  const { call } = await tenantApi(config);
  const plans = await plansOf(call, namedLeases(await readLeaseFile(file), file));
  console.log(json ? JSON.stringify(plans.map(({ plan }) => plan)) : plans.map(({ plan }) => told(plan)).join('\n'));
  return plans.every(({ plan }) => plan.action === 'nothing') ? 0 : 3;
}

/**
 * Makes leases what a file says: requests those that are not there, changes those that differ, leaves the rest. A second time it does nothing; so does a second one at
 * the same time, whose request is the same one. Nothing is done while some lease differs in what cannot be changed.
 * @throws CommandFailed, ConfigurationError.
 */
export async function applyLeases(config: Config, file: string, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const plans = await plansOf(call, namedLeases(await readLeaseFile(file), file));
  const refused = plans.filter(({ plan }) => plan.action === 'refused');
  if (refused.length > 0) throw new CommandFailed(`nothing was done:\n${refused.map(({ plan }) => told(plan)).join('\n')}\nClose what is to be replaced, then apply again.`);
  for (const { document, plan, version, revision } of plans) {
    const lease = await apply(call, { document, plan, version, revision });
    console.log(json ? JSON.stringify({ ...plan, leaseId: lease?.id ?? plan.leaseId }) : `${plan.name}: ${done[plan.action]}${lease ? ` ${lease.id}, ${lease.state}` : ''}`);
  }
}

const done: Record<PlannedAction, string> = { create: 'requested', change: 'changed', nothing: 'is as wanted', refused: '' };

interface Planned {
  document: NamedDocument;
  plan: LeasePlan;
  /** Of the lease that was seen. */
  version: number;
  /** Stands for the wish and for what was seen: the same again is the same request. */
  revision: string;
}

async function apply(call: ApiCall, { document, plan, version, revision }: Planned): Promise<Lease | undefined> {
  if (plan.action === 'create') return call<Lease>('POST', '/v1/leases', document, { idempotencyKey: revision });
  if (plan.action !== 'change') return undefined;
  const changes = Object.fromEntries(Object.entries(document).filter(([field]) => CHANGEABLE.has(field)));
  return call<Lease>('PATCH', `/v1/leases/${plan.leaseId}`, changes, { ...ifStill(version), idempotencyKey: revision });
}

type NamedDocument = LeaseDocument & { name: string };

/** A lease is found again by its name: each has one of its own. */
function namedLeases(documents: readonly LeaseDocument[], file: string): NamedDocument[] {
  const seen = new Set<string>();
  return documents.map((document, place) => {
    const { name, projectId = '' } = document;
    if (typeof name !== 'string' || name === '') throw new CommandFailed(`${file}: lease ${place + 1} has no name, and it is found again by its name`);
    if (seen.has(`${projectId}/${name}`)) throw new CommandFailed(`${file}: two leases are called ${name}`);
    seen.add(`${projectId}/${name}`);
    return { ...document, name };
  });
}

async function plansOf(call: ApiCall, documents: readonly NamedDocument[]): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (const document of documents) {
    // What is requested after one that ended is another wish, though the document is the same. It is looked at first: whoever requests one in between is seen below.
    const last = await lastLeaseCalled(call, document.name, document.projectId);
    const open = (await openLeasesCalled(call, document.name)).filter((lease) => document.projectId === undefined || lease.projectId === document.projectId);
    const seen = open.length > 0 ? open : [last];
    if (open.length > 1) throw new CommandFailed(`${open.length} open leases are called ${document.name}: ${open.map(({ id }) => id).join(', ')}; a file says what one of them is`);
    const revision = createHash('sha256').update(JSON.stringify([document, seen.map((lease) => lease && [lease.id, lease.version])])).digest('hex');
    planned.push({ document, plan: await planOf(call, document, open[0]), version: open[0]?.version ?? 0, revision: `apply-${revision}` });
  }
  return planned;
}

async function planOf(call: ApiCall, document: NamedDocument, lease: Lease | undefined): Promise<LeasePlan> {
  const differences = lease ? differencesOf(document, lease as unknown as Record<string, unknown>) : [];
  const common = { name: document.name, leaseId: lease?.id ?? null, differences };
  const is = lease?.nanoTokensPerHour ?? null;
  if (lease && differences.length === 0) return { ...common, action: 'nothing', nanoTokensPerHour: { is, wanted: is }, blocked: lease.blocked };
  if (differences.some(({ pointer }) => !CHANGEABLE.has(pointer.split('/')[1]!))) return { ...common, action: 'refused', nanoTokensPerHour: { is, wanted: null }, blocked: null };
  const { name: _, projectId: __, workload: ___, ...terms } = document;
  const quote = await call<Quote>('POST', '/v1/quotes', terms);
  return { ...common, action: lease ? 'change' : 'create', nanoTokensPerHour: { is, wanted: quote.nanoTokensPerHour }, blocked: quote.feasible ? null : quote.blocked };
}

/**
 * Where a document differs from what is there. What the API fills in by itself is no difference; of the resources, which a change replaces whole, what is there and not
 * asked for any more is one.
 */
export function differencesOf(document: Readonly<Record<string, unknown>>, lease: Readonly<Record<string, unknown>>): LeasePlan['differences'] {
  const found = Object.entries(document).flatMap(([field, wanted]) => compare(`/${field}`, lease[field], wanted));
  const [is, wanted] = [lease.resources, document.resources].map((some) => (some ?? {}) as Record<string, unknown>) as [Record<string, unknown>, Record<string, unknown>];
  const dropped = Object.keys(is).filter((field) => !(field in wanted) && !isNothing(is[field]));
  return [...found, ...dropped.map((field) => ({ pointer: `/resources/${field}`, is: is[field], wanted: null }))];
}

function compare(pointer: string, is: unknown, wanted: unknown): LeasePlan['differences'] {
  if (isDeepStrictEqual(is, wanted) || (isNothing(is) && isNothing(wanted))) return [];
  const isMapping = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isMapping(is) && isMapping(wanted)) return Object.entries(wanted).filter(([field]) => !ONCE.has(field)).flatMap(([field, value]) => compare(`${pointer}/${field}`, is[field], value));
  if (Array.isArray(is) && Array.isArray(wanted) && is.length === wanted.length) return wanted.flatMap((value, place) => compare(`${pointer}/${place}`, is[place], value));
  return [{ pointer, is: is ?? null, wanted: wanted ?? null }];
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === 0 || value === false || (typeof value === 'object' && Object.keys(value).length === 0);
}

function told({ name, action, leaseId, differences, nanoTokensPerHour: { is, wanted }, blocked }: LeasePlan): string {
  const about = { create: `+ ${name}: to be requested`, change: `~ ${name} (${leaseId}): to be changed`, nothing: `  ${name} (${leaseId}): is as wanted`, refused: `! ${name} (${leaseId}): cannot be changed so while it runs` }[action];
  const lines = differences.map((one) => `    ${one.pointer}: ${JSON.stringify(one.is)} -> ${JSON.stringify(one.wanted)}`);
  const cost = wanted === null ? [] : [`    at most ${is === null || is === wanted ? '' : `${is} -> `}${wanted} nano-tokens an hour`];
  return [about, ...lines, ...cost, ...(blocked ? whyBlocked(blocked).map((line) => `    ${line}`) : [])].join('\n');
}
