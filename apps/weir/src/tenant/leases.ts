import { tenantApi } from '../api-access.js';
import type { ApiCall, CallOptions } from '../api-call.js';
import { CommandFailed } from '../command-failed.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { listAll, pagesOf } from '../pages.js';
import { plainTable } from '../plain-table.js';
import { readLeaseFile } from './lease-file.js';

/** The API takes no longer names. */
const MOST_NAME = 100;

/** What is read of a lease. */
export interface Lease {
  id: string;
  projectId: string;
  pool: string;
  name: string;
  state: string;
  version: number;
  replicas: number;
  readyReplicas: number;
  replicaStates?: { replica: number; state: string; reason?: string; restarts: number }[];
  resources: Record<string, unknown>;
  workload: Record<string, unknown>;
  constraints: Record<string, unknown>;
  pricing: Record<string, unknown>;
  durationMillis: number | null;
  addresses: { name: string; url: string }[];
  nanoTokensPerHour: string;
  blocked: Blocked | null;
  closed: { reason: string } | null;
  createdAt: number;
}

/** Why a lease waits, or a quote does not fit. */
export interface Blocked {
  until: string;
  reasons: { reason: string; hosts: string }[];
}

export interface ListOptions extends OutputOptions {
  all?: boolean;
  project?: string;
  search?: string;
  /** As many of the latest. */
  limit: number;
}

/** As many as the API gives at once. */
const A_PAGE = 200;

/** Lists the latest leases, the oldest of them first; whether there are more is told on standard error. @throws CommandFailed, ConfigurationError. */
export async function listLeases(config: Config, { all, project, search, limit, json }: ListOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const query = new URLSearchParams({ sort: '-created', ...(!all && { open: 'true' }), ...(project !== undefined && { projectId: project }), ...(search !== undefined && { search }) });
  const found: Lease[] = [];
  let hasMore = false;
  for await (const { items, nextCursor } of pagesOf<{ items: Lease[]; nextCursor: string | null }>(call, `/v1/leases?${query.toString()}`, { limit: Math.min(A_PAGE, limit), most: Math.ceil(limit / Math.min(A_PAGE, limit)), tooMany: 'unreachable' })) {
    found.push(...items);
    hasMore = nextCursor !== null || found.length > limit;
    if (found.length >= limit) break;
  }
  const leases = found.slice(0, limit).toReversed();
  if (hasMore) console.error(`The latest ${limit}; there are more. --limit says how many, --search and --project narrow them.`);
  if (json) return console.log(JSON.stringify(leases));
  if (leases.length === 0 && search !== undefined) return console.log('no such lease');
  if (leases.length === 0) return console.log(all ? 'no leases yet' : 'no open leases; --all lists those that ended too');
  const rows = plainTable(['lease', 'name', 'state', 'ready', 'pool', 'nano-tokens an hour', 'since']);
  for (const lease of leases) rows.push([lease.id, lease.name, lease.state, `${lease.readyReplicas}/${lease.replicas}`, lease.pool, lease.nanoTokensPerHour, moment(lease.createdAt)]);
  console.log(rows.toString());
}

/** Shows a lease with its replicas, and why it waits. @throws CommandFailed, ConfigurationError. */
export async function getLease(config: Config, nameOrId: string, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const lease = await call<Lease>('GET', `/v1/leases/${await leaseIdOf(call, nameOrId)}`);
  console.log(json ? JSON.stringify(lease) : described(lease));
}

/** Requests the leases of a file, whatever there is of that name already. @throws CommandFailed, ConfigurationError. */
export async function createLeases(config: Config, file: string, { json }: OutputOptions): Promise<void> {
  const documents = await readLeaseFile(file);
  const { call } = await tenantApi(config);
  for (const document of documents) {
    const lease = await call<Lease>('POST', '/v1/leases', document, { idempotencyKey: `weir-${crypto.randomUUID()}` });
    console.log(json ? JSON.stringify(lease) : `${lease.id} ${lease.name}: ${lease.state}, at most ${lease.nanoTokensPerHour} nano-tokens an hour`);
  }
}

