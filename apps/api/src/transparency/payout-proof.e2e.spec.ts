import { CommandBus } from '@nestjs/cqrs';
import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { BreakerModule, type BreakerView } from '#libs/breaker';
import { MILLIS_PER_DAY, MILLIS_PER_HOUR, newId, toJson } from '#libs/kernel';
import { LedgerModule, postTransfers, type TransferReason } from '#libs/ledger';
import { ConfirmPayout, PaymentModule, Payouts, type PayoutWord } from '#libs/payment';
import { initialRules, publishRules } from '#libs/rules';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { payoutKey, type Plain, type SettlementDocument, verifySettlement } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { changedDigit } from '../../../../test/support/changed-values.js';
import { rulesAsWritten, rulesNow } from '../../../../test/support/rules.js';
import { verifyFile } from '../../../../test/support/verify-file.js';
import { breakerControllers } from '../breaker/controllers.js';
import { transparencyControllers } from './controllers.js';

const DAY = MILLIS_PER_DAY;
const HOUR = MILLIS_PER_HOUR;
const signer = new LogSigner(randomBytes(32));
const trusted = { publicKey: Buffer.from(signer.publicKey).toString('base64') };

let api: TestApi;
let log: TransparencyLog;
let payouts: Payouts;
let admin: Caller;
let operator: Caller;
let other: Caller;
/** One that earns by so many charges that no file has them, one that is paid by rules that say nothing of payouts. */
let busy: Caller;
let late: Caller;
/** One of whose payouts was under way before payouts were in the log. */
let old: Caller;
let began: number;
/** The operator's payouts, in order. */
const ids: string[] = [];

/**
 * What the page on payouts tells: of six payouts the second and third fail, the third after a breaker had stopped it, the fourth comes back, the fifth and sixth are under way. From the fourth on
 * earnings are held for longer.
 */
beforeAll(async () => {
  api = await startTestApi({ modules: [LedgerModule, BreakerModule, PaymentModule, TransparencyModule], controllers: [...breakerControllers, ...transparencyControllers] });
  log = new TransparencyLog(api.database, signer);
  payouts = new Payouts(api.database, { send: () => Promise.resolve({ outcome: 'accepted' }) });
  admin = await api.admin();
  [operator, other, busy, late, old] = [await api.operator(), await api.operator(), await api.operator(), await api.operator(), await api.operator()];
  began = api.clock.now() - (api.clock.now() % DAY) + 5 * DAY;
  await publish(2, 3);
  at(0, 2);
  await earn(5_000n);
  await earn(-7n, 'refund');
  await earn(2_000n, 'charge', other);
  await earn(10n, 'charge', busy, 2_001);
  await earn(3_000n, 'charge', old);
  await reserveUnlogged(700n);
  at(3, 1);
  await pay();
  at(3, 2);
  await earn(3_000n);
  at(5, 20);
  await earn(400n);
  await earn(-50n, 'service_credit');
  at(6, 1);
  await pay();
  at(6, 2);
  await say(ids[0]!, 'paid');
  await say(ids[1]!, 'failed');
  at(6, 12);
  await earn(777n);
  at(9, 1);
  await payStopped();
  at(9, 5);
  await say(ids[2]!, 'failed');
  await publish(5, 2);
  at(11, 7);
  await pay();
  at(11, 8);
  await say(ids[3]!, 'paid');
  at(11, 9);
  await say(ids[3]!, 'returned');
  at(12, 10);
  await earn(2_000n);
  at(14, 2);
  await earn(20_000_000_000n, 'charge', late);
  at(17, 1);
  await pay();
  at(18, 1);
  await pay();
  at(25, 1);
  await unsaid();
  await pay();
  at(25, 2);
  await sign();
}, 300_000);
afterAll(() => api.close());

