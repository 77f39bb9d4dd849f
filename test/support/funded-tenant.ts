import { newId } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';
import { setTestRate, testRates } from '#libs/testing';

import type { Caller, TestApi } from './api.js';

/** A new tenant that can pay for anything. */
export async function fundedTenant(api: TestApi): Promise<Caller & { projectId: string }> {
  const tenant = await api.tenant();
  await api.database.transaction((tx) => postTransfers(tx, 0, [{
    key: `deposit:${tenant.ownerId}`, type: 'posted', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: tenant.ownerId, kind: 'wallet' }, amount: 10n ** 12n, reason: 'deposit',
  }]));
  return tenant;
}

/** A new pool with a fixed price of each class, and without hosts. */
export async function pricedPool(api: TestApi): Promise<{ id: string; name: string }> {
  const id = newId('pool');
  const name = `pool-${id.slice(4, 12)}`;
  await api.database.client.pool.create({ data: { id, name, createdAt: 0n } });
  for (const [resourceClass, rate] of Object.entries(testRates)) await setTestRate(api.database.client, id, resourceClass as keyof typeof testRates, rate, 0);
  return { id, name };
}
