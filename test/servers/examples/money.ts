import { sql } from '#libs/database';
import { MILLIS_PER_DAY } from '#libs/kernel';

import type { Story } from './story.js';

/** What is paid, by whom and to whom. */
export async function playMoney(story: Story): Promise<void> {
  await playWallet(story);
  await playStatements(story);
  await playLedger(story);
  await playPayments(story);
  await playBreakers(story);
}

async function playWallet({ play, known, clock }: Story): Promise<void> {
  await play('tenant', 'getWallet');
  await play('tenant', 'getWalletBalanceAt', { parameters: { at: clock.now() } });
  await play('tenant', 'listWalletEntries', { parameters: { limit: 3 } });
  const { id: budgetId, version } = await play('tenant', 'createBudget', { body: { projectId: known.projectId!, amount: '500000000000000', alertShares: [50, 90], hardStop: false } });
  await play('tenant', 'listBudgets');
  await play('tenant', 'getBudget', { parameters: { budgetId } });
  await play('tenant', 'changeBudget', { parameters: { budgetId, 'If-Match': `"${version as number}"` }, body: { amount: '800000000000000' } });
  await play('tenant', 'removeBudget', { parameters: { budgetId } });
  await play('tenant', 'setTopUp', { body: { threshold: '1000000000', amount: '100000000000', mostPerMonth: '500000000000' } });
  await play('tenant', 'getTopUp');
  const { id: topUpId } = await play('tenant', 'requestTopUp', { body: { amount: '100000000000' } });
  await play('tenant', 'listTopUps');
  await play('payment service', 'resolveTopUp', { body: { topUpId, outcome: 'declined', reason: 'The card has expired.' } });
  await play('tenant', 'removeTopUp');
}

async function playStatements({ play, known, logged }: Story): Promise<void> {
  const leaseId = known.leaseId!;
  await play('tenant', 'listCharges', { parameters: { leaseId } }, { until: ({ items }) => items.length > 0 });
  await play('tenant', 'getLeaseCost', { parameters: { leaseId } });
  const { id: statementId } = await play('tenant', 'closeStatement');
  await play('tenant', 'listStatements');
  await play('tenant', 'getStatement', { parameters: { statementId } });
  await play('tenant', 'exportStatement', { parameters: { statementId, format: 'focus', tokenPrice: '0.0123', currency: 'EUR' } });
  await logged();
  await play('tenant', 'getStatementProof', { parameters: { statementId } });
  await play('operator', 'listEarnings', { parameters: { by: 'day' } });
}

async function playLedger({ play, known }: Story): Promise<void> {
  const { tenantId, otherTenantId } = known as { tenantId: string; otherTenantId: string };
  await play('administrator', 'depositTokens', { body: { tenantId: otherTenantId, amount: '250000000000', reference: 'invoice 2027-117' } });
  const { items: [entry] } = await play('administrator', 'listTransfers', { parameters: { ownerId: otherTenantId, kind: 'wallet' } });
  const transferId = entry.transferId as string;
  await play('administrator', 'getTransfer', { parameters: { transferId } });
  await play('administrator', 'reverseTransfer', { parameters: { transferId }, body: { reason: 'The invoice was paid twice.' } });
  await play('administrator', 'auditLedger');
  const { id: differenceId } = await play('administrator', 'raiseDifference', { body: { ownerId: tenantId, kind: 'wallet', reason: 'The bank says otherwise.' } });
  await play('administrator', 'listDifferences', { parameters: { open: true } });
  await play('administrator', 'acknowledgeDifference', { parameters: { differenceId }, body: { reason: 'We are looking into it.' } });
  await play('administrator', 'resolveDifference', { parameters: { differenceId }, body: { reason: 'The bank was wrong.' } });
}

async function playPayments({ play, ask, known, product, later, logged }: Story): Promise<void> {
  const { tenantId } = known as { tenantId: string };
  await play('payment service', 'takeDeposit', { body: { reference: 'SEPA 2027-01-15/0042', recipient: tenantId, amount: '100000000000' } });
  const held = async (reference: string) => (await ask('payment service', 'takeDeposit', { body: { reference, recipient: 'ACME Ltd', amount: '700000000' } })).id as string;
  const [ours, nobodys] = [await held('SEPA 2027-01-15/0043'), await held('SEPA 2027-01-15/0044')];
  await play('administrator', 'listPaymentDeposits', { parameters: { state: 'held' } });
  await play('administrator', 'assignDeposit', { parameters: { depositId: ours }, body: { tenantId, reason: 'They called.' } });
  await play('administrator', 'returnDeposit', { parameters: { depositId: nobodys }, body: { reason: 'Nobody claims it.' } });
  const { items: [message] } = await play('administrator', 'listPaymentMessages', {}, { until: ({ items }) => items[0]?.state === 'sent' });
  // As it is after a day of attempts.
  await product.database.query(sql`update payment_messages set state = 'failed', sent_at = null where id = ${message.id as string}`);
  await play('administrator', 'restartPaymentMessage', { parameters: { messageId: message.id } });
  await later(9 * MILLIS_PER_DAY);
  const { items: [payout] } = await play('operator', 'listOwnPayouts', {}, { until: ({ items }) => items.length > 0 });
  await play('administrator', 'listPayouts');
  await play('payment service', 'confirmPayout', { body: { payoutId: payout.id, amount: payout.amount, outcome: 'paid', reference: 'SEPA 2027-02-01/0001' } });
  await logged();
  await play('operator', 'getPayoutProof', { parameters: { payoutId: payout.id } });
  await play('administrator', 'getAnyPayoutProof', { parameters: { payoutId: payout.id } });
  await play('operator', 'listRewards');
  await play('administrator', 'listRewardEpochs', { parameters: { poolId: known.poolId! } });
  await play('administrator', 'getRewardFairness', { parameters: { poolId: known.poolId! } });
}

async function playBreakers({ play, known }: Story): Promise<void> {
  const { id: breakerId } = await play('administrator', 'tripBreaker', { body: { flow: 'payout', scope: 'operator', subjectId: known.operatorId!, reason: 'Its key may be stolen.' } });
  await play('administrator', 'listBreakers', { parameters: { open: true } });
  await play('administrator', 'getBreaker', { parameters: { breakerId } });
  await play('administrator', 'releaseBreaker', { parameters: { breakerId }, body: { reason: 'The operator confirmed the payout by telephone.' } });
}
