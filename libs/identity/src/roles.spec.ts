import fc from 'fast-check';
import { expect, test } from 'vitest';

import { allScopes, isRole, roles, scopesOf } from './roles.js';
import { hashOf, isSecret, newSecret, secretFrom } from './secret.js';

test('no role but the administrator\'s administers, and none of a tenant touches what operators have', () => {
  for (const role of Object.keys(roles.tenant)) expect(scopesOf('tenant', role).filter((scope) => /^(inventory|earnings|usage|admin)/.test(scope))).toEqual([]);
  for (const role of Object.keys(roles.operator)) expect(scopesOf('operator', role).filter((scope) => /^(leases|billing|webhooks|admin)/.test(scope))).toEqual([]);
  expect(scopesOf('platform', 'administrator')).toEqual(allScopes);
});

test('an owner may all that any role of its kind may', () => {
  for (const kind of ['tenant', 'operator'] as const) {
    for (const role of Object.keys(roles[kind])) expect(scopesOf(kind, 'owner')).toEqual(expect.arrayContaining([...scopesOf(kind, role)]));
  }
});

test('roles are looked up by their own names alone', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'technician')), (role) => {
    fc.pre(!Object.keys(roles.tenant).includes(role));
    expect([isRole('tenant', role), scopesOf('tenant', role)]).toEqual([false, []]);
  }));
});

test('keys are different, recognisable by their prefix, and known by their hash', () => {
  const made = Array.from({ length: 200 }, () => newSecret('tenant'));
  expect(new Set(made.map(({ secret }) => secret)).size).toBe(200);
  for (const { secret, prefix, hash } of made) {
    expect(isSecret(secret)).toBe(true);
    expect(secret.startsWith(prefix)).toBe(true);
    expect(hash).toBe(hashOf(secret));
    expect(secretFrom(secret)).toEqual({ secret, prefix, hash });
  }
});

test('other texts are no keys', () => {
  fc.assert(fc.property(fc.string(), (text) => !isSecret(text)));
  const { secret } = newSecret('operator');
  for (const near of [secret.slice(0, -1), `${secret}A`, secret.replace('opr', 'abc'), `${secret}\n`, ` ${secret}`]) expect(isSecret(near)).toBe(false);
});
