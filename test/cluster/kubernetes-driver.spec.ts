import { driverConformance } from '../conformance/driver.js';
import { kubernetesUnderTest, testClusterFrom } from './kubernetes-under-test.js';

const { WEIR_TEST_KWOK_KUBECONFIG: kwok, WEIR_TEST_KUBELET_KUBECONFIG: kubelet, WEIR_TEST_IMAGE: image = 'weir.local/web:1' } = process.env;

driverConformance('an API server with kwok nodes', async () => kubernetesUnderTest(await testClusterFrom(kwok!), {
  cannot: { logs: 'kwok nodes run no containers', connect: 'kwok nodes run no containers' },
}), kwok ? undefined : 'WEIR_TEST_KWOK_KUBECONFIG names no cluster');

driverConformance('a kubelet with containers', async () => kubernetesUnderTest(await testClusterFrom(kubelet!), {
  image, patienceMillis: 90_000,
  cannot: {
    image_not_found: 'a kubelet tells what is true; see kubernetes-containers.spec.ts', crash_loop: 'a kubelet tells what is true; see kubernetes-containers.spec.ts',
  },
}), kubelet ? undefined : 'WEIR_TEST_KUBELET_KUBECONFIG names no cluster');
