import type { OwnerType } from '#libs/kernel';

/** Whom a controller is for, where tenants, operators and the platform have the same. */
export interface Audience {
  owner: OwnerType;
  prefix: string;
  /** Names an operation: `listKeys`, `listOperatorKeys`, `listAdminKeys`. */
  named: (verb: string, noun: string) => string;
}

export const tenants: Audience = { owner: 'tenant', prefix: 'v1', named: (verb, noun) => `${verb}${noun}` };
export const operators: Audience = { owner: 'operator', prefix: 'v1/operator', named: (verb, noun) => `${verb}Operator${noun}` };
export const platform: Audience = { owner: 'platform', prefix: 'v1/admin', named: (verb, noun) => `${verb}Admin${noun}` };
