export { AddMaintenanceWindow, type MaintenanceInput, RemoveMaintenanceWindow } from './add-maintenance-window.js';
export { distinctTakes, giveCapacity, poolUtilisation, takeCapacity, type Take, type TakenRow } from './capacity.js';
export { CordonHost, UncordonHost } from './cordon-host.js';
export { CreatePool, type PoolInput } from './create-pool.js';
export { DiagnoseInventory, type InventoryDiagnosis, RATE_LOOKUP, type RateLookup } from './diagnose-inventory.js';
export { type ClassDiagnosis, type ClassTotal, type HostDiagnosis, type OfferReason, offerReasons, type Withheld } from './doctor.js';
export { DrainHost, type DrainInput } from './drain-host.js';
export {
  capacityOf, type CapacityKind, type Contact, contactOf, type ContactSettings, type HostState, inWindow, type InventorySpec, MILLI_PER_DEVICE, type Window,
} from './host.js';
export { type HostView, type InventoryView, type MaintenanceView } from './host.store.js';
export { HostSweeps } from './host-sweeps.js';
export { inventoryProblems } from './inventory.errors.js';
export { InventoryModule } from './inventory.module.js';
export { type InventoryInput, MAX_INVENTORIES_PER_HOST, MAX_RATIO_BPS, MAX_TOTAL } from './inventory-spec.js';
export { GetHost, type HostFilter, ListHosts } from './list-hosts.js';
export { availabilities, type Availability, ListOfferedPools, ListPools, type OfferedPool } from './list-pools.js';
export { ListClusters, ListSites } from './list-sites.js';
export { type Page, type PageRequest } from './page.js';
export { poolById, poolByName, type PoolTerms, type PoolView } from './pool.js';
export { type HeartbeatInput, type HeartbeatsRecorded, RecordHeartbeats } from './record-heartbeats.js';
export { type ClusterInput, type ClusterView, type DriverName, drivers, RegisterCluster } from './register-cluster.js';
export { type HostInput, MAX_HOSTS_PER_REQUEST, type RegisteredHosts, RegisterHosts, type RegisterHostsInput } from './register-hosts.js';
export { RegisterSite, type SiteInput, type SiteView } from './register-site.js';
export { RemoveHost } from './remove-host.js';
export { ReplaceInventory, type ReplaceInventoryInput } from './replace-inventory.js';
export { hostsForPlacement, type PlacementHost, type PlacementInventory } from './snapshot.js';
export { type HostPatch, UpdateHost } from './update-host.js';
export { UpdatePool } from './update-pool.js';
