import { type Filter } from '../filter.js';

/** Of each group of traits at least one. */
export const anyOfTraitsFilter: Filter = {
  name: 'any-of-traits',
  reason: 'without any of the traits of which one is asked for',
  relaxes: 'anyOfTraits',
  admits(wanted, host, { snapshot }) {
    const { traits } = snapshot.hosts[host]!;
    for (const group of wanted.anyOfTraits) if (!group.some((trait) => traits.includes(trait))) return false;
    return true;
  },
};
