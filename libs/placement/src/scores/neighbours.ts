import { domainOf } from '../domains.js';
import { type Score } from '../score.js';

/** The more of the preferences about other leases are met, the better. */
export const neighboursScore: Score = {
  name: 'neighbours',
  of(wanted, host, { snapshot }) {
    let preferred = 0;
    let met = 0;
    for (const { isRequired, isTogether, over, domains } of wanted.neighbours) {
      if (isRequired) continue;
      preferred += 1;
      if (domains.has(domainOf(snapshot.hosts[host]!, over)) === isTogether) met += 1;
    }
    return preferred === 0 ? 1_000 : Math.floor((1_000 * met) / preferred);
  },
};
