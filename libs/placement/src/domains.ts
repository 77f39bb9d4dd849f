import { type PlacementHost } from '#libs/inventory';
import { type Domain } from '#libs/lease';

import { type Snapshot } from './snapshot.js';

/** What a host lies in. */
export function domainOf(host: PlacementHost, over: Domain): string {
  if (over === 'host') return host.id;
  return over === 'jurisdiction' || over === 'region' ? host[over] : host[`${over}Id`];
}

/** What a claim lies in; undefined where only its host would say, and that is gone. */
export function domainOfClaim({ hosts, indexOf }: Snapshot, claim: { hostId: string; siteId: string; operatorId: string }, over: Domain): string | undefined {
  if (over === 'jurisdiction' || over === 'region') return hosts[indexOf.get(claim.hostId) ?? -1]?.[over];
  return claim[`${over}Id`];
}
