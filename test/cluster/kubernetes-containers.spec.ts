import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { WorkloadSpec } from '#libs/runtime';

import { desired, until } from './desired.js';
import { kubernetesUnderTest, type KubernetesUnderTest, testClusterFrom } from './kubernetes-under-test.js';

const { WEIR_TEST_KUBELET_KUBECONFIG: kubelet, WEIR_TEST_IMAGE: image = 'weir.local/web:1' } = process.env;
if (!kubelet) console.log('skipped: what a kubelet tells of containers: WEIR_TEST_KUBELET_KUBECONFIG names no cluster');

describe.skipIf(!kubelet)('a kubelet tells', () => {
  let subject: KubernetesUnderTest;
  beforeAll(async () => {
    subject = await kubernetesUnderTest(await testClusterFrom(kubelet!));
  });
  afterAll(() => subject.close());

  test.each<[string, WorkloadSpec, string]>([
    ['that there is no such image', { image: 'weir.local/absent:1' }, 'image_not_found'],
    ['that a program is not in its image', { image, command: ['/absent'] }, 'invalid_workload'],
  ])('%s', async (_what, workload, reason) => {
    const of = desired(subject, 1, workload);
    await subject.driver.apply(subject.cluster, of);
    const [found] = await until(subject, of, ([replica]) => replica?.state === 'failed');
    expect(found).toMatchObject({ state: 'failed', reason });
    await subject.driver.apply(subject.cluster, { ...of, replicas: [] });
    await until(subject, of, (left) => left.length === 0);
  });
});
