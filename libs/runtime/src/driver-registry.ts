import { assert } from '#libs/kernel';

import type { Driver } from './driver.js';

/** Nest's injection token for the drivers that this process has: `Driver[]`. */
export const DRIVERS = Symbol('DRIVERS');

/** What a process may provide, globally, to have more drivers than runtime itself knows: `Driver[]`. */
export const MORE_DRIVERS = Symbol('MORE_DRIVERS');

/** The drivers by name. */
export class DriverRegistry {
  private readonly drivers: ReadonlyMap<string, Driver>;

  constructor(drivers: readonly Driver[]) {
    this.drivers = new Map(drivers.map((driver) => [driver.name, driver]));
    assert(this.drivers.size === drivers.length, 'two drivers of one name');
  }

  /** Undefined in a process that lacks the driver: for it, such clusters cannot be reached. */
  find(cluster: { driver: string }): Driver | undefined {
    return this.drivers.get(cluster.driver);
  }

  /** The names a cluster may be registered with. */
  names(): string[] {
    return [...this.drivers.keys()];
  }
}
