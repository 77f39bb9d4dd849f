import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { BreakerModule } from '#libs/breaker';
import { InventoryModule } from '#libs/inventory';
import { LedgerModule } from '#libs/ledger';
import { StakeModule } from '#libs/stake';

import { breakerControllers } from '../apps/api/src/breaker/controllers.js';
import { moneyControllers } from '../apps/api/src/money/controllers.js';
import { stakeControllers } from '../apps/api/src/stake/controllers.js';
import { type Caller, startTestApi, type TestApi } from './support/api.js';
import { runCommand } from './support/command-line.js';

let api: TestApi;
let operator: Caller;
let tenant: Caller;
let administrator: Caller;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-stake-'));
  api = await startTestApi({ modules: [BreakerModule, InventoryModule, LedgerModule, StakeModule], controllers: [...moneyControllers.filter(({ name }) => name === 'LedgerController'), ...stakeControllers, ...breakerControllers] });
  [operator, tenant] = [await api.operator(), await api.tenant()];
  const admin = (administrator = await api.admin());
  await admin.post(`/v1/admin/operators/${operator.ownerId}/deposits`, { amount: '5000', reference: 'operator' }).expect(201);
  await admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: '9000', reference: 'tenant' }).expect(201);
});
afterAll(async () => {
  await api?.close();
  await rm(folder, { recursive: true, force: true });
});

const weir = (key: string, ...words: string[]) => runCommand({ WEIR_API_URL: api.url, WEIR_API_KEY: key, WEIR_HOME: folder }, words);

test('weir operator bond adds, shows and takes out', async () => {
  expect(JSON.parse(await weir(operator.secret, 'bond', 'add', '3000', '--json'))).toMatchObject({ bonded: '3000', required: '0' });
  expect(await weir(operator.secret, 'bond', 'take-out', '1000')).toMatch(/2000[^]*bonded[^]*1000[^]*on its way out until/);
  expect(JSON.parse(await weir(operator.secret, 'bond', 'show', '--json'))).toMatchObject({ bonded: '2000', unbonding: [{ amount: '1000' }] });
  await expect(weir(operator.secret, 'bond', 'add', '3000')).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('insufficient_earnings') });
});

test('weir stake lists pools, puts in, gives away and leaves', async () => {
  expect(await weir(tenant.secret, 'stake', 'pools')).toBe('no operator may be backed yet');
  await operator.put('/v1/operator/stake-pool/terms', { earningsBps: 1_000, commissionBps: 250 }).expect(200);
  const [pool] = JSON.parse(await weir(tenant.secret, 'stake', 'pools', '--json')) as { id: string }[];
  expect(await weir(tenant.secret, 'stake', 'pools')).toMatch(/stp_\w+[^]*1\.000000[^]*10\.00 %[^]*2\.50 %/);
  expect(await weir(tenant.secret, 'stake', 'add', pool!.id, '4000')).toMatch(/4000[^]*4000[^]*now/);
  const other = await api.tenant();
  await weir(tenant.secret, 'stake', 'give', pool!.id, other.ownerId, '1000');
  expect(await weir(tenant.secret, 'stake', 'leave', pool!.id, '500')).toMatch(/2500[^]*at most 500[^]*on their way out until/);
  expect(JSON.parse(await weir(other.secret, 'stake', 'show', pool!.id, '--json'))).toMatchObject({ shares: '1000', worth: '1000', exits: [] });
  await expect(weir(tenant.secret, 'stake', 'leave', pool!.id, '2501')).rejects.toMatchObject({ message: expect.stringContaining('exceeds_shares_held') });
});

test('weir admin breakers stops, lists, shows and releases', async () => {
  const breakers = (...words: string[]) => weir(administrator.secret, 'admin', 'breakers', ...words);
  expect(await breakers('list')).toBe('nothing is stopped');
  const { id } = JSON.parse(await breakers('stop', 'payout', '--operator', operator.ownerId, '--reason', 'a stolen key', '--json')) as { id: string };
  expect(await breakers('stop', 'price', '--reason', 'a storm')).toMatch(/every price[^]*a storm/);
  expect(await breakers('list')).toMatch(new RegExp(`brk_[^]*payout, ${operator.ownerId}[^]*a stolen key`));
  expect(await breakers('release', id, '--reason', 'a new key')).toMatch(/released/);
  expect(JSON.parse(await breakers('show', id, '--json'))).toMatchObject({ releaseReason: 'a new key', stops: [] });
  expect(JSON.parse(await breakers('list', '--all', '--json'))).toHaveLength(2);
  await expect(breakers('stop', 'price', '--reason', 'again')).rejects.toMatchObject({ message: expect.stringContaining('breaker_open') });
});
