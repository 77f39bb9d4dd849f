import { type PackScoreName } from '#libs/inventory';

import { BestFit } from './best-fit.js';
import { ExpectedFill } from './expected-fill.js';
import { FragmentationGradient } from './fragmentation-gradient.js';
import { type PackScoreMaker } from './pack-score.js';

/** One for each name that a pool may give. */
export const packScores: Readonly<Record<PackScoreName, PackScoreMaker>> = {
  'expected-fill': (board, mix) => new ExpectedFill(board, mix),
  'fragmentation-gradient': (board, mix) => new FragmentationGradient(board, mix),
  'best-fit': (board) => new BestFit(board),
};
