import { type Score } from '../score.js';

/** Whoever lost a replica of the lease gets the next one only when nobody else can take it. */
export const avoidOperatorsScore: Score = {
  name: 'avoid-operators',
  of(wanted, host, { snapshot }) {
    return wanted.avoidOperators.has(snapshot.hosts[host]!.operatorId) ? 0 : 1_000;
  },
};
