import { join } from 'node:path';

import { ApiModule } from '#apps/api';
import { apiCall } from '#apps/weir';
import { Settlement } from '#libs/billing';
import { CoverClaims, CoverDisputes, monthStart } from '#libs/cover';
import { ManualClock, MILLIS_PER_DAY, MILLIS_PER_HOUR, MILLIS_PER_MINUTE, NANO_PER_TOKEN, newId } from '#libs/kernel';
import { initialRules, publishRules } from '#libs/rules';
import { addTestHosts, setTestRate } from '#libs/testing';
import { OperatorFaults, Reputations } from '#libs/trust';

import { wholeProduct } from '../support/whole-product.js';
import type { WholeWeir } from './whole-weir.js';

const account = { email: 'judge@example.com', password: 'correct horse battery staple' };

/** The API and the console on a clock that only tests move, with somebody who is a member of all that is fought over. */
export interface DisputedWorld {
  weir: WholeWeir;
  leaseId: string;
  hostId: string;
  /** What the worker's sweeps would do in a second. */
  sweep(): Promise<void>;
  /** The lease `db` gets a cover, is down for ten hours, and the month of it is judged. Days go by: who was signed in is not any more. */
  judgeCover(): Promise<void>;
  /** The time to vote on what is disputed goes by, and the time after it. */
  decideDisputes(): Promise<void>;
  /** The day ends, and it is found how far operators are trusted. */
  endDay(): Promise<void>;
  /** The agent and the gateway count traffic of an hour differently, and the time is over in which either may still say more. */
  countDifferently(): Promise<void>;
  close(): Promise<void>;
}

const tokens = (count: number): string => (BigInt(count) * NANO_PER_TOKEN).toString();

