import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { AddMaintenanceWindowHandler, RemoveMaintenanceWindowHandler } from './add-maintenance-window.js';
import { CordonHostHandler, UncordonHostHandler } from './cordon-host.js';
import { CreatePoolHandler } from './create-pool.js';
import { DiagnoseInventoryHandler } from './diagnose-inventory.js';
import { DrainHostHandler } from './drain-host.js';
import { GetPoolStatusesHandler, ListClusterHealthHandler } from './fleet-health.js';
import { HostSweeps } from './host-sweeps.js';
import { ChangeIncidentHandler, DeclareIncidentHandler, ListIncidentsHandler } from './incidents.js';
import { GetHostHandler, ListHostsHandler } from './list-hosts.js';
import { ListOfferedPoolsHandler, ListPoolsHandler } from './list-pools.js';
import { ListClustersHandler, ListSitesHandler } from './list-sites.js';
import { RecordHeartbeatsHandler } from './record-heartbeats.js';
import { RegisterClusterHandler } from './register-cluster.js';
import { RegisterHostsHandler } from './register-hosts.js';
import { RegisterSiteHandler } from './register-site.js';
import { RemoveHostHandler } from './remove-host.js';
import { ReplaceInventoryHandler } from './replace-inventory.js';
import { GetServiceLevelHandler, SetServiceLevelHandler } from './service-level.js';
import { UpdateHostHandler } from './update-host.js';
import { UpdatePoolHandler } from './update-pool.js';

@Module({
  imports: [CqrsModule],
  providers: [
    AddMaintenanceWindowHandler, RemoveMaintenanceWindowHandler, CordonHostHandler, UncordonHostHandler, CreatePoolHandler, DiagnoseInventoryHandler,
    DrainHostHandler, GetHostHandler, ListHostsHandler, ListOfferedPoolsHandler, ListPoolsHandler, ListClustersHandler, ListSitesHandler,
    RecordHeartbeatsHandler, RegisterClusterHandler, RegisterHostsHandler, RegisterSiteHandler, RemoveHostHandler, ReplaceInventoryHandler,
    UpdateHostHandler, UpdatePoolHandler, GetServiceLevelHandler, SetServiceLevelHandler, HostSweeps,
    GetPoolStatusesHandler, ListClusterHealthHandler, DeclareIncidentHandler, ChangeIncidentHandler, ListIncidentsHandler,
  ],
  exports: [HostSweeps],
})
export class InventoryModule {}
