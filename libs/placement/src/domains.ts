import { type PlacementHost } from '#libs/inventory';
import { type Domain } from '#libs/lease';

import { type Snapshot } from './snapshot.js';

/** What a host lies in. Operators that belong together are one. */
export function domainOf(host: PlacementHost, over: Domain): string {
  if (over === 'host') return host.id;
  if (over === 'operator') return host.groupId;
  return over === 'site' ? host.siteId : host[over];
}

/** What a claim lies in; undefined where only its host would say, and that is gone. */
export function domainOfClaim({ hosts, indexOf, groupOf }: Snapshot, claim: { hostId: string; siteId: string; operatorId: string }, over: Domain): string | undefined {
  if (over === 'operator') return groupOf.get(claim.operatorId) ?? claim.operatorId;
  if (over === 'jurisdiction' || over === 'region') return hosts[indexOf.get(claim.hostId) ?? -1]?.[over];
  return claim[`${over}Id`];
}
