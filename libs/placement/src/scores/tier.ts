import { tiers } from '#libs/rules';

import { tierOf } from '../filters/tier.js';
import { type Score } from '../score.js';

/** The further an operator is trusted with what is claimed, the better. */
export const tierScore: Score = {
  name: 'tier',
  of(wanted, host) {
    return Math.floor((1_000 * tierOf(wanted, host)) / (tiers.length - 1));
  },
};
