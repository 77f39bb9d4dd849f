import type { INestApplicationContext } from '@nestjs/common';

import { type Sweeps } from '#apps/worker';
import { Settlement } from '#libs/billing';
import type { Clock, LeaseId, Millis } from '#libs/kernel';
import type { Jobs, NewJob, QueueName, Queues } from '#libs/queue';
import { Convergence } from '#libs/runtime';

export interface Job {
  queue: QueueName;
  data: Jobs[QueueName];
  oneAtATime: string | undefined;
  dueAt: Millis;
}

/**
 * Queues as the model has them: a heap of jobs that whoever holds the dice takes from in any order, late or twice. It
 * keeps the one promise that the product's queues make: a job that waits is not lost.
 */
export class JobHeap implements Pick<Queues, 'add' | 'every' | 'process' | 'counts'> {
  readonly waiting: Job[] = [];

  constructor(private readonly clock: Clock) {}

  add = async <Q extends QueueName>(queue: Q, jobs: readonly NewJob<Q>[]): Promise<void> => {
    if (queue === 'fanout') return; // nobody listens: there are no endpoints
    for (const { data, oneAtATime, delayMillis = 0 } of jobs) {
      const same = oneAtATime !== undefined && this.waiting.some((job) => job.queue === queue && job.oneAtATime === oneAtATime);
      if (!same) this.waiting.push({ queue, data, oneAtATime, dueAt: this.clock.now() + delayMillis });
    }
  };

  every = async (): Promise<void> => undefined;

  process = (): void => undefined;

  counts = async (): Promise<Awaited<ReturnType<Queues['counts']>>> => ({}) as Awaited<ReturnType<Queues['counts']>>;

  /** Those that may run now. */
  due(): Job[] {
    return this.waiting.filter((job) => job.dueAt <= this.clock.now());
  }

  take(job: Job): void {
    const at = this.waiting.indexOf(job);
    if (at >= 0) this.waiting.splice(at, 1);
  }
}

/** What the worker does with a job. */
export async function work(app: INestApplicationContext, sweeps: Sweeps, heap: JobHeap, job: Job): Promise<void> {
  if (job.queue === 'converge') {
    const { leaseId } = job.data as Jobs['converge'];
    const again = await app.get(Convergence, { strict: false }).converge(leaseId as LeaseId);
    if (again) await heap.add('converge', [{ data: { leaseId }, delayMillis: again.againInMillis }]);
  } else if (job.queue === 'settle') {
    await app.get(Settlement, { strict: false }).settle((job.data as Jobs['settle']).leaseId);
  } else {
    await sweeps.run((job.data as Jobs['sweep']).name);
  }
}
