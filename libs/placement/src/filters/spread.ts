import { type Filter } from '../filter.js';

/** At most so many of a lease's replicas on one operator, site or host. */
export const spreadFilter: Filter = {
  name: 'spread',
  reason: 'with as many of its replicas already as its spread allows',
  relaxes: 'spread',
  admits(wanted, host, { snapshot }) {
    if (!wanted.spread) return true;
    const { over, maximum, counts } = wanted.spread;
    const { id, siteId, operatorId } = snapshot.hosts[host]!;
    return (counts.get(over === 'host' ? id : over === 'site' ? siteId : operatorId) ?? 0) < maximum;
  },
};
