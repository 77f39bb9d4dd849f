import { BPS } from '#libs/economics';

import { type Score } from '../score.js';
import { cheapAsksScore } from './cheap-asks.js';

/** Replicas of one lease go to different operators where they can: one operator's bad day is not the tenant's. */
export const spreadOperatorsScore: Score = {
  name: 'spread-operators',
  of(wanted, host, { snapshot }) {
    return Math.floor(1_000 / (1 + (wanted.onGroup.get(snapshot.hosts[host]!.groupId) ?? 0)));
  },
};

/** Both at once: the pool says how much cheaper asks weigh against spreading. Where nobody asks anything, only spreading counts. */
export const spreadOrCheapScore: Score = {
  name: 'spread-or-cheap',
  of(wanted, host, board) {
    const spread = spreadOperatorsScore.of(wanted, host, board);
    const weight = board.snapshot.hasAsks ? board.policy.askWeightBps : 0;
    return weight === 0 ? spread : Math.floor((spread * (Number(BPS) - weight) + cheapAsksScore.of(wanted, host, board) * weight) / Number(BPS));
  },
};
