import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { ConfigurationError, readConfig } from './config.js';

describe('configuration', () => {
  test('has working defaults', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 7070, databaseUrl: undefined, settings: { webhookAllowPrivate: true, holdMillis: 3_600_000 } });
  });

  test('an outside database keeps webhooks from private addresses', () => {
    expect(readConfig({ DATABASE_URL: 'postgres://a:b@db/weir' }).settings.webhookAllowPrivate).toBe(false);
  });

  test.each([
    [{ WEIR_PORT: '70700' }, /WEIR_PORT takes a port/],
    [{ WEIR_PORT: '-1' }, /WEIR_PORT takes a port/],
    [{ WEIR_HOLD: '1 fortnight' }, /WEIR_HOLD takes a duration/],
    [{ DATABASE_URL: 'mysql://root:secret@db/x' }, /DATABASE_URL takes postgres:/],
    [{ REDIS_URL: 'localhost' }, /REDIS_URL takes redis:/],
    [{ WEIR_WEBHOOK_ALLOW_PRIVATE: 'yes' }, /takes true or false/],
    [{ WEIR_GATEWAY_URL: 'https://example.org' }, /WEIR_GATEWAY_URL takes http/],
    [{ WEIR_GATEWAY_TLS_CERT: '/a' }, /go together/],
    [{ WEIR_IMAGE_PULL: 'never' }, /WEIR_IMAGE_PULL takes always or if-not-present/],
    [{ WEIR_TOKEN_PRICE: '0.01' }, /WEIR_TOKEN_PRICE takes what a token costs/],
    [{ WEIR_TOKEN_PRICE: '0.01 XYZ' }, /WEIR_TOKEN_PRICE takes what a token costs/],
    [{ WEIR_PAYOUT_HOLD: '14d' }, /WEIR_PAYOUT_HOLD is no variable any more: payout\.holdMillis of the rules/],
    [{ WEIR_PROT: '7070' }, /WEIR_PROT is not a variable of weir/],
  ])('%o is refused with what it takes', (environment, message) => {
    expect(() => readConfig(environment)).toThrow(ConfigurationError);
    expect(() => readConfig(environment)).toThrow(message);
  });

  test('the price of a token is read to the last digit', () => {
    expect(readConfig({}).settings.tokenPrice).toBeNull();
    expect(readConfig({ WEIR_TOKEN_PRICE: '0.0123 EUR' }).settings.tokenPrice).toEqual({ currency: 'EUR', nanoUnitsPerToken: 12_300_000n });
  });

  test('never repeats a password', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://root:secret@db/x' })).toThrow(/^(?!.*secret)/);
  });

  test.each([['250', 250], ['250ms', 250], ['3s', 3_000], ['2m', 120_000], ['1h', 3_600_000], ['2d', 172_800_000]])('reads the duration %s', (text, millis) => {
    expect(readConfig({ WEIR_HOLD: text }).settings.holdMillis).toBe(millis);
  });
});

describe('keys for secrets', () => {
  const [one, two] = [randomBytes(32), randomBytes(32)];
  const text = (...keys: Buffer[]) => keys.map((key) => key.toString('base64'));

  test('come from the variable, a file, or the home, in this order; the first seals', async () => {
    const home = await mkdtemp(join(tmpdir(), 'weir-config-'));
    try {
      expect(readConfig({ WEIR_HOME: home }).secretKeys).toEqual([]);
      await writeFile(join(home, 'secret.key'), `${text(one)[0]}\n`);
      expect(readConfig({ WEIR_HOME: home }).secretKeys).toEqual([one]);
      await writeFile(join(home, 'keys'), text(two, one).join('\n'));
      expect(readConfig({ WEIR_HOME: home, WEIR_SECRET_KEY_FILE: join(home, 'keys') }).secretKeys).toEqual([two, one]);
      expect(readConfig({ WEIR_HOME: home, WEIR_SECRET_KEY_FILE: join(home, 'keys'), WEIR_SECRET_KEY: text(one, two).join(',') }).secretKeys).toEqual([one, two]);
    } finally {
      await rm(home, { recursive: true });
    }
  });

  test('the one that signs the log comes the same way, and is one', async () => {
    const home = await mkdtemp(join(tmpdir(), 'weir-config-'));
    try {
      expect(readConfig({ WEIR_HOME: home }).logKey).toBeUndefined();
      await writeFile(join(home, 'log.key'), `${text(one)[0]}\n`);
      expect(readConfig({ WEIR_HOME: home }).logKey).toEqual(one);
      await writeFile(join(home, 'other'), text(two)[0]!);
      expect(readConfig({ WEIR_HOME: home, WEIR_LOG_KEY_FILE: join(home, 'other') }).logKey).toEqual(two);
      expect(readConfig({ WEIR_HOME: home, WEIR_LOG_KEY: text(one)[0] }).logKey).toEqual(one);
      expect(() => readConfig({ WEIR_LOG_KEY: text(one, two).join(',') })).toThrow(/^(?!.*=).*WEIR_LOG_KEY takes 32 random bytes/);
      expect(() => readConfig({ WEIR_LOG_KEY_FILE: '/nowhere' })).toThrow(/WEIR_LOG_KEY_FILE takes a file/);
    } finally {
      await rm(home, { recursive: true });
    }
  });

  test('of another length, or in a file that is not there, are refused, and never repeated', () => {
    const short = randomBytes(16).toString('base64');
    expect(() => readConfig({ WEIR_SECRET_KEY: short })).toThrow(/WEIR_SECRET_KEY takes 32 random bytes/);
    expect(() => readConfig({ WEIR_SECRET_KEY: short })).not.toThrow(short);
    expect(() => readConfig({ WEIR_SECRET_KEY_FILE: '/nowhere' })).toThrow(/WEIR_SECRET_KEY_FILE takes a file/);
  });
});
