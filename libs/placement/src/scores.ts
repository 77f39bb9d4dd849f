import { type Score } from './score.js';
import { avoidThenNeighboursScore } from './scores/neighbours.js';
import { packCpuScore } from './scores/pack-cpu.js';
import { packDeviceScore } from './scores/pack-device.js';
import { packGpuScore } from './scores/pack-gpu.js';
import { spreadOrCheapScore } from './scores/spread-operators.js';

/** In order of precedence: a later one decides only between hosts that the earlier ones find equal. */
export const allScores: readonly Score[] = [avoidThenNeighboursScore, spreadOrCheapScore, packDeviceScore, packGpuScore, packCpuScore];
