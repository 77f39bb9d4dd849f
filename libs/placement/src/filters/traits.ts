import { type Filter } from '../filter.js';

/** Every required trait, and none of the forbidden ones. */
export const traitsFilter: Filter = {
  name: 'traits',
  reason: 'without a required trait, or with a forbidden one',
  relaxes: 'traits',
  admits(wanted, host, { snapshot }) {
    const { traits } = snapshot.hosts[host]!;
    for (const trait of wanted.requiredTraits) if (!traits.includes(trait)) return false;
    for (const trait of wanted.forbiddenTraits) if (traits.includes(trait)) return false;
    return true;
  },
};
