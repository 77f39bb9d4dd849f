import { HostsController } from './hosts.controller.js';
import { OfferedPoolsController, PoolsController } from './pools.controller.js';
import { PoolServiceLevelController, ServiceLevelController } from './service-level.controller.js';
import { SitesController } from './sites.controller.js';

export const inventoryControllers = [OfferedPoolsController, PoolsController, ServiceLevelController, PoolServiceLevelController, SitesController, HostsController];