/** An operator with a bond, backed by a tenant, which has a lease there and may insure it with what it gave itself. */
export async function disputedWorld(): Promise<DisputedWorld> {
  const clock = new ManualClock(Date.now() - MILLIS_PER_DAY - initialRules.changeDelayMillis);
  const product = await wholeProduct({}, { consoleFolder: join(import.meta.dirname, '../../dist/console') }, { parts: [ApiModule], clock });
  const { url, database } = product;
  const admin = apiCall(url, product.adminKey);
  const rates = [{ resourceClass: 'CPU_MILLI' as const, variant: '', nanoTokensPerUnit: NANO_PER_TOKEN }];
  await database.transaction((tx) => publishRules(tx, { rules: { ...initialRules, bond: { ...initialRules.bond, rates } }, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: clock.now() }, undefined, undefined));
  clock.advance(initialRules.changeDelayMillis);

  const pool = await admin<{ id: string; name: string }>('POST', '/v1/admin/pools', { name: 'disputed' });
  const { operator, key: operatorKey } = await admin<{ operator: { id: string }; key: { secret: string } }>('POST', '/v1/admin/operators', { name: 'rhine-compute' });
  const { tenant, project, key: tenantKey } = await admin<{ tenant: { id: string }; project: { id: string }; key: { secret: string } }>('POST', '/v1/admin/tenants', { name: 'reader' });
  const asOperator = apiCall(url, operatorKey.secret);
  const asTenant = apiCall(url, tenantKey.secret);
  await admin('POST', `/v1/admin/operators/${operator.id}/deposits`, { amount: tokens(2), reference: 'operator' });
  await admin('POST', '/v1/admin/deposits', { tenantId: tenant.id, amount: tokens(1_000), reference: 'tenant' });
  await asOperator('POST', '/v1/operator/bond', { amount: tokens(2) });
  const { id: stakePoolId } = await asOperator<{ id: string }>('PUT', '/v1/operator/stake-pool/terms', { earningsBps: 0, commissionBps: 0 });
  await asTenant('POST', `/v1/stake-pools/${stakePoolId}/deposits`, { amount: tokens(10) });
  await asTenant('POST', `/v1/pools/${pool.name}/cover/deposits`, { amount: tokens(500) });

  const assessor = await admin<{ tenant: { id: string }; key: { secret: string } }>('POST', '/v1/admin/tenants', { name: 'assessor' });
  await admin('POST', '/v1/admin/deposits', { tenantId: assessor.tenant.id, amount: tokens(100), reference: 'assessor' });

  await admin('POST', '/v1/admin/people', { ...account, name: 'Judge' });
  await admin('POST', '/v1/admin/members', { email: account.email, role: 'administrator' });
  await asOperator('POST', '/v1/operator/members', { email: account.email, role: 'owner' });
  for (const call of [asTenant, apiCall(url, assessor.key.secret)]) await call('POST', '/v1/members', { email: account.email, role: 'owner' });

  const [hostId] = await addTestHosts(database, pool.id, [{ operatorId: operator.id, cpus: 16, heardAt: clock.now() }]);
  await setTestRate(database.client, pool.id, 'EGRESS_GIB' as 'CPU_MILLI', NANO_PER_TOKEN / 100n, 0);
  const [claimId, at] = [newId('claim'), BigInt(clock.now())];
  const whose = { tenantId: tenant.id, poolId: pool.id };
  const lease = async (name: string): Promise<string> => (await database.client.lease.create({
    data: {
      ...whose, id: newId('lease'), projectId: project.id, name, state: 'active', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'i' }, constraints: {}, pricing: { mode: 'on-demand' },
      prices: ['CPU_MILLI', 'MEMORY_MIB'].map((resourceClass) => ({ resourceClass, variant: '', nanoTokensPerUnitHour: (NANO_PER_TOKEN / 10n).toString(), rateId: newId('rate') })), priceLockedUntil: at + 10n ** 12n, unplaced: false, createdAt: at, activatedAt: at,
    },
  })).id;
  const [leaseId, dbId] = [await lease('web'), await lease('db')];
  await database.client.claim.create({
    data: { ...whose, id: claimId, leaseId, projectId: project.id, replica: 0, hostId: hostId!, clusterId: 'cls', siteId: 'sit', operatorId: operator.id, resources: [], fence: 1n, state: 'held', madeAt: at },
  });
  await database.client.stream.create({ data: { ...whose, id: newId('stream'), leaseId, claimId, hostId: hostId!, operatorId: operator.id, resourceClass: 'CPU_MILLI', quantity: 1_000n, nanoTokensPerUnitHour: NANO_PER_TOKEN / 5n, startsAt: at } });

  const sample = (source: string, bytes: number): object => ({
    specversion: '1.0', id: 'contested', source, type: 'weir.usage.egress_bytes.v1', subject: claimId, data: { bytes, startsAt: clock.now() - MILLIS_PER_MINUTE, endsAt: clock.now() },
  });
  const sweep = async (): Promise<void> => {
    clock.advance(1_000);
    await product.app.get(OperatorFaults, { strict: false }).sweep(clock.now());
    await product.app.get(Settlement, { strict: false }).settle(leaseId);
  };
  return {
    weir: { url, account, tenantKey: tenantKey.secret, adminKey: product.adminKey, operatorKeys: { 'rhine-compute': operatorKey.secret } }, leaseId, hostId: hostId!,
    sweep,
    async judgeCover() {
      // What is found is found by the month: the outage lies in one, whatever the day.
      const next = monthStart(clock.now(), 1);
      if (next - clock.now() < 3 * MILLIS_PER_DAY) clock.jump(next);
      const cover = await asTenant<{ startsAt: number; endsAt: number }>('POST', '/v1/covers', { leaseId: dbId, amount: tokens(20), nanoTokensPerHour: tokens(1), periodMillis: 60 * MILLIS_PER_DAY });
      const startsAt = BigInt(cover.startsAt + 1);
      await database.client.outage.create({ data: { id: newId('outage'), leaseId: dbId, tenantId: tenant.id, replica: 0, claimId: newId('claim'), operatorId: operator.id, hostId: hostId!, reason: 'host_lost', startsAt, endsAt: startsAt + BigInt(10 * MILLIS_PER_HOUR) } });
      clock.jump(Math.min(monthStart(cover.startsAt, 1), cover.endsAt) + initialRules.cover.settleMillis);
      await new CoverClaims(database).judgeDue(clock.now());
    },
    async decideDisputes() {
      clock.advance(initialRules.dispute.votingMillis + initialRules.dispute.cooldownMillis + 1);
      await new CoverDisputes(database).decideDue(clock.now());
    },
    async endDay() {
      clock.advance(MILLIS_PER_DAY + MILLIS_PER_HOUR);
      const reputations = product.app.get(Reputations, { strict: false });
      while ((await reputations.closeDue(clock.now())) > 0);
    },
    async countDifferently() {
      clock.advance(MILLIS_PER_HOUR);
      await asOperator('POST', '/v1/usage', [sample('/agents/1', 2 ** 31)]);
      await admin('POST', '/v1/usage', [sample('/gateways/1', 2 ** 30)]);
      clock.advance(2 * MILLIS_PER_HOUR);
      await sweep();
    },
    close: async () => product.close(),
  };
}
