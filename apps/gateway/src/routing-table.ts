import type { RouteRow } from '#libs/gateway';
import type { DriverRegistry } from '#libs/runtime';

import type { Limits } from './limits.js';
import { Replica } from './replica.js';

/** One lease's replicas and what is under way to it. */
export interface RoutedLease {
  leaseId: string;
  replicas: Replica[];
  underWay: number;
  /** Grows with each request: where the choice among equals begins. */
  turn: number;
  row: RouteRow;
}

/** Where one address leads. */
export interface Route {
  lease: RoutedLease;
  port: number;
}

export interface TableOptions {
  drivers: DriverRegistry;
  limits: Limits;
  /** Of replicas that claim no egress, in Mbit/s. */
  defaultMbps: number;
}

/** Which address leads to which replicas, in memory: made from the database's rows, and made again at any time. */
export class RoutingTable {
  private readonly routes = new Map<string, Route>();
  private readonly leases = new Map<string, RoutedLease>();
  /** Of leases and claims that went: their last bytes are still to be counted. */
  private departed: Replica[] = [];
  private gateways = 1;

  constructor(private readonly options: TableOptions) {}

  find(label: string): Route | undefined {
    return this.routes.get(label);
  }

  get size(): number {
    return this.routes.size;
  }

  /** Each claim's rate is shared evenly among so many gateways. */
  setGateways(count: number): void {
    if (count === this.gateways) return;
    this.gateways = count;
    for (const lease of this.leases.values()) for (const replica of lease.replicas) replica.setMbps(this.mbpsOf(replica.place.egressMbps));
  }

  /** Takes in rows of every lease there is: what is not among them goes. */
  replaceAll(rows: readonly RouteRow[]): void {
    const present = new Set<string>(rows.map((row) => row.leaseId));
    for (const leaseId of this.leases.keys()) if (!present.has(leaseId)) this.replace(leaseId, undefined);
    for (const row of rows) this.replace(row.leaseId, row);
  }

  /** Takes in what one lease's row is now; undefined when it has none. Replicas that stay keep their connections. */
  replace(leaseId: string, row: RouteRow | undefined): void {
    const before = this.leases.get(leaseId);
    if (!row) {
      if (!before) return;
      for (const { label } of before.row.addresses) this.routes.delete(label);
      for (const replica of before.replicas) this.dismiss(replica);
      this.leases.delete(leaseId);
      return;
    }
    const lease: RoutedLease = before ?? { leaseId, replicas: [], underWay: 0, turn: 0, row };
    lease.row = row;
    const known = new Map(lease.replicas.map((replica) => [replica.place.claimId, replica]));
    lease.replicas = row.replicas.map((place) => {
      const replica = known.get(place.claimId);
      known.delete(place.claimId);
      if (!replica) return new Replica(row.leaseId, place, this.options.drivers, this.options.limits, this.mbpsOf(place.egressMbps));
      replica.ready = place.ready;
      if (place.egressMbps !== replica.place.egressMbps) {
        replica.place.egressMbps = place.egressMbps;
        replica.setMbps(this.mbpsOf(place.egressMbps));
      }
      return replica;
    });
    for (const replica of known.values()) this.dismiss(replica);
    this.leases.set(leaseId, lease);
    for (const { label, port } of row.addresses) this.routes.set(label, { lease, port });
  }

  /** Replicas whose bytes are to be counted: all there are, and, once, those that went since the last time. */
  takeForCounting(): { present: Replica[]; departed: Replica[] } {
    const departed = this.departed;
    this.departed = [];
    return { present: [...this.leases.values()].flatMap((lease) => lease.replicas), departed };
  }

  /** Ends every connection to replicas. */
  end(): void {
    for (const leaseId of this.leases.keys()) this.replace(leaseId, undefined);
  }

  private dismiss(replica: Replica): void {
    replica.end();
    this.departed.push(replica);
  }

  private mbpsOf(claimed: number): number {
    return (claimed > 0 ? claimed : this.options.defaultMbps) / this.gateways;
  }
}