const at = (days: number, hours: number): void => api.clock.jump(began + days * DAY + hours * HOUR);
/** Rules by which earnings are held for so many days, in force some days from now. */
async function publish(holdDays: number, inDays: number): Promise<void> {
  const rules = { ...initialRules, payout: { everyMillis: DAY, holdMillis: holdDays * DAY, thresholdNanoTokens: 1_000n } };
  await api.database.transaction((tx) => publishRules(tx, { rules, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, api.clock.now() + inDays * DAY, signer));
}
/** A version as they were before payouts were a part of the rules. */
async function unsaid(): Promise<void> {
  const { payout: _payout, ...older } = toJson<Record<string, Plain>>(initialRules);
  await rulesAsWritten(api.database, api.clock.now(), JSON.stringify(older));
}
/** As payouts were made before what they follow from was kept. */
async function reserveUnlogged(amount: bigint): Promise<void> {
  const [id, batchId, now] = [newId('payout'), newId('payoutBatch'), BigInt(api.clock.now())];
  await api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [{ key: payoutKey(id), type: 'pending', reason: 'payout', subjectId: id, amount, from: { ownerId: old.ownerId, kind: 'earnings' }, to: { ownerId: 'platform', kind: 'payouts' } }]));
  await api.database.client.payout.create({ data: { id, batchId, operatorId: old.ownerId, periodStartsAt: 0n, amount, state: 'pending', madeAt: now } });
}
async function earn(amount: bigint, reason: TransferReason = 'charge', { ownerId } = operator, times = 1): Promise<void> {
  const [issuance, earnings] = [{ ownerId: 'platform', kind: 'issuance' }, { ownerId, kind: 'earnings' }] as const;
  const sides = amount > 0n ? { amount, from: issuance, to: earnings } : { amount: -amount, from: earnings, to: issuance };
  await api.database.transaction((tx) => postTransfers(tx, api.clock.now(), Array.from({ length: times }, () => ({ key: newId('transfer'), type: 'posted' as const, reason, ...sides }))));
}
/** Makes the day's payouts, and logs them after what they follow from. */
async function pay(): Promise<void> {
  await log.append();
  while ((await payouts.makePayouts(api.clock.now())) >= 100);
  const made = await api.database.client.payout.findMany({ where: { operatorId: operator.ownerId, id: { notIn: ids } } });
  ids.push(...made.map(({ id }) => id));
  await log.append();
}
async function payStopped(): Promise<void> {
  const { id } = (await admin.post('/v1/admin/breakers', { flow: 'payout', scope: 'operator', subjectId: operator.ownerId, reason: 'its key may be stolen' }).expect(201)).body as BreakerView;
  await pay();
  expect(await payouts.resumeStopped(api.clock.now())).toBe(0);
  await admin.post(`/v1/admin/breakers/${id}/release`, { reason: 'it is not' }).expect(200);
  expect(await payouts.resumeStopped(api.clock.now())).toBe(1);
}
async function say(payoutId: string, outcome: PayoutWord['outcome']): Promise<void> {
  const { amount } = await api.database.client.payout.findUniqueOrThrow({ where: { id: payoutId } });
  await api.app.get(CommandBus).execute(new ConfirmPayout({ payoutId, amount, outcome }));
  await log.append();
}
async function sign(): Promise<void> {
  api.clock.advance(60_000);
  await log.append();
  await log.signHead(api.clock.now());
}

interface PayoutLeaf { payable: string; underWay: string; amount: string; cutOff: number; periodStartsAt: number; rulesVersion: number; stopped: boolean; before: string | null }
interface Shown { leaf: Record<string, string | number>; hidden?: Record<string, unknown> }
const proofOf = async (payoutId: string, who = operator) => (await who.get(`/v1/operator/payouts/${payoutId}/proof`).expect(200)).body as SettlementDocument;
const leafOf = (document: SettlementDocument) => (document['payout'] as { leaf: PayoutLeaf }).leaf;
const listOf = (document: SettlementDocument, part: string) => document[part] as Shown[];
const pointersOf = (document: unknown) => [...new Set(verifySettlement(document, trusted).findings.map(({ pointer }) => pointer))];
const latestOf = async ({ ownerId }: Caller) => (await api.database.client.payout.findFirstOrThrow({ where: { operatorId: ownerId }, orderBy: { madeAt: 'desc' } })).id;

