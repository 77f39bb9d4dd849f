import { CommandBus } from '@nestjs/cqrs';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { BillingModule, CloseStatement, ReverseTransfer } from '#libs/billing';
import { sql } from '#libs/database';
import { newId, systemActor } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';
import { initialRules } from '#libs/rules';
import { StakeExits, StakeModule, type StakePoolView } from '#libs/stake';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { type StatementDocument, verifyStatement } from '#libs/verify';

import { startTestApi, type TestApi } from '../../../../test/support/api.js';
import { transparencyControllers } from '../transparency/controllers.js';
import { stakeControllers } from './controllers.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ modules: [BillingModule, StakeModule, TransparencyModule], controllers: [...stakeControllers, ...transparencyControllers] });
});
afterAll(() => api.close());

test('what goes from a wallet into a stake pool, and what comes back, is on the tenant\'s statements, which close and verify', async () => {
  const [operator, tenant] = [await api.operator(), await api.tenant()];
  const log = new TransparencyLog(api.database, new LogSigner(randomBytes(32)));
  await api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
    { key: newId('transfer'), type: 'posted', amount: 9_000n, reason: 'deposit', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: tenant.ownerId, kind: 'wallet' } },
  ]));
  const { id } = (await operator.put('/v1/operator/stake-pool/terms', { earningsBps: 1_000, commissionBps: 0 }).expect(200)).body as StakePoolView;
  const close = async () => {
    api.clock.advance(60_000);
    const { id: statementId } = await api.app.get(CommandBus, { strict: false }).execute(new CloseStatement({ ...systemActor, ownerType: 'tenant', ownerId: tenant.ownerId }));
    await log.append();
    await log.signHead((api.clock.advance(60_000), api.clock.now()));
    const document = JSON.parse((await tenant.get(`/v1/statements/${statementId}/proof`).expect(200)).text) as StatementDocument;
    expect(verifyStatement(document)).toMatchObject({ verified: true, findings: [] });
    return document.statement.leaf;
  };
  await tenant.post(`/v1/stake-pools/${id}/deposits`, { amount: '4000' }).expect(201);
  expect(await close()).toMatchObject({ openingBalance: '0', deposits: '5000', charges: '0', closingBalance: '5000' });
  const [{ id: moved }] = await api.database.query<{ id: string }>(sql`select t.id from transfers t where t.reason = 'stake'`) as [{ id: string }];
  await expect(api.app.get(CommandBus, { strict: false }).execute(new ReverseTransfer(systemActor, moved, 'a mistake'))).rejects.toMatchObject({ code: 'not_reversible' });
  await tenant.post(`/v1/stake-pools/${id}/exits`, { shares: '3000' }).expect(201);
  api.clock.advance(initialRules.stake.unbondingMillis);
  expect(await new StakeExits(api.database).payDue(api.clock.now())).toBe(1);
  expect(await close()).toMatchObject({ openingBalance: '5000', deposits: '3000', closingBalance: '8000' });
});
