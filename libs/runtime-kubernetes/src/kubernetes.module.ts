import { type DynamicModule, Global, Module, type Provider, type Type } from '@nestjs/common';

import { type Driver, MORE_DRIVERS } from '#libs/runtime';

import { ClusterLinks } from './cluster-links.js';
import { KubernetesDriver } from './driver.js';
import { NameSecret } from './name-secret.js';
import { defaultKubernetesOptions, KUBERNETES_OPTIONS, type KubernetesOptions } from './options.js';
import { RequestCounts } from './request-counts.js';

/**
 * Adds the driver of real clusters to those that runtime has. Imported once, at the root of a process; `access` is the
 * module that exports `CLUSTER_ACCESS`.
 */
@Global()
@Module({})
export class KubernetesModule {
  static forRoot(access: Type | DynamicModule, options: Partial<KubernetesOptions> = {}): DynamicModule {
    const providers: Provider[] = [
      { provide: KUBERNETES_OPTIONS, useValue: { ...defaultKubernetesOptions, ...options } },
      RequestCounts,
      NameSecret,
      ClusterLinks,
      KubernetesDriver,
      { provide: MORE_DRIVERS, useFactory: (driver: KubernetesDriver): Driver[] => [driver], inject: [KubernetesDriver] },
    ];
    return { module: KubernetesModule, imports: [access], providers, exports: [MORE_DRIVERS, KubernetesDriver, RequestCounts] };
  }
}
