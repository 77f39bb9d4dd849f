import { type DynamicModule, Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';

import { Queues, type QueuesOptions } from './queues.js';

@Injectable()
class QueuesCloser implements OnApplicationShutdown {
  constructor(private readonly queues: Queues) {}

  async onApplicationShutdown(): Promise<void> {
    await this.queues.close();
  }
}

@Global()
@Module({})
export class QueueModule {
  static forRoot(options: QueuesOptions): DynamicModule {
    return {
      module: QueueModule,
      providers: [
        {
          provide: Queues,
          useFactory: async () => {
            const queues = new Queues(options);
            await queues.prepare();
            return queues;
          },
        },
        QueuesCloser,
      ],
      exports: [Queues],
    };
  }
}
