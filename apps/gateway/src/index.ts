export { GATEWAY_OPTIONS, GatewayModule, type GatewayOptions } from './gateway.module.js';
export { Gateway, type GatewayDependencies } from './gateway.js';
export { limits, type Limits } from './limits.js';
export { RoutingTable } from './routing-table.js';
