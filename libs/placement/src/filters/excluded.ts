import { type Filter } from '../filter.js';

/** Hosts that the request rules out by name: never the tenant's doing, who knows of none. */
export const excludedFilter: Filter = {
  name: 'excluded',
  reason: 'ruled out for this lease',
  admits(wanted, host, { snapshot }) {
    return !wanted.excludedHosts.has(snapshot.hosts[host]!.id);
  },
};
