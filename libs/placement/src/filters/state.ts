import { type Filter } from '../filter.js';

/** Cordoned and draining hosts get no new work. */
export const stateFilter: Filter = {
  name: 'state',
  reason: 'not open for new work',
  admits(_wanted, host, { snapshot }) {
    return snapshot.hosts[host]!.state === 'open';
  },
};
