import { type Score } from '../score.js';

/** Replicas of one lease go to different operators where they can: one operator's bad day is not the tenant's. */
export const spreadOperatorsScore: Score = {
  name: 'spread-operators',
  of(wanted, host, { snapshot }) {
    return Math.floor(1_000 / (1 + (wanted.onOperator.get(snapshot.hosts[host]!.operatorId) ?? 0)));
  },
};