/** Changes how many replicas a lease has. @throws CommandFailed, ConfigurationError. */
export async function scaleLease(config: Config, nameOrId: string, replicas: number, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const seen = await call<Lease>('GET', `/v1/leases/${await leaseIdOf(call, nameOrId)}`);
  const lease = await call<Lease>('PATCH', `/v1/leases/${seen.id}`, { replicas }, ifStill(seen.version));
  console.log(json ? JSON.stringify(lease) : `${lease.id} ${lease.name}: ${lease.readyReplicas} of ${lease.replicas} ready, at most ${lease.nanoTokensPerHour} nano-tokens an hour`);
}

/** Closes a lease; what was set aside and not charged comes back. @throws CommandFailed, ConfigurationError. */
export async function closeLease(config: Config, nameOrId: string, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const lease = await call<Lease>('DELETE', `/v1/leases/${await leaseIdOf(call, nameOrId)}`);
  console.log(json ? JSON.stringify(lease) : `${lease.id} ${lease.name}: ${lease.state}`);
}

/** Open leases of exactly this name: looked for by the server, however many there are. @throws CommandFailed. */
export async function openLeasesCalled(call: ApiCall, name: string): Promise<Lease[]> {
  return couldBeName(name) ? listAll<Lease>(call, `/v1/leases?open=true&name=${encodeURIComponent(name)}`) : [];
}

/** The lease of exactly this name that was requested last, whatever became of it. @throws CommandFailed. */
export async function lastLeaseCalled(call: ApiCall, name: string, projectId?: string): Promise<Lease | undefined> {
  if (!couldBeName(name)) return undefined;
  const query = new URLSearchParams({ name, sort: '-created', limit: '1', ...(projectId !== undefined && { projectId }) });
  return (await call<{ items: Lease[] }>('GET', `/v1/leases?${query.toString()}`)).items[0];
}

function couldBeName(name: string): boolean {
  return name.length > 0 && name.length <= MOST_NAME;
}

/** A lease by its id, or by the name of one that is open. @throws CommandFailed when there is none, or several have the name. */
export async function leaseIdOf(call: ApiCall, nameOrId: string): Promise<string> {
  if (/^lse_[0-9a-z]{24}$/.test(nameOrId)) return nameOrId;
  const named = await openLeasesCalled(call, nameOrId);
  if (named.length === 1) return named[0]!.id;
  throw new CommandFailed(named.length === 0 ? `no open lease is called ${nameOrId}; weir lease list shows them` : `${named.length} open leases are called ${nameOrId}: ${named.map(({ id }) => id).join(', ')}`);
}

/** Refused when somebody else changed it meanwhile. */
export function ifStill(version: number): CallOptions {
  return { headers: { 'if-match': `"${version}"` } };
}

/** Why something waits or does not fit, in lines. */
export function whyBlocked({ until, reasons }: Blocked): string[] {
  return [`waits: ${until.replace('-', ' ')}`, ...reasons.map(({ reason, hosts }) => `  ${hosts} of the hosts are ${reason}`)];
}

function described(lease: Lease): string {
  const lines = [
    `${lease.id} ${lease.name}: ${lease.state}${lease.closed ? ` (${lease.closed.reason})` : ''}, ${lease.readyReplicas} of ${lease.replicas} ready, pool ${lease.pool}`,
    `at most ${lease.nanoTokensPerHour} nano-tokens an hour, bought ${String(lease.pricing.mode)}, since ${moment(lease.createdAt)}`,
    ...lease.addresses.map(({ name, url }) => `${name}: ${url}`),
    ...(lease.blocked ? whyBlocked(lease.blocked) : []),
  ];
  if (!lease.replicaStates) return lines.join('\n');
  const rows = plainTable(['replica', 'state', 'reason', 'restarts']);
  for (const { replica, state, reason, restarts } of lease.replicaStates) rows.push([replica, state, reason ?? '', restarts]);
  return [...lines, rows.toString()].join('\n');
}
