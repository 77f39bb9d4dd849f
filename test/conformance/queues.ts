import { afterEach, beforeAll, describe, expect, test } from 'vitest';

import { type QueueBackend, Queues } from '#libs/queue';
import { keepSpans } from '#libs/testing';
import { currentTrace } from '#libs/tracing';

const until = async (condition: () => boolean | Promise<boolean>, millis = 15_000) => {
  const end = Date.now() + millis;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('did not come true in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** What the product relies on, whichever backend keeps the jobs. */
export function queuesConformance(name: string, backend: () => Promise<QueueBackend>): void {
  describe(`queues on ${name}`, () => {
    let target: QueueBackend;
    const opened: Queues[] = [];
    const errors: unknown[] = [];
    let installation = 0;
    /** Queues of an installation of its own, so that tests do not meet. */
    const open = async (prefix = `t${(installation += 1)}`): Promise<Queues> => {
      const queues = new Queues({ backend: target, prefix, onError: (error) => errors.push(error) });
      await queues.prepare();
      opened.push(queues);
      return queues;
    };

    beforeAll(async () => {
      target = await backend();
    });
    afterEach(() => Promise.all(opened.splice(0).map((queues) => queues.close())));

    test('every job is run', async () => {
      const queues = await open();
      const seen: string[] = [];
      queues.process('converge', async ({ leaseId }) => void seen.push(leaseId));
      const ids = Array.from({ length: 100 }, (_, index) => `lse_${index}`);
      await queues.add('converge', ids.map((leaseId) => ({ data: { leaseId } })));
      await until(() => seen.length === 100);
      expect(new Set(seen)).toEqual(new Set(ids));
    });

    test('a job that fails is tried again', async () => {
      const queues = await open();
      let tries = 0;
      queues.process('settle', async () => {
        tries += 1;
        if (tries < 3) throw new Error('not yet');
      });
      await queues.add('settle', [{ data: { leaseId: 'lse_x' } }]);
      await until(() => tries === 3);
      expect(tries).toBe(3);
    });

    test('each try of a job is a step of the trace that it was added in, and what it asks for later is not', async () => {
      const kept = await keepSpans();
      try {
        const queues = await open();
        const traces: unknown[] = [];
        queues.process('settle', async () => {
          traces.push(currentTrace()?.traceparent.slice(3, 35));
          if (traces.length === 1) throw new Error('not yet');
          return traces.length === 2 ? { againInMillis: 20 } : undefined;
        });
        const trace = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, tracestate: 'of=others' };
        await queues.add('settle', [{ data: { leaseId: 'lse_x' }, trace, oneAtATime: 'lse_x' }]);
        await until(() => traces.length === 3);
        expect(traces).toEqual(['a'.repeat(32), 'a'.repeat(32), undefined]);
        expect(kept.spans().map(({ name, parentSpanContext, attributes, status }) => ({ name, parent: parentSpanContext?.spanId, state: parentSpanContext?.traceState?.serialize(), try: attributes['weir.job.attempt'], error: attributes['error.type'], status: status.code }))).toEqual([
          { name: 'job settle', parent: 'b'.repeat(16), state: 'of=others', try: 1, error: 'Error', status: 2 },
          { name: 'job settle', parent: 'b'.repeat(16), state: 'of=others', try: 2, error: undefined, status: 0 },
        ]);
      } finally {
        kept.stop();
      }
    });

    test('a processor may ask to be run again later', async () => {
      const queues = await open();
      const at: number[] = [];
      queues.process('converge', async () => {
        at.push(Date.now());
        return at.length < 3 ? { againInMillis: 100 } : undefined;
      });
      await queues.add('converge', [{ data: { leaseId: 'lse_x' } }]);
      await until(() => at.length === 3);
      expect(at[2]! - at[0]!).toBeGreaterThanOrEqual(190);
    });

    test('one at a time: what comes while a job runs is run after it, once', async () => {
      const queues = await open();
      let running = 0;
      let most = 0;
      let runs = 0;
      queues.process('converge', async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 150));
        running -= 1;
        runs += 1;
      });
      const add = () => queues.add('converge', [{ data: { leaseId: 'lse_x' }, oneAtATime: 'lse_x' }]);
      await add();
      await until(() => running === 1);
      await Promise.all([add(), add(), add()]);
      await until(() => runs === 2);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect({ runs, most }).toEqual({ runs: 2, most: 1 });
    });

    test('the same id twice is one job', async () => {
      const queues = await open();
      let runs = 0;
      queues.process('fanout', async () => void (runs += 1));
      await queues.add('fanout', [{ data: { eventIds: ['1'] }, id: 'event-1' }]);
      await queues.add('fanout', [{ data: { eventIds: ['1'] }, id: 'event-1' }]);
      await until(() => runs > 0);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(runs).toBe(1);
    });

    test('a schedule asked for by two processes is kept once', async () => {
      const [one, two] = [await open('shared'), await open('shared')];
      let runs = 0;
      one.process('sweep', async () => void (runs += 1));
      await Promise.all([one, two].map((queues) => queues.every('sweep', 'tick', 200, { name: 'tick' })));
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(runs).toBeGreaterThanOrEqual(3);
      expect(runs).toBeLessThanOrEqual(9);
    });

    test('jobs of another process are found when it is gone', async () => {
      const first = await open('handover');
      opened.length = 0; // closed here
      await first.add('settle', Array.from({ length: 10 }, (_, index) => ({ data: { leaseId: `lse_${index}` } })));
      await first.close();
      const second = await open('handover');
      const seen = new Set<string>();
      second.process('settle', async ({ leaseId }) => void seen.add(leaseId));
      await until(() => seen.size === 10);
      expect(await second.counts()).toMatchObject({ settle: { waiting: 0, failed: 0 } });
    });
  });
}
