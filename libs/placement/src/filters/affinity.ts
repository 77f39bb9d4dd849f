import { domainOf } from '../domains.js';
import { type Filter } from '../filter.js';

/** Together with, and apart from, other leases of the project, where that is required. */
export const affinityFilter: Filter = {
  name: 'affinity',
  reason: 'not where it is to be by where other leases of the project are',
  relaxes: 'affinity',
  concerns: ({ neighbours }) => neighbours.some(({ isRequired }) => isRequired),
  admits(wanted, host, { snapshot }) {
    for (const { isRequired, isTogether, over, domains } of wanted.neighbours) {
      if (isRequired && domains.has(domainOf(snapshot.hosts[host]!, over)) !== isTogether) return false;
    }
    return true;
  },
};
