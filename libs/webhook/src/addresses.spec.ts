import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { refusedAddress } from './addresses.js';

describe('deliveries never go to', () => {
  test.each([
    ['loopback', '127.0.0.1'], ['loopback', '127.255.0.3'], ['loopback', '::1'], ['loopback', '[::1]'],
    ['unspecified', '0.0.0.0'], ['unspecified', '0.1.2.3'], ['unspecified', '::'],
    ['private', '10.0.0.1'], ['private', '172.16.0.1'], ['private', '172.31.255.255'], ['private', '192.168.1.1'],
    ['carrier grade nat', '100.64.0.1'], ['carrier grade nat', '100.127.255.255'],
    ['link local', '169.254.0.1'], ['link local', 'fe80::1'], ['link local', 'fe80::1%eth0'],
    ['metadata, AWS and others', '169.254.169.254'], ['metadata, AWS IPv6', 'fd00:ec2::254'], ['metadata, Alibaba', '100.100.100.200'],
    ['metadata, Azure', '168.63.129.16'], ['metadata, Oracle', '192.0.0.192'],
    ['unique local', 'fd12:3456::1'], ['unique local', 'fc00::1'], ['site local', 'fec0::1'],
    ['multicast', '224.0.0.1'], ['multicast', '239.255.255.250'], ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'], ['reserved', '240.0.0.1'], ['documentation', '192.0.2.1'], ['documentation', '2001:db8::1'], ['benchmarking', '198.18.0.1'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'], ['IPv4-mapped private', '::ffff:a00:1'], ['IPv4-mapped public', '::ffff:8.8.8.8'],
    ['IPv4-compatible', '::127.0.0.1'], ['IPv4-translated', '::ffff:0:127.0.0.1'],
    ['NAT64 of loopback', '64:ff9b::7f00:1'], ['NAT64 of metadata', '64:ff9b::a9fe:a9fe'], ['local NAT64', '64:ff9b:1::a9fe:a9fe'],
    ['6to4 of private', '2002:a00:1::'], ['6to4 of loopback', '2002:7f00:1::1'], ['Teredo', '2001:0:7f00:1::'], ['discard', '100::1'],
    ['unallocated', '4000::1'], ['no address', 'example.com'], ['nothing', ''],
  ])('%s: %s', (_what, address) => {
    expect(refusedAddress(address)).toEqual(expect.any(String));
  });

  test('any IPv4 address in an IPv6 coat', () => {
    const coats = [(a: string, b: string) => `::ffff:${a}:${b}`, (a: string, b: string) => `64:ff9b::${a}:${b}`, (a: string, b: string) => `2002:${a}:${b}::`];
    fc.assert(fc.property(fc.ipV4(), fc.constantFrom(...coats), (ipv4, coat) => {
      const [a, b, c, d] = ipv4.split('.').map(Number);
      expect(refusedAddress(coat(((a! << 8) | b!).toString(16), ((c! << 8) | d!).toString(16)))).toBeDefined();
    }));
  });
});

test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '[2a00:1450:4001::1]'])('deliveries may go to %s', (address) => {
  expect(refusedAddress(address)).toBeUndefined();
});
