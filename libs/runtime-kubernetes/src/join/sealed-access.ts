import { Inject, Injectable, Logger, Optional } from '@nestjs/common';

import { Database } from '#libs/database';
import { CLOCK, type Clock, type Millis, SEALER, type Sealer, Unsealable } from '#libs/kernel';

import type { ClusterAccess, ClusterConnection } from '../cluster-access.js';
import { storageClassNames } from '../discovery/discovery.store.js';
import { readCredential } from './credentials.store.js';

/** A replaced connection is in use everywhere after so long. */
const KEPT_MILLIS = 1_000;
const MAX_KEPT = 10_000;

/** The connections that operators handed over, opened when they are asked for and kept for a second. */
@Injectable()
export class SealedAccess implements ClusterAccess {
  private readonly logger = new Logger('kubernetes');
  private readonly kept = new Map<string, { at: Millis; connection: Promise<ClusterConnection | undefined> }>();

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(SEALER) private readonly sealer?: Sealer,
  ) {}

  kubeconfigOf(clusterId: string): Promise<ClusterConnection | undefined> {
    const now = this.clock.now();
    const known = this.kept.get(clusterId);
    if (known && now >= known.at && now - known.at < KEPT_MILLIS) return known.connection;
    const connection = this.read(clusterId);
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    this.kept.set(clusterId, { at: now, connection });
    connection.catch(() => this.kept.delete(clusterId));
    return connection;
  }

  storageClassesOf(clusterId: string): Promise<ReadonlyMap<string, string>> {
    return storageClassNames(this.database, clusterId);
  }

  /** Reads it from the database the next time, whatever is kept. */
  forget(clusterId: string): void {
    this.kept.delete(clusterId);
  }

  private async read(clusterId: string): Promise<ClusterConnection | undefined> {
    if (!this.sealer) return undefined;
    try {
      return await readCredential(this.database, this.sealer, clusterId);
    } catch (error) {
      if (!(error instanceof Unsealable)) throw error;
      this.logger.error(`the connection of ${clusterId} does not open: ${error.message}`);
      return undefined;
    }
  }
}
