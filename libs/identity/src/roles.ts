import type { OwnerType } from '#libs/kernel';

/** Everything a key may be allowed to do, and what that is. */
export const scopes = {
  'leases:read': 'See leases, their timelines and quotes.',
  'leases:write': 'Request, change and close leases.',
  'billing:read': 'See the wallet, charges and statements.',
  'billing:write': 'Change how and when bills are made.',
  'webhooks:read': 'See webhook endpoints and deliveries.',
  'webhooks:write': 'Manage webhook endpoints and send messages again.',
  'identity:read': 'See projects, members, keys, quotas and the audit log.',
  'identity:write': 'Manage projects, members, keys and quotas.',
  'inventory:read': 'See sites, clusters, hosts and why capacity is not on offer.',
  'inventory:write': 'Register and change sites, clusters and hosts.',
  'earnings:read': 'See earnings and payouts.',
  'usage:write': 'Send usage samples.',
  admin: 'Administer the platform.',
  'queues:read': 'Look into the queues: every job, what it carries and why it failed.',
} as const;

export type Scope = keyof typeof scopes;

export const allScopes = Object.keys(scopes) as Scope[];

const tenantScopes: readonly Scope[] = [
  'leases:read', 'leases:write', 'billing:read', 'billing:write', 'webhooks:read', 'webhooks:write', 'identity:read', 'identity:write',
];

/** The most a key or member of each role may do. */
export const roles = {
  tenant: {
    owner: tenantScopes,
    admin: tenantScopes,
    developer: ['leases:read', 'leases:write', 'webhooks:read', 'webhooks:write', 'billing:read', 'identity:read'],
    'billing-viewer': ['billing:read'],
  },
  operator: {
    owner: ['inventory:read', 'inventory:write', 'earnings:read', 'usage:write', 'identity:read', 'identity:write'],
    technician: ['inventory:read', 'inventory:write', 'usage:write'],
    'finance-viewer': ['earnings:read'],
  },
  platform: {
    administrator: allScopes,
  },
} as const satisfies Record<OwnerType, Record<string, readonly Scope[]>>;

export const tenantRoles = ['owner', 'admin', 'developer', 'billing-viewer'] as const;
export const operatorRoles = ['owner', 'technician', 'finance-viewer'] as const;

/** The scopes of a role; none when the owner's type has no such role. */
export function scopesOf(ownerType: OwnerType, role: string): readonly Scope[] {
  const table: Readonly<Record<string, readonly Scope[]>> = roles[ownerType];
  return Object.hasOwn(table, role) ? table[role]! : [];
}

/** Whether the owner's type has the role. */
export function isRole(ownerType: OwnerType, role: string): boolean {
  return Object.hasOwn(roles[ownerType], role);
}
