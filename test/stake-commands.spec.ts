import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { BreakerModule } from '#libs/breaker';
import { CoverModule } from '#libs/cover';
import { InventoryModule } from '#libs/inventory';
import { newId } from '#libs/kernel';
import { LedgerModule } from '#libs/ledger';
import { StakeModule } from '#libs/stake';

import { breakerControllers } from '../apps/api/src/breaker/controllers.js';
import { coverControllers } from '../apps/api/src/cover/controllers.js';
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
  api = await startTestApi({ modules: [BreakerModule, CoverModule, InventoryModule, LedgerModule, StakeModule], controllers: [...moneyControllers.filter(({ name }) => name === 'LedgerController'), ...stakeControllers, ...breakerControllers, ...coverControllers] });
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

test('weir stake puts into the diversified pool, gives away and leaves it', async () => {
  const one = await api.tenant();
  await administrator.post('/v1/admin/deposits', { tenantId: one.ownerId, amount: '900', reference: 'diversified' }).expect(201);
  expect(await weir(one.secret, 'stake', 'add', 'diversified', '800')).toMatch(/800[^]*800[^]*now/);
  await weir(one.secret, 'stake', 'give', 'diversified', tenant.ownerId, '100');
  expect(await weir(one.secret, 'stake', 'leave', 'diversified', '300')).toMatch(/400[^]*at most 300[^]*on their way out until/);
  expect(JSON.parse(await weir(one.secret, 'stake', 'show', 'diversified', '--json'))).toMatchObject({ shares: '400', worth: '400', exits: [{ shares: '300' }] });
});

test('weir cover backs, quotes, buys, lists, shows and leaves', async () => {
  const [poolId, leaseId] = [newId('pool'), newId('lease')];
  const [backer, insured] = [await api.tenant(), await api.tenant()];
  for (const { ownerId } of [backer, insured]) await administrator.post('/v1/admin/deposits', { tenantId: ownerId, amount: '200000000000', reference: ownerId }).expect(201);
  await api.database.client.pool.create({ data: { id: poolId, name: 'standard', createdAt: 0n } });
  const price = (resourceClass: string) => ({ resourceClass, variant: '', nanoTokensPerUnitHour: '1000000000', rateId: newId('rate') });
  await api.database.client.lease.create({
    data: {
      id: leaseId, tenantId: insured.ownerId, projectId: insured.projectId, poolId, name: 'web', state: 'active', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'i' }, constraints: {},
      pricing: { mode: 'on-demand' }, prices: [price('CPU_MILLI'), price('MEMORY_MIB')], priceLockedUntil: 0n, createdAt: BigInt(api.clock.now()),
    },
  });
  const cover = (who: Caller, ...words: string[]) => weir(who.secret, 'cover', ...words);
  expect(await cover(backer, 'back', '100000000000')).toMatch(/100000000000[^]*now/);
  expect(await cover(insured, 'pool')).toMatch(/may be covered[^]*99999999998[^]*200/);
  const terms = [leaseId, '50000000000', '--per-hour', '500000000', '--days', '73'];
  expect(await cover(insured, 'quote', ...terms)).toMatch(/^200000000 nano-tokens, from/);
  await expect(cover(insured, 'buy', ...terms, '--most-premium', '1')).rejects.toMatchObject({ message: expect.stringContaining('cover_too_dear') });
  const { id } = JSON.parse(await cover(insured, 'buy', ...terms, '--json')) as { id: string };
  expect(await cover(insured, 'list')).toMatch(new RegExp(`${id}[^]*${leaseId}[^]*waiting`));
  expect(JSON.parse(await cover(insured, 'show', id, '--json'))).toMatchObject({ premium: '200000000', claims: [] });
  await cover(backer, 'leave', '40000000000');
  expect(await cover(backer, 'position')).toMatch(/60000000000[^]*on their way out/);
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
