import { type Filter } from '../filter.js';

/** Hosts that their operator or their cluster keeps off offer get no new work. */
export const stateFilter: Filter = {
  name: 'state',
  reason: 'not open for new work',
  admits(_wanted, host, { snapshot }) {
    const { state, withheld } = snapshot.hosts[host]!;
    return state === 'open' && !withheld;
  },
};
