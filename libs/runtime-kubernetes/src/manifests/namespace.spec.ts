import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, test } from 'vitest';

import { newId } from '#libs/kernel';

import { envelopeOf, fitsIn, holdsOf, quotaKeys } from './holds.js';
import { namespaceOf, quotaOf } from './namespace.js';
import { isolationOf, leaseTrafficOf } from './network.js';
import { Names } from '../names.js';

test('a namespace enforces `restricted`', () => {
  expect(namespaceOf('n', 't').metadata?.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/audit': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted',
  });
});

test('a quota holds what the claims hold, and nothing that opens ports of machines', () => {
  const holds = [100, 200].map((amount) => holdsOf([{ resourceClass: 'CPU_MILLI', variant: '', amount }, { resourceClass: 'MEMORY_MIB', variant: '', amount }]));
  expect(quotaOf('n', envelopeOf(holds)).spec?.hard).toMatchObject({
    pods: '2', 'requests.cpu': '300m', 'limits.cpu': '300m', 'limits.memory': '300Mi', 'services.nodeports': '0', 'services.loadbalancers': '0', persistentvolumeclaims: '0',
  });
});

test('an envelope of more never fits in that of less', () => {
  const some = fc.array(fc.integer({ min: 11, max: 9_999 }).map((amount) => holdsOf([{ resourceClass: 'CPU_MILLI', variant: '', amount }])), { maxLength: 6 });
  fc.assert(fc.property(some, some, (one, more) => {
    expect(fitsIn(envelopeOf(one), envelopeOf([...one, ...more]), quotaKeys)).toBe(true);
    expect(fitsIn(envelopeOf([...one, ...more]), envelopeOf(one), quotaKeys)).toBe(more.length === 0);
  }));
});

test.each([
  ['10.1.2.3', false], ['172.20.0.1', false], ['192.168.1.1', false], ['100.64.0.1', false], ['169.254.169.254', false], ['127.0.0.1', false], ['224.0.0.1', false],
  ['fd00::1', false], ['fe80::1', false], ['::1', false], ['::ffff:10.0.0.1', false], ['64:ff9b::a00:1', false], ['2002:a00:1::', false],
  ['93.184.216.34', true], ['2606:2800:220:1::1', true],
])('from a pod to %s: %s', (address, expected) => {
  const { egress } = isolationOf('n').spec as { egress: { to: { ipBlock?: { cidr: string; except: string[] } }[] }[] };
  const blocks = egress.flatMap((rule) => rule.to.flatMap((peer) => peer.ipBlock ?? []));
  const within = (cidr: string) => {
    const [range, bits] = ipaddr.parseCIDR(cidr);
    const parsed = ipaddr.parse(address);
    return parsed.kind() === range.kind() && parsed.match([range, bits]);
  };
  expect(blocks.some((block) => within(block.cidr) && !block.except.some(within))).toBe(expected);
});

test('nothing comes in but from replicas of the same lease', () => {
  expect(isolationOf('n').spec).toMatchObject({ podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [] });
  const leaseId = newId('lease');
  expect(leaseTrafficOf('n', 'x', leaseId).spec).toMatchObject({ ingress: [{ from: [{ podSelector: { matchLabels: { 'weir.dev/lease': leaseId } } }] }] });
});

test('names are the same in every process, differ by cluster, and say nothing', () => {
  const [project, one, other, claim] = [newId('project'), newId('cluster'), newId('cluster'), newId('claim')];
  const names = new Names('secret');
  expect(names.namespace('weir-', project, one)).toBe(new Names('secret').namespace('weir-', project, one));
  expect(names.namespace('weir-', project, one)).toMatch(/^weir-[0-9a-hjkmnp-tv-z]{20}$/);
  expect(names.namespace('weir-', project, one)).not.toBe(names.namespace('weir-', project, other));
  expect(names.claim(claim)).not.toBe(new Names('other').claim(claim));
  expect(names.claim(claim)).toMatch(/^[a-z][a-z0-9]{16}$/);
});
