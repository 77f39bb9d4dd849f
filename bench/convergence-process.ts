import { Global, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { WorkerModule } from '#apps/worker';
import { BillingModule } from '#libs/billing';
import { DatabaseModule } from '#libs/database';
import { IdentityModule } from '#libs/identity';
import { InventoryModule } from '#libs/inventory';
import { CLOCK, defaultSettings, SETTINGS, systemClock } from '#libs/kernel';
import { LedgerModule } from '#libs/ledger';
import { LeaseModule } from '#libs/lease';
import { PlacementModule } from '#libs/placement';
import { PricingModule } from '#libs/pricing';
import { QueueModule } from '#libs/queue';
import { RuntimeModule } from '#libs/runtime';
import { CLUSTER_ACCESS, type ClusterAccess, KubernetesModule } from '#libs/runtime-kubernetes';

/** How clusters of the benchmark are reached, by their ids. */
export interface Reached {
  server: string;
  token: string;
  /** PEM, in base 64. */
  caData: string;
}

/** `idle`: clusters are left alone. `hand`: they are watched, and nothing is done that is not asked for. `worker`: as the product's worker does. */
export type Manner = 'idle' | 'hand' | 'worker';

/** Nobody sends heartbeats here, and nobody is to miss them. */
const DAY_MILLIS = 86_400_000;
const settings = { ...defaultSettings, hostStaleAfterMillis: DAY_MILLIS, hostLostAfterMillis: DAY_MILLIS };
/** The peer asks as much as it can; the product's own bound is another figure than how fast it is. */
const UNBOUNDED_PER_SECOND = 100_000;
/** Of the product's workers by default. */
const POOL_SIZE = 10;

/** The product's own modules, on clusters that are reached as their administrator does. */
export function startConvergence(databaseUrl: string, reached: ReadonlyMap<string, Reached>, manner: Manner): Promise<INestApplicationContext> {
  const access: ClusterAccess = {
    kubeconfigOf: async (clusterId) => {
      const way = reached.get(clusterId);
      return way && { ...way, namespacePrefix: 'weir-', revision: 1 };
    },
    storageClassesOf: async () => new Map(),
  };
  @Global()
  @Module({
    providers: [{ provide: CLOCK, useValue: systemClock }, { provide: SETTINGS, useValue: settings }],
    exports: [CLOCK, SETTINGS],
  })
  class Core {}
  @Module({ providers: [{ provide: CLUSTER_ACCESS, useValue: access }], exports: [CLUSTER_ACCESS] })
  class Access {}
  const onError = (error: unknown) => void process.stderr.write(`${String(error)}\n`);
  @Module({
    imports: [
      DatabaseModule.forRoot({ url: databaseUrl, poolSize: POOL_SIZE, onError }), QueueModule.forRoot({ backend: { kind: 'postgres', url: databaseUrl, poolSize: POOL_SIZE }, onError }),
      Core, KubernetesModule.forRoot(Access, { requestsPerSecond: UNBOUNDED_PER_SECOND, requestBurst: UNBOUNDED_PER_SECOND }),
      IdentityModule, LedgerModule, PricingModule, InventoryModule, LeaseModule, PlacementModule, RuntimeModule, BillingModule,
      ...(manner === 'worker' ? [WorkerModule] : []),
    ],
  })
  class Root {}
  return NestFactory.createApplicationContext(Root, { logger: ['error', 'fatal'], abortOnError: false });
}
