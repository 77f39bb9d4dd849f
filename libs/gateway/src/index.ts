export { GatewayDataModule } from './gateway-data.module.js';
export { type CountedBytes, Meters } from './meters.js';
export { Presence } from './presence.js';
export { readRoutes, type RouteAddress, type RouteReplica, type RouteRow } from './routes.js';
