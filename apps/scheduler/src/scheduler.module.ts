import { type BeforeApplicationShutdown, Injectable, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';

import { PlacementModule, Scheduler } from '#libs/placement';

/** Places what waits, until the process stops. Any number may run: one is heeded for each pool. */
@Injectable()
class SchedulerRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('scheduler');

  constructor(private readonly scheduler: Scheduler) {}

  onApplicationBootstrap(): void {
    this.scheduler.start((error) => this.logger.error(error));
  }

  /** Before any connection closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.scheduler.stop();
  }
}

@Module({ imports: [PlacementModule], providers: [SchedulerRunner] })
export class SchedulerModule {}
