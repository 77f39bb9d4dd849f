export { type Flowing, type FlowStatus, type Passage } from './breaker.js';
export { breakerProblems } from './breaker.errors.js';
export { BreakerModule } from './breaker.module.js';
export { forgetCounts, isStopped, stoppedKeys } from './breaker.store.js';
export { guard, guardEach, type Told } from './guard.js';
export { type BreakerDetail, type BreakerPosition, type BreakerView, GetBreaker, GetFlowStatus, ListBreakers } from './list-breakers.js';
export { ReleaseBreaker } from './release-breaker.js';
export { TripBreaker, type TripInput } from './trip-breaker.js';
