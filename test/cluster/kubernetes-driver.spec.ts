import { test } from 'vitest';

import { driverConformance } from '../conformance/driver.js';
import { kubernetesUnderTest, testClusterFrom } from './kubernetes-under-test.js';

const kwok = process.env.WEIR_TEST_KWOK_KUBECONFIG;
const kubelet = process.env.WEIR_TEST_KUBELET_KUBECONFIG;

if (kwok) {
  driverConformance('an API server with kwok nodes', async () => kubernetesUnderTest(await testClusterFrom(kwok), {
    cannot: { logs: 'kwok nodes run no containers', connect: 'kwok nodes run no containers' },
  }));
} else test.skip('an API server with kwok nodes: WEIR_TEST_KWOK_KUBECONFIG is not set', () => undefined);

if (kubelet) {
  driverConformance('a kubelet with containers', async () => kubernetesUnderTest(await testClusterFrom(kubelet), {
    image: process.env.WEIR_TEST_IMAGE ?? 'weir.local/web:1', patienceMillis: 90_000,
  }));
} else test.skip('a kubelet with containers: WEIR_TEST_KUBELET_KUBECONFIG is not set', () => undefined);
