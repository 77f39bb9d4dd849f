import type { OutboxEvent } from '#libs/database';
import type { Scope } from '#libs/identity';
import { type Actor, eventTypes } from '#libs/kernel';

/** What a tenant's key must hold to hear of a kind of events, by how their types begin. */
const tenantScopes: Readonly<Record<string, Scope>> = {
  lease: 'leases:read', usage: 'billing:read', statement: 'billing:read', budget: 'billing:read', transfer: 'billing:read', deposit: 'billing:read', wallet: 'billing:read', endpoint: 'webhooks:read',
};

/** And an operator's. */
const operatorScopes: Readonly<Record<string, Scope>> = {
  host: 'inventory:read', ask: 'inventory:read', bid: 'inventory:read', bond: 'earnings:read', stake: 'earnings:read', payout: 'earnings:read',
};

/** Of stakes a holder hears what itself did: the pool is named to it anyway, the operator behind it never. */
const ofHolders: ReadonlySet<string> = new Set(['stake.added', 'stake.exit_asked', 'stake.exit_paid', 'diversified.added', 'diversified.exit_asked', 'diversified.exit_paid']);

/** Whether somebody may hear that an event was. What is not said here to be theirs is nobody's but the administrators'. */
export function isHeardBy({ ownerType, ownerId, projectId, scopes }: Actor, { type, tenantId, payload }: OutboxEvent): boolean {
  const kind = type.slice(0, type.indexOf('.'));
  switch (ownerType) {
    case 'platform': return scopes.includes('admin');
    case 'operator': return payload['operatorId'] === ownerId && holds(scopes, operatorScopes[kind]);
    default: {
      if (projectId !== undefined && payload['projectId'] !== projectId) return false;
      if (ofHolders.has(type)) return payload['holderId'] === ownerId && holds(scopes, 'billing:read');
      return tenantId === ownerId && eventTypes[type].public && holds(scopes, tenantScopes[kind]);
    }
  }
}

function holds(scopes: readonly string[], scope: Scope | undefined): boolean {
  return scope !== undefined && scopes.includes(scope);
}
