export { routes } from './routes.js';
export { runSweeps, settled, sweepsOfTime } from './run-sweeps.js';
export { type SweepName, sweepNames, Sweeps } from './sweeps.js';
export { WorkerModule } from './worker.module.js';
