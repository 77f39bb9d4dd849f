import { describe, expect, test } from 'vitest';

import { mountPathFault, mountPathOf, overlappingVolume } from './mounts.js';

describe('a mount path', () => {
  test.each(['/data', '/var/lib/postgresql/data', '/usr/share/nginx/html', '/volumes/a', '/tmp/cache', '/...', '/.cache', '/etcetera', '/procession'])('may be %s', (path) => {
    expect(mountPathFault(path)).toBeUndefined();
  });

  test.each([
    '', '/', 'data', './data', '/data/', '//data', '/data//x', '/data/../etc', '/..', '/.', '/data/.', '/da ta', '/data:ro', '/dä', '/proc', '/proc/1', '/sys', '/dev/shm', '/etc',
    '/etc/passwd', '/run/secrets', '/var/run/docker.sock', '/usr', '/var', '/tmp', '/bin/sh', `/${'a'.repeat(255)}`,
  ])('may not be %j', (path) => {
    expect(mountPathFault(path)).toEqual(expect.any(String));
  });
});

test('a volume that does not say is found under its name', () => {
  expect(mountPathOf({ name: 'data' })).toBe('/volumes/data');
  expect(mountPathFault(mountPathOf({ name: 'data' }))).toBeUndefined();
});

test.each<[string, { name: string; mountPath?: string }[], number]>([
  ['apart', [{ name: 'a' }, { name: 'b', mountPath: '/data' }, { name: 'c', mountPath: '/data-2' }], -1],
  ['the same', [{ name: 'a', mountPath: '/data' }, { name: 'b', mountPath: '/data' }], 1],
  ['one in the other', [{ name: 'a', mountPath: '/data/logs' }, { name: 'b', mountPath: '/data' }], 1],
  ["one in another's default", [{ name: 'a' }, { name: 'b', mountPath: '/volumes/a/x' }], 1],
])('volumes that lie %s', (_name, volumes, expected) => {
  expect(overlappingVolume(volumes)).toBe(expected);
});