describe('a payout', () => {
  test('is reckoned again by its operator from what was earned, held and under way, and shown to nobody else but administrators', async () => {
    const documents = await Promise.all(ids.map((id) => proofOf(id)));
    expect(documents.flatMap((document) => verifySettlement(document, trusted).findings)).toEqual([]);
    const days = (millis: number) => (millis - began) / DAY;
    expect(documents.map(leafOf).map(({ periodStartsAt, cutOff, payable, underWay, amount, rulesVersion }) => [days(periodStartsAt), days(cutOff), payable, underWay, amount, rulesVersion])).toEqual([
      [3, 1, '4993', '0', '4993', 1], [6, 4, '7943', '4993', '2950', 1], [9, 7, '4127', '0', '4127', 1], [11, 6, '3350', '0', '3350', 2], [17, 12, '4127', '0', '4127', 2], [18, 13, '6127', '4127', '2000', 2],
    ]);
    expect(documents.map((document) => listOf(document, 'entries').map(({ leaf }) => leaf['amount']))).toEqual([['5000', '-7'], ['3000', '-50'], ['400', '-4993', '777'], ['777'], ['777', '-3350', '3350'], ['2000']]);
    expect(documents.map((document) => listOf(document, 'others').map(({ leaf }) => ids.indexOf(leaf['payoutId'] as string)))).toEqual([[], [0], [], [], [], [4]]);
    expect(documents.map((document) => leafOf(document).before)).toEqual([null, ...ids.slice(0, 5)]);
    expect(documents.map((document) => leafOf(document).stopped)).toEqual([false, false, true, false, false, false]);
    await other.get(`/v1/operator/payouts/${ids[0]}/proof`).expect(404);
    await operator.get(`/v1/operator/payouts/${newId('payout')}/proof`).expect(404);
    await operator.get('/v1/operator/payouts/pay_/proof').expect(400);
    await operator.get(`/v1/admin/payouts/${ids[0]}/proof`).expect(403);
    expect((await admin.get(`/v1/admin/payouts/${ids[5]}/proof`).expect(200)).body).toEqual(documents[5]);
  });

  test('of more entries than a file has is shown with what the log has of their sum', async () => {
    const document = await proofOf(await latestOf(busy), busy);
    expect([leafOf(document).payable, document['entries']]).toEqual(['20010', undefined]);
    const { findings, says } = verifySettlement(document, trusted);
    expect([findings, says[1]]).toEqual([[], expect.stringMatching(/what was earned is as the log has it: its entries since nothing are not in the file$/)]);
  });

  test('by rules from before they said anything of payouts goes by what held then', async () => {
    const document = await proofOf(await latestOf(late), late);
    expect(document.rules.leaf['rules']).not.toHaveProperty('payout');
    expect([verifySettlement(document, trusted).findings, leafOf(document).amount]).toEqual([[], '20000000000']);
  });

  test('beside one from before payouts were in the log names that one, and says so', async () => {
    const document = await proofOf(await latestOf(old), old);
    const { findings, says } = verifySettlement(document, trusted);
    expect([findings, leafOf(document).amount, document['others'], says[0]]).toEqual([[], '2300', [], expect.stringMatching(/ 3000 earned up to \S+ and there, less 700 of 1 payout, 1 of them from before payouts were in the log, under way$/)]);
  });

  test('of which any digit was changed is found out, and the digit named', { timeout: 300_000 }, async () => {
    for (const id of [ids[1]!, ids[3]!, ids[5]!]) {
      const document = await proofOf(id);
      fc.assert(fc.property(changedDigit(document), ({ pointer, changed }) => {
        expect(pointersOf(changed)).toEqual([pointer]);
      }), { numRuns: 15 });
    }
  });

  test('that something is lacking of, or is of another, is found out', async () => {
    const [first, second, third, fourth, fifth] = await Promise.all(ids.map((id) => proofOf(id))) as [SettlementDocument, SettlementDocument, SettlementDocument, SettlementDocument, SettlementDocument];
    const without = (document: SettlementDocument, part: string, place: number) => ({ ...document, [part]: listOf(document, part).toSpliced(place, 1) });
    const { moved, ...unmoved } = first;
    const { before, ...alone } = second;
    const theirs = await proofOf(await latestOf(other), other);
    const cases: [document: object, pointers: string[]][] = [
      [without(second, 'entries', 0), ['/payout/leaf/payable']],
      [without(second, 'entries', 1), ['/payout/leaf/payable']],
      [{ ...third, entries: listOf(third, 'entries').toReversed() }, ['/entries/1/leaf/index', '/entries/2/leaf/index']],
      // What the first payout had already, and what is not old enough yet.
      [{ ...second, entries: [listOf(first, 'entries')[1], ...listOf(second, 'entries')] }, ['/entries/0/leaf/index', '/payout/leaf/payable']],
      [{ ...second, entries: [listOf(second, 'entries')[0], listOf(third, 'entries')[0], listOf(second, 'entries')[1]] }, ['/entries/1/leaf/at', '/payout/leaf/payable']],
      [{ ...second, entries: listOf(theirs, 'entries') }, ['/entries/0/leaf/ownerId', '/entries/0/leaf/index', '/payout/leaf/payable']],
      [unmoved, ['/moved']],
      [{ ...first, resolutions: [] }, ['/moved']],
      [{ ...fifth, moved }, ['/moved']],
      [{ ...fourth, moved }, ['/moved/leaf/amount', '/moved/leaf/at', '/moved/hidden/key']],
      [without(fourth, 'resolutions', 0), ['/resolutions/0/leaf/state', '/moved']],
      [{ ...fourth, resolutions: [...listOf(fourth, 'resolutions'), listOf(third, 'resolutions')[0]] }, ['/resolutions/2/leaf/payoutId']],
      [alone, ['/before']],
      [{ ...third, before }, ['/before/leaf/payoutId', '/payout/leaf/payable']],
      [{ ...second, others: [theirs['payout']] }, ['/others/0/leaf/payoutId']],
      [{ ...first, rules: fourth.rules }, ['/payout/leaf/rulesVersion', '/payout/leaf/begunAt', '/payout/leaf/cutOff']],
    ];
    expect(cases.map(([document]) => pointersOf(document))).toEqual(cases.map(([, pointers]) => pointers));
  });

  test('that the platform reckoned wrongly is found out, though its log has it', async () => {
    const last = await api.database.client.madePayout.findUniqueOrThrow({ where: { payoutId: ids[5]! } });
    const forged: [over: Partial<typeof last>, pointers: string[]][] = [
      [{ payable: last.payable + 1n, amount: last.amount + 1n }, ['/payout/leaf/payable']],
      [{ payable: last.payable - 1n, amount: last.amount - 1n }, ['/payout/leaf/payable']],
      [{ payable: last.payable + 1n, underWay: last.underWay + 1n }, ['/payout/leaf/payable', '/payout/leaf/underWay']],
      [{ underWay: last.underWay + 1n, amount: last.amount - 1n }, ['/payout/leaf/underWay']],
      [{ payable: last.underWay + 999n, amount: 999n }, ['/payout/leaf/payable', '/payout/leaf/amount']],
      [{ cutOff: last.cutOff + 1n }, ['/payout/leaf/cutOff']],
      [{ cutOff: last.cutOff - BigInt(DAY) }, ['/payout/leaf/cutOff', '/payout/leaf/payable']],
      [{ periodStartsAt: last.periodStartsAt - 1n }, ['/payout/leaf/periodStartsAt', '/payout/leaf/cutOff']],
      [{ begunAt: last.begunAt + BigInt(DAY) }, ['/payout/leaf/periodStartsAt']],
      [{ rulesVersion: 1 }, ['/payout/leaf/cutOff']],
      // One that had come back by then is said to be under way still.
      [{ others: [{ payoutId: ids[3]!, amount: '3350' }], underWay: 3_350n, amount: last.payable - 3_350n }, ['/resolutions/0/leaf/index', '/resolutions/1/leaf/index']],
      [{ others: [{ payoutId: ids[4]!, amount: '4126' }], underWay: 4_126n, amount: last.amount + 1n }, ['/others/0/leaf/amount']],
      [{ operatorId: other.ownerId }, ['/before/hidden/operatorId', '/payout/leaf/payable', '/others/0/hidden/operatorId']],
    ];
    const made = await Promise.all(forged.map(async ([{ others = last.others, ...over }]) => {
      const { sequence: _sequence, ...row } = { ...last, ...over, payoutId: newId('payout'), others: others as object[] };
      // A transfer that moves nothing, in place of the one that reserved it.
      await api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [{ key: payoutKey(row.payoutId), type: 'posted', amount: 0n, reason: 'deposit', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: operator.ownerId, kind: 'earnings' } }]));
      await api.database.client.madePayout.create({ data: row });
      return row.payoutId;
    }));
    await sign();
    const found = await Promise.all(made.map(async (id) => pointersOf((await admin.get(`/v1/admin/payouts/${id}/proof`).expect(200)).body)));
    expect(found).toEqual(forged.map(([, pointers]) => pointers));
  });

  test('is checked by the command', async () => {
    const document = await proofOf(ids[1]!);
    const { exit, lines } = await verifyFile(document, trusted.publicKey);
    expect([exit, lines[0], lines[1]]).toEqual([
      0, expect.stringMatching(/^verified: payout "pay_\w+" of 2950 nano-tokens: 7943 earned up to \S+ and there, less 4993 of 1 payout under way$/),
      expect.stringMatching(/; failed \S+; what was earned is reckoned from payout "pay_\w+" and 2 entries of the ledger$/),
    ]);
    const tampered = structuredClone(document) as unknown as { payout: { leaf: { amount: string } } };
    tampered.payout.leaf.amount = '2951';
    expect(await verifyFile(tampered)).toEqual({ exit: 1, lines: ['NOT verified', '  /payout/leaf/amount was changed: the log has "2950"'] });
  });

  test('is proven in any history, also of what happens beside it', { timeout: 300_000 }, async () => {
    const [amount, little] = [2_000, 300].map((max) => fc.integer({ min: 1, max }).map(BigInt)) as [fc.Arbitrary<bigint>, fc.Arbitrary<bigint>];
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ do: fc.constant('earn' as const), amount }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('spend' as const), amount: little }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 60 }) }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('pay' as const), hours: fc.integer({ min: 12, max: 30 }), earned: amount, spent: little }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('say' as const), which: fc.nat(), outcome: fc.constantFrom('paid', 'failed', 'returned') }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), days: fc.integer({ min: 0, max: 4 }) }) },
    );
    const seen = { payouts: 0, entries: 0 };
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 24, maxLength: 30 }), async (history) => {
      const who = await api.operator();
      const made = () => api.database.client.payout.findMany({ where: { operatorId: who.ownerId }, orderBy: { madeAt: 'asc' } });
      await rulesNow(api.database, api.clock.now(), { payout: { everyMillis: DAY, holdMillis: DAY, thresholdNanoTokens: 100n } });
      // In the first and the last period something is due, whatever happens between.
      await earn(5_000n, 'charge', who);
      api.clock.advance(3 * DAY);
      for (const one of [...history, { do: 'wait', hours: 144 }, { do: 'pay', hours: 12, earned: 1n, spent: 1n }] as typeof history) {
        if (one.do === 'earn') await earn(one.amount, 'charge', who);
        else if (one.do === 'spend') await earn(-one.amount, 'refund', who);
        else if (one.do === 'wait') api.clock.advance(one.hours * HOUR);
        else if (one.do === 'hold') await rulesNow(api.database, api.clock.now(), { payout: { everyMillis: DAY, holdMillis: one.days * DAY, thresholdNanoTokens: 100n } });
        else if (one.do === 'pay') {
          api.clock.advance(one.hours * HOUR);
          await Promise.all([earn(one.earned, 'charge', who), payouts.makePayouts(api.clock.now()), earn(-one.spent, 'refund', who), log.append()]);
        } else {
          const open = (await made()).filter(({ state }) => state === (one.outcome === 'returned' ? 'paid' : 'pending'));
          if (open.length > 0) await say(open[one.which % open.length]!.id, one.outcome);
        }
      }
      await sign();
      for (const { id, amount: paid } of await made()) {
        const document = await proofOf(id, who);
        expect(verifySettlement(document, trusted).findings).toEqual([]);
        expect(leafOf(document).amount).toBe(String(paid));
        seen.entries += listOf(document, 'entries').length;
        seen.payouts += 1;
      }
    }), { numRuns: 4, endOnFailure: true });
    expect(seen.payouts).toBeGreaterThan(2);
    expect(seen.entries).toBeGreaterThan(seen.payouts);
  });
});
