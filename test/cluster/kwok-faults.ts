import type { FaultInput } from '#libs/runtime';

import type { KubernetesUnderTest } from './kubernetes-under-test.js';

const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const AGAIN_MILLIS = 50;

interface Pod {
  metadata: { name: string; namespace: string };
  status?: { phase?: string; podIP?: string; containerStatuses?: { name: string; image: string }[]; conditions?: { type: string; status: string; reason?: string }[] };
}

/** Makes kwok's pods and nodes look as real ones do when things go wrong: kwok leaves alone what it has once set. */
export function kwokFaults(subject: KubernetesUnderTest): (fault: FaultInput) => Promise<() => Promise<void>> {
  return async (fault) => {
    if (fault.kind === 'image_not_found' || fault.kind === 'crash_loop') return failing(subject, fault);
    const host = subject.hosts.find((each) => each.id === fault.hostId);
    if (!host) throw new Error(`kwok cannot do ${fault.kind}`);
    const heard = await silence(subject, host.name);
    return async () => {
      await heard();
      // As its kubelet would.
      const { items } = await podsWhere(subject, `fieldSelector=spec.nodeName=${host.name}`);
      await Promise.all(items.filter(isUnready).map((pod) => podReady(subject, pod, true)));
    };
  };
}

async function failing(subject: KubernetesUnderTest, { kind, leaseId }: FaultInput): Promise<() => Promise<void>> {
  let isOver = false;
  const body = async () => {
    while (!isOver) {
      const { items } = await podsWhere(subject, `labelSelector=weir.dev/lease=${leaseId}`);
      await Promise.all(items.filter((pod) => pod.status?.podIP).map((pod) => podFails(subject, pod, kind)));
      await subject.pass(AGAIN_MILLIS);
    }
  };
  const running = body();
  return async () => {
    isOver = true;
    await running;
    const { items } = await podsWhere(subject, `labelSelector=weir.dev/lease=${leaseId}`);
    await Promise.all(items.map((pod) => subject.api('DELETE', pathOf(pod), { gracePeriodSeconds: 0 })));
  };
}

async function podsWhere(subject: KubernetesUnderTest, query: string): Promise<{ items: Pod[] }> {
  return (await (await subject.api('GET', `/api/v1/pods?${query}`)).json()) as { items: Pod[] };
}

function pathOf({ metadata }: Pod): string {
  return `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
}

async function podFails(subject: KubernetesUnderTest, pod: Pod, kind: FaultInput['kind']): Promise<void> {
  const ended = { terminated: { exitCode: 1, reason: 'Error', finishedAt: new Date().toISOString() } };
  const status = {
    ...pod.status?.containerStatuses?.[0], ready: false, started: false,
    ...(kind === 'crash_loop'
      ? { restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ended }
      : { restartCount: 0, state: { waiting: { reason: 'ImagePullBackOff' } } }),
  };
  const ready = pod.status?.conditions?.find((condition) => condition.type === 'Ready');
  if (ready?.status === 'False') return;
  await subject.api('PATCH', `${pathOf(pod)}/status`, { status: { containerStatuses: [status] } }, MERGE);
  await podReady(subject, pod, false);
}

async function podReady(subject: KubernetesUnderTest, pod: Pod, ready: boolean): Promise<void> {
  const condition = { type: 'Ready', status: ready ? 'True' : 'False', reason: null, lastTransitionTime: new Date().toISOString() };
  await subject.api('PATCH', `${pathOf(pod)}/status`, { status: { conditions: [condition] } }, STRATEGIC);
}

/** kwok makes nodes ready again and again, but for those with this label: its stages here are made so. */
const SILENT = 'weir.dev/silent';

/** What kwok was about to say of the node when it was told to be silent may come late: so it is seen to, until it is heard again. */
async function silence(subject: KubernetesUnderTest, name: string): Promise<() => Promise<void>> {
  let isOver = false;
  await label(subject, name, 'true');
  await nodeReady(subject, name, 'Unknown');
  const body = async () => {
    while (!isOver) {
      await subject.pass(AGAIN_MILLIS);
      if ((await readyOf(subject, name)) !== 'Unknown') await nodeReady(subject, name, 'Unknown');
    }
  };
  const running = body();
  return async () => {
    isOver = true;
    await running;
    await label(subject, name, null);
    await nodeReady(subject, name, 'True');
  };
}

async function label(subject: KubernetesUnderTest, name: string, value: 'true' | null): Promise<void> {
  await subject.api('PATCH', `/api/v1/nodes/${name}`, { metadata: { labels: { [SILENT]: value } } }, MERGE);
}

async function readyOf(subject: KubernetesUnderTest, name: string): Promise<string | undefined> {
  const { status } = (await (await subject.api('GET', `/api/v1/nodes/${name}`)).json()) as { status: { conditions: { type: string; status: string }[] } };
  return status.conditions.find(({ type }) => type === 'Ready')?.status;
}

async function nodeReady(subject: KubernetesUnderTest, name: string, status: 'True' | 'Unknown'): Promise<void> {
  const now = new Date().toISOString();
  const condition = { type: 'Ready', status, reason: 'Test', lastTransitionTime: now, lastHeartbeatTime: now };
  await subject.api('PATCH', `/api/v1/nodes/${name}/status`, { status: { conditions: [condition] } }, STRATEGIC);
}

/** What the cluster called unready when it heard nothing of the host. */
function isUnready({ status }: Pod): boolean {
  return status?.phase === 'Running' && status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'False') === true;
}
