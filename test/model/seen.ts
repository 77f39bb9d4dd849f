import { type Database, sql } from '#libs/database';
import type { ClaimedResource, Millis } from '#libs/kernel';
import type { Blocked, ClosedReason, LeaseState } from '#libs/lease';

export interface SeenLease {
  id: string;
  state: LeaseState;
  version: number;
  replicas: number;
  unplaced: boolean;
  blocked: Blocked | null;
  closedReason: ClosedReason | null;
  activatedAt: Millis | null;
  endsAt: Millis | null;
  closingAt: Millis | null;
  priceLockedUntil: Millis;
}

export interface SeenClaim {
  id: string;
  leaseId: string;
  projectId: string;
  replica: number;
  hostId: string;
  operatorId: string;
  /** See `ClaimPart`. */
  part: string;
  resources: ClaimedResource[];
}

export interface SeenInventory {
  hostId: string;
  key: string;
  used: number;
  devices: number[];
}

export interface SeenAccount {
  id: string;
  ownerId: string;
  kind: string;
  balance: bigint;
  reserved: bigint;
}

/** What is in the database between two steps, as far as the model keeps it beside its own. */
export interface Seen {
  /** Those that may still change, and all that the model took for such. */
  leases: Map<string, SeenLease>;
  /** Held ones. */
  claims: SeenClaim[];
  inventories: SeenInventory[];
  /** Hosts that are lost. */
  lost: Set<string>;
  /** When each host was last heard of. */
  heard: Map<string, Millis>;
  /** Those that hold anything. */
  accounts: SeenAccount[];
  /** Since the last look. */
  entries: { accountId: string; amount: bigint }[];
  lastEntry: string;
}

type Texts<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] };

/** One statement, so one moment. */
export async function look(database: Database, watched: readonly string[], lastEntry: string): Promise<Seen> {
  const [row] = await database.query<{ seen: {
    leases: SeenLease[]; claims: SeenClaim[]; inventories: SeenInventory[]; hosts: { id: string; heard: Millis; isLost: boolean }[]; accounts: Texts<SeenAccount>[];
    entries: { id: string; accountId: string; amount: string }[];
  } }>(sql`
    select json_build_object(
      'leases', (select coalesce(json_agg(json_build_object('id', id, 'state', state, 'version', version, 'replicas', replicas, 'unplaced', unplaced, 'blocked', blocked,
          'closedReason', closed_reason, 'activatedAt', activated_at, 'endsAt', ends_at, 'closingAt', closing_at, 'priceLockedUntil', price_locked_until)), '[]')
        from leases where state not in ('closed', 'failed') or id in (select value from jsonb_array_elements_text(${JSON.stringify(watched)}::jsonb))),
      'claims', (select coalesce(json_agg(json_build_object('id', id, 'leaseId', lease_id, 'projectId', project_id, 'replica', replica, 'hostId', host_id,
          'operatorId', operator_id, 'part', part, 'resources', resources) order by made_at, id), '[]') from claims where state = 'held'),
      'inventories', (select json_agg(json_build_object('hostId', host_id, 'key', resource_class || '/' || variant, 'used', used, 'devices', device_used)) from inventories),
      'hosts', (select json_agg(json_build_object('id', id, 'heard', last_heartbeat_at, 'isLost', lost_at is not null)) from hosts),
      'accounts', (select coalesce(json_agg(json_build_object('id', id, 'ownerId', owner_id, 'kind', kind, 'balance', balance::text, 'reserved', reserved::text)), '[]')
        from accounts where balance <> 0 or reserved <> 0),
      'entries', (select coalesce(json_agg(json_build_object('id', id::text, 'accountId', account_id, 'amount', amount::text) order by id), '[]')
        from entries where id > ${BigInt(lastEntry)})
    ) as seen`);
  const seen = row!.seen;
  return {
    ...seen,
    leases: new Map(seen.leases.map((lease) => [lease.id, lease])),
    lost: new Set(seen.hosts.flatMap(({ id, isLost }) => (isLost ? [id] : []))),
    heard: new Map(seen.hosts.map(({ id, heard }) => [id, heard])),
    accounts: seen.accounts.map((account) => ({ ...account, balance: BigInt(account.balance), reserved: BigInt(account.reserved) })),
    entries: seen.entries.map(({ accountId, amount }) => ({ accountId, amount: BigInt(amount) })),
    lastEntry: seen.entries.at(-1)?.id ?? lastEntry,
  };
}

/** Of each replica, the claim that serves it: quotas, charges and what a lease has go by those. */
export function serving(seen: Seen): SeenClaim[] {
  return seen.claims.filter((claim) => claim.part === 'serving');
}

/** What held claims take, by `host/class/variant`. */
export function takenBy<K>(claims: readonly SeenClaim[], keyOf: (claim: SeenClaim, resource: ClaimedResource) => K): Map<K, number> {
  const taken = new Map<K, number>();
  for (const claim of claims) {
    for (const resource of claim.resources) {
      const key = keyOf(claim, resource);
      taken.set(key, (taken.get(key) ?? 0) + resource.amount);
    }
  }
  return taken;
}
