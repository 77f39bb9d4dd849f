import { type Filter } from '../filter.js';

/** Keeps work inside the jurisdictions its tenant allows. Source of codes: ISO 3166-1 alpha-2. */
export const jurisdictionFilter: Filter = {
  name: 'jurisdiction',
  reason: 'outside the jurisdictions asked for',
  relaxes: 'jurisdictions',
  admits(wanted, host, { snapshot }) {
    return wanted.jurisdictions === undefined || wanted.jurisdictions.has(snapshot.hosts[host]!.jurisdiction);
  },
};
