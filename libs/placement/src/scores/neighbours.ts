import { domainOf } from '../domains.js';
import { type Score } from '../score.js';
import { avoidOperatorsScore } from './avoid-operators.js';

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

/** First whoever lost no replica, then whoever is where its neighbours say. One score for both: six of a thousand steps each multiply to more than is exact. */
export const avoidThenNeighboursScore: Score = {
  name: 'avoid-then-neighbours',
  of(wanted, host, board) {
    const lead = avoidOperatorsScore.of(wanted, host, board) === 0 ? 0 : 500;
    return lead + Math.floor((neighboursScore.of(wanted, host, board) * 499) / 1_000);
  },
};
