import { type DynamicModule, Global, Module } from '@nestjs/common';

import { GATEWAY_OPTIONS } from '#apps/gateway';
import { DatabaseModule, productUrl } from '#libs/database';
import { CLOCK, type Clock, SEALER, Sealer, SETTINGS, SIGNING_KEY } from '#libs/kernel';
import { PAYMENT_OPTIONS } from '#libs/payment';
import { type QueueBackend, QueueModule } from '#libs/queue';
import { LOG_SIGNER, LogSigner } from '#libs/transparency';

import type { Config } from './config.js';

export interface CoreOptions {
  config: Config;
  /** The database in use, as who migrates it: outside, or the embedded server's. */
  databaseUrl: string;
  clock: Clock;
  onError: (error: unknown) => void;
}

/** What every role of the product stands on: connections, the clock and the settings. */
@Global()
@Module({})
export class CoreModule {
  static forRoot({ config, databaseUrl, clock, onError }: CoreOptions): DynamicModule {
    const signer = config.logKey && new LogSigner(config.logKey);
    const backend: QueueBackend = config.redisUrl ? { kind: 'redis', url: config.redisUrl } : { kind: 'postgres', url: productUrl(databaseUrl), ownerUrl: databaseUrl, poolSize: 10 };
    return {
      module: CoreModule,
      imports: [DatabaseModule.forRoot({ url: productUrl(databaseUrl), poolSize: config.databasePoolSize, onError }), QueueModule.forRoot({ backend, onError })],
      providers: [
        { provide: CLOCK, useValue: clock },
        { provide: SETTINGS, useValue: config.settings },
        { provide: SEALER, useValue: config.secretKeys.length > 0 ? new Sealer(config.secretKeys) : undefined },
        { provide: LOG_SIGNER, useValue: signer },
        { provide: SIGNING_KEY, useValue: signer },
        { provide: PAYMENT_OPTIONS, useValue: config.payment },
        { provide: GATEWAY_OPTIONS, useValue: { host: config.host, ...config.gateway } },
      ],
      exports: [CLOCK, SETTINGS, SEALER, LOG_SIGNER, SIGNING_KEY, PAYMENT_OPTIONS, GATEWAY_OPTIONS],
    };
  }
}
