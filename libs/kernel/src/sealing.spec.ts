import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { AssertionFailed } from './assert.js';
import { Sealer, Unsealable } from './sealing.js';

const [old, current, other] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const secret = Buffer.from('a token of a cluster');

describe('a sealed secret', () => {
  test('opens to what it was, in its context', () => {
    const sealer = new Sealer([current]);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plain, context) => {
      expect(Buffer.from(sealer.open(sealer.seal(plain, context), context))).toEqual(Buffer.from(plain));
    }));
  });

  test('never looks the same twice, nor shows what it is', () => {
    const sealer = new Sealer([current]);
    const [first, second] = [sealer.seal(secret, 'row 1'), sealer.seal(secret, 'row 1')];
    expect(first).not.toEqual(second);
    expect(Buffer.from(first).includes(secret)).toBe(false);
  });

  test('does not open in another context, with another key, changed in any byte or cut anywhere', () => {
    const sealer = new Sealer([current]);
    const sealed = sealer.seal(secret, 'row 1');
    expect(() => sealer.open(sealed, 'row 2')).toThrow(Unsealable);
    expect(() => new Sealer([other]).open(sealed, 'row 1')).toThrow(Unsealable);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed);
      changed[at]! ^= 1;
      expect(() => sealer.open(changed, 'row 1'), `byte ${at}`).toThrow(Unsealable);
      expect(() => sealer.open(sealed.slice(0, at), 'row 1'), `cut at ${at}`).toThrow(Unsealable);
    }
  });
});

test('keys rotate: the first seals, all open, and what an older one sealed says so', () => {
  const before = new Sealer([old]).seal(secret, 'row 1');
  const rotating = new Sealer([current, old]);
  expect(Buffer.from(rotating.open(before, 'row 1'))).toEqual(secret);
  expect(rotating.needsResealing(before)).toBe(true);
  const after = rotating.seal(secret, 'row 1');
  expect(rotating.needsResealing(after)).toBe(false);
  expect(Buffer.from(new Sealer([current]).open(after, 'row 1'))).toEqual(secret);
  expect(() => new Sealer([old]).open(after, 'row 1')).toThrow(Unsealable);
});

test('keys of another length, or none, are a mistake', () => {
  expect(() => new Sealer([])).toThrow(AssertionFailed);
  expect(() => new Sealer([randomBytes(16)])).toThrow(AssertionFailed);
});
