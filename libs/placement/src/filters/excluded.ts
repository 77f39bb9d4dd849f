import { type Filter } from '../filter.js';

/** Hosts that the request rules out, by their names or their operators': never the tenant's doing, who knows of none. */
export const excludedFilter: Filter = {
  name: 'excluded',
  reason: 'ruled out for this lease',
  concerns: ({ excludedHosts, ask }) => excludedHosts.size > 0 || ask.onlyOperator !== undefined,
  admits(wanted, host, { snapshot }) {
    const { id, operatorId } = snapshot.hosts[host]!;
    return !wanted.excludedHosts.has(id) && (wanted.ask.onlyOperator ?? operatorId) === operatorId;
  },
};
