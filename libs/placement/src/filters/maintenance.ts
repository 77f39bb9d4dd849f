import { type Filter } from '../filter.js';

/** A host in a maintenance window gets no new work. */
export const maintenanceFilter: Filter = {
  name: 'maintenance',
  reason: 'in maintenance',
  admits(_wanted, host, { snapshot }) {
    return !snapshot.hosts[host]!.inMaintenance;
  },
};
