/** Who the owner of a key is. */
export type OwnerType = 'tenant' | 'operator' | 'platform';

/** Who is asking. Every command carries one; audit entries are made from it. */
export interface Actor {
  /** The API key, or `system` for the product itself. */
  keyId: string;
  ownerType: OwnerType;
  /** Tenant or operator id; `platform` for administrators. */
  ownerId: string;
  /** When set, the key sees this project alone. */
  projectId?: string;
  role: string;
  scopes: readonly string[];
  requestId: string;
}

/** The product acting for itself: sweeps, sagas, the scheduler. */
export const systemActor: Actor = {
  keyId: 'system',
  ownerType: 'platform',
  ownerId: 'platform',
  role: 'system',
  scopes: ['*'],
  requestId: 'system',
};
