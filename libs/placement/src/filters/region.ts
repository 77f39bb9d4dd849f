import { type Filter } from '../filter.js';

/** Keeps work inside the coarse regions its tenant names. */
export const regionFilter: Filter = {
  name: 'region',
  reason: 'outside the regions asked for',
  relaxes: 'regions',
  admits(wanted, host, { snapshot }) {
    return wanted.regions === undefined || wanted.regions.has(snapshot.hosts[host]!.region);
  },
};
