import { customAlphabet } from 'nanoid';

/**
 * Every kind of id and its public prefix. Ids are random (120 bits), so that neither order nor time leaks,
 * and branded, so that a `HostId` cannot be passed for a `LeaseId`.
 */
export const idPrefixes = {
  account: 'acc',
  apiKey: 'key',
  ask: 'ask',
  assessorExit: 'asx',
  attempt: 'att',
  auction: 'auc',
  bid: 'bid',
  breaker: 'brk',
  budget: 'bdg',
  challenge: 'chl',
  charge: 'chg',
  claim: 'clm',
  cluster: 'cls',
  cover: 'cov',
  coverDispute: 'cvd',
  coverExit: 'cvx',
  delivery: 'dlv',
  deposit: 'dep',
  diversifiedExit: 'dvx',
  diversifiedPool: 'dvp',
  endpoint: 'end',
  event: 'evt',
  fault: 'flt',
  gateway: 'gtw',
  heldUsage: 'hus',
  host: 'hst',
  incident: 'inc',
  lease: 'lse',
  maintenance: 'mnt',
  member: 'mbr',
  message: 'msg',
  operator: 'opr',
  operatorFault: 'ofl',
  outage: 'out',
  payout: 'pay',
  payoutBatch: 'pbt',
  person: 'per',
  platform: 'plt',
  pool: 'pol',
  project: 'prj',
  quote: 'quo',
  rate: 'rat',
  registryCredential: 'rcr',
  request: 'req',
  round: 'rnd',
  seedChain: 'sdc',
  settlement: 'stl',
  site: 'sit',
  slash: 'slh',
  stakeExit: 'stx',
  stakePool: 'stp',
  statement: 'stm',
  stream: 'str',
  tenant: 'ten',
  topUp: 'top',
  transfer: 'trf',
  unbonding: 'unb',
} as const;

export type IdKind = keyof typeof idPrefixes;

declare const kind: unique symbol;
export type Id<K extends IdKind> = string & { readonly [kind]: K };

export type AccountId = Id<'account'>;
export type ApiKeyId = Id<'apiKey'>;
export type ClaimId = Id<'claim'>;
export type ClusterId = Id<'cluster'>;
export type HostId = Id<'host'>;
export type LeaseId = Id<'lease'>;
export type OperatorId = Id<'operator'>;
export type PoolId = Id<'pool'>;
export type ProjectId = Id<'project'>;
export type QuoteId = Id<'quote'>;
export type RegistryCredentialId = Id<'registryCredential'>;
export type SiteId = Id<'site'>;
export type TenantId = Id<'tenant'>;
export type TransferId = Id<'transfer'>;

/** Lower-case Crockford base 32: no look-alikes, safe in a DNS label. */
const randomPart = customAlphabet('0123456789abcdefghjkmnpqrstvwxyz', 24);

/** A fresh random id of a kind, such as `lse_4k9…`. */
export function newId<K extends IdKind>(of: K): Id<K> {
  return `${idPrefixes[of]}_${randomPart()}` as Id<K>;
}

/** A fresh name that cannot be guessed (120 bits) and can be a DNS label. */
export function newLabel(): string {
  return randomPart();
}

const idPattern = /^[a-z]{3}_[0-9a-hjkmnp-tv-z]{24}$/;

/** Whether a text has the form of an id of this kind. Says nothing about whether the thing exists. */
export function isId<K extends IdKind>(of: K, text: string): text is Id<K> {
  return text.startsWith(`${idPrefixes[of]}_`) && idPattern.test(text);
}

/** The form of an id as a regular expression source, for schemas. */
export function idPatternOf(of: IdKind): string {
  return `^${idPrefixes[of]}_[0-9a-hjkmnp-tv-z]{24}$`;
}
