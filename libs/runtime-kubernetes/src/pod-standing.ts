import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

import type { Millis } from '#libs/kernel';
import type { ReplicaReason, ReplicaState } from '#libs/runtime';

/** How a pod fares, by itself: whether its host can be asked is another matter. */
export interface PodStanding {
  state: Exclude<ReplicaState, 'unknown'>;
  reason?: ReplicaReason;
  since: Millis;
  restarts: number;
  nodeName?: string;
  /** It runs and does not pass its health check: from then on that counts as failing. */
  failsAt?: Millis;
  /** It was called unready only because its host was not heard of. */
  silenced?: boolean;
}

/** Times in a pod's status are cut to whole seconds: what they say happened up to so much later. */
const CUT_MILLIS = 999;
const MAX_STARTING_MILLIS = 600_000;

const imageReasons = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'ImageInspectError', 'RegistryUnavailable', 'SignatureValidationFailed']);
const makingReasons = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError', 'StartError', 'CreatePodSandboxError']);

/**
 * Reads a pod's status. A state that was there before keeps its time; a new one gets the cluster's, where it has one, and
 * never an earlier one for `ready`: nothing is charged before it ran.
 */
export function standingOfPod(pod: V1Pod, before: PodStanding | undefined, now: Millis): PodStanding {
  if (before && isSilenced(pod)) return { ...before, silenced: true };
  const { state, reason, at, failsAt } = stateOf(pod, now);
  const same = before?.state === state && before.reason === reason && (state !== 'ready' || before.since >= at || before.silenced === true);
  return {
    state,
    ...(reason === undefined ? {} : { reason }),
    since: same ? before.since : sinceOf(state, at, now),
    restarts: containerOf(pod)?.restartCount ?? 0,
    ...(pod.spec?.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    ...(failsAt === undefined ? {} : { failsAt }),
  };
}

function sinceOf(state: PodStanding['state'], at: Millis, now: Millis): Millis {
  return state === 'ready' ? Math.min(at + CUT_MILLIS, Math.max(at, now)) : Math.min(at, now);
}

interface Reading {
  state: PodStanding['state'];
  reason?: ReplicaReason;
  /** When it came to be so, as the cluster says or else as we heard. */
  at: Millis;
  failsAt?: Millis;
}

function stateOf(pod: V1Pod, now: Millis): Reading {
  const container = containerOf(pod);
  const createdAt = timeOf(pod.metadata?.creationTimestamp) ?? now;
  if (isReady(pod) && pod.metadata?.deletionTimestamp === undefined) return { state: 'ready', at: conditionTime(pod, 'Ready') ?? now };
  const waiting = container?.state?.waiting?.reason ?? '';
  const ended = container?.state?.terminated ?? container?.lastState?.terminated;
  if (imageReasons.has(waiting)) return { state: 'failed', reason: 'image_not_found', at: now };
  if (makingReasons.has(waiting)) return { state: 'failed', reason: 'invalid_workload', at: now };
  if (container?.state?.terminated || waiting === 'CrashLoopBackOff') {
    return { state: 'failed', reason: ended?.reason === 'OOMKilled' ? 'out_of_memory' : 'crash_loop', at: timeOf(ended?.finishedAt) ?? now };
  }
  if (pod.status?.phase === 'Failed') return { state: 'failed', reason: 'invalid_workload', at: now };
  if (container?.state?.running) return unreadyOf(pod, container);
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === 'PodScheduled');
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable') return { state: 'starting', reason: 'not_enough_room', at: createdAt };
  return { state: 'starting', at: createdAt };
}

/** It runs, and is not ready: on its way at first, failing its health check after as long as that takes to tell. */
function unreadyOf(pod: V1Pod, container: V1ContainerStatus): Reading {
  const startedAt = timeOf(container.state?.running?.startedAt) ?? 0;
  const probe = pod.spec?.containers[0]?.readinessProbe;
  const patience = probe ? ((probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3) + (probe.timeoutSeconds ?? 1)) * 1_000 : MAX_STARTING_MILLIS;
  const unreadyAt = conditionTime(pod, 'Ready') ?? startedAt;
  // It was ready after it started: so the check has failed as often as it may already.
  if (unreadyAt > startedAt + CUT_MILLIS) return { state: 'failed', reason: 'health_check_failed', at: unreadyAt };
  return { state: 'starting', at: startedAt, failsAt: startedAt + patience };
}

/** When a host falls silent, the cluster calls its pods unready without knowing. */
function isSilenced(pod: V1Pod): boolean {
  return pod.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'False' && condition.reason === 'NodeNotReady') === true;
}

function isReady(pod: V1Pod): boolean {
  return pod.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true;
}

function conditionTime(pod: V1Pod, type: string): Millis | undefined {
  return timeOf(pod.status?.conditions?.find((condition) => condition.type === type)?.lastTransitionTime);
}

function containerOf(pod: V1Pod): V1ContainerStatus | undefined {
  return pod.status?.containerStatuses?.[0];
}

function timeOf(time: Date | string | undefined): Millis | undefined {
  return time === undefined ? undefined : new Date(time).getTime();
}
