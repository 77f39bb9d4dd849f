export { type BaseFeeRule, nextBaseFee } from './base-fee.js';
export { mulDivCeil, mulDivFloor } from './mul-div.js';
export { BPS, type KinkedCurve, kinkedRate, type Utilisation } from './price-curve.js';
export { type Share, split } from './split.js';
export { fundedMillis, MAX_FUNDED_MILLIS, owed, type RunningStream, splitShortage, type StreamRate, type StreamSpan } from './stream.js';
