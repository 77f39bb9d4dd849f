import { type DynamicModule, Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';

import { Database, type DatabaseOptions } from './database.js';
import { Signals } from './signals.js';

/** Closes connections last, after everything that uses them. */
@Injectable()
class DatabaseCloser implements OnApplicationShutdown {
  constructor(private readonly database: Database, private readonly signals: Signals) {}

  async onApplicationShutdown(): Promise<void> {
    await this.signals.stop();
    await this.database.close();
  }
}

@Global()
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: Database, useFactory: () => new Database(options) },
        {
          provide: Signals,
          useFactory: async () => {
            const signals = new Signals(options.url);
            await signals.start();
            return signals;
          },
        },
        DatabaseCloser,
      ],
      exports: [Database, Signals],
    };
  }
}
