export { type ApiCall, apiCall, ApiRefusal } from './api-call.js';
export { type Config, ConfigurationError, readConfig } from './config.js';
export { CoreModule, type CoreOptions } from './core.module.js';
export { startTracing, type Tracing } from './tracing/start-tracing.js';
export { type HostPlan, type OperatorPlan, setUpWorld, type World, type WorldPlan } from './world.js';
