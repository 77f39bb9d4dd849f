import type { V1Pod } from '@kubernetes/client-node';
import { describe, expect, test } from 'vitest';

import { standingOfPod } from './pod-standing.js';

const T = Date.parse('2026-11-25T03:00:00Z');
const at = (seconds: number) => new Date(T + seconds * 1_000).toISOString();

function pod(container: object, more: { ready?: string; readyAt?: number; reason?: string; conditions?: object[]; phase?: string } = {}): V1Pod {
  const { ready = 'False', readyAt = 1, reason, conditions = [], phase = 'Running' } = more;
  return {
    metadata: { creationTimestamp: at(0), uid: 'u' },
    spec: { nodeName: 'n', containers: [{ name: 'main', readinessProbe: { periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 1 } }] },
    status: { phase, containerStatuses: [{ restartCount: 0, ...container }], conditions: [{ type: 'Ready', status: ready, lastTransitionTime: at(readyAt), reason }, ...conditions] },
  } as unknown as V1Pod;
}

const running = { state: { running: { startedAt: at(1) } } };

describe('a pod', () => {
  test('is never charged before it ran: a time cut to its second may be as late as the next', () => {
    expect(standingOfPod(pod(running, { ready: 'True', readyAt: 5 }), undefined, T + 60_000)).toMatchObject({ state: 'ready', since: T + 5_999 });
    expect(standingOfPod(pod(running, { ready: 'True', readyAt: 5 }), undefined, T + 5_300)).toMatchObject({ since: T + 5_300 });
  });

  test('keeps the time of a state that goes on, and takes that of a new one', () => {
    const first = standingOfPod(pod(running, { ready: 'True', readyAt: 5 }), undefined, T + 5_300);
    expect(standingOfPod(pod(running, { ready: 'True', readyAt: 5 }), first, T + 9_000).since).toBe(first.since);
    expect(standingOfPod(pod(running, { ready: 'True', readyAt: 8 }), first, T + 9_900).since).toBe(T + 8_999);
  });

  test.each([
    ['ErrImagePull', 'image_not_found'], ['ImagePullBackOff', 'image_not_found'], ['InvalidImageName', 'image_not_found'], ['CreateContainerConfigError', 'invalid_workload'],
    ['RunContainerError', 'invalid_workload'], ['CrashLoopBackOff', 'crash_loop'],
  ])('waiting for %s has failed with %s', (waiting, reason) => {
    expect(standingOfPod(pod({ state: { waiting: { reason: waiting } } }, { phase: 'Pending' }), undefined, T + 2_000)).toMatchObject({ state: 'failed', reason });
  });

  test('that was killed for its memory says so', () => {
    const killed = { restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { reason: 'OOMKilled', exitCode: 137, finishedAt: at(9) } } };
    expect(standingOfPod(pod(killed), undefined, T + 20_000)).toMatchObject({ state: 'failed', reason: 'out_of_memory', restarts: 2, since: T + 9_000 });
  });

  test('that is not ready yet is on its way, for as long as its check may take', () => {
    expect(standingOfPod(pod(running), undefined, T + 2_000)).toMatchObject({ state: 'starting', failsAt: T + 17_000 });
  });

  test('that ceased to be ready fails its health check', () => {
    expect(standingOfPod(pod(running, { readyAt: 30 }), undefined, T + 31_000)).toMatchObject({ state: 'failed', reason: 'health_check_failed', since: T + 30_000 });
  });

  test('without room says so, and goes on waiting', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }];
    expect(standingOfPod(pod({}, { phase: 'Pending', conditions }), undefined, T + 2_000)).toMatchObject({ state: 'starting', reason: 'not_enough_room', since: T });
  });

  test('that only its silent host made unready is as it was, and still is when it is heard of again', () => {
    const ready = standingOfPod(pod(running, { ready: 'True', readyAt: 5 }), undefined, T + 6_000);
    const silenced = standingOfPod(pod(running, { readyAt: 50, reason: 'NodeNotReady' }), ready, T + 51_000);
    expect(silenced).toMatchObject({ state: 'ready', since: ready.since });
    expect(standingOfPod(pod(running, { ready: 'True', readyAt: 90 }), silenced, T + 91_000).since).toBe(ready.since);
  });
});
