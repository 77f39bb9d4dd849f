/** What of this lib needs nothing of Node: `libs/economics` is made of no more, and what outsiders install (`libs/verify`) is packed with it. */
export { assert, AssertionFailed } from './assert.js';
export { type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR, MILLIS_PER_MINUTE } from './clock.js';
export { defineProblems, Problem, type ProblemFactory, type ProblemKind, type ProblemOptions } from './problem.js';
export { type ResourceClass, unitsPerPriced } from './resources.js';
