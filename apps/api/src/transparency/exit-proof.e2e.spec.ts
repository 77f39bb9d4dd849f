import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { BillingModule } from '#libs/billing';
import { BreakerModule } from '#libs/breaker';
import { CoverExits, CoverModule, type CoverPositionView } from '#libs/cover';
import { sql } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { MILLIS_PER_DAY, newId } from '#libs/kernel';
import { type AccountRef, LedgerModule, postTransfers } from '#libs/ledger';
import { initialRules, publishRules, type Rules } from '#libs/rules';
import { DiversifiedExits, type DiversifiedPositionView, DiversifiedRounds, type PositionView, StakeExits, StakeModule, type StakePoolView } from '#libs/stake';
import { addTestHosts } from '#libs/testing';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { OperatorFaults, type SlashView, TrustModule } from '#libs/trust';
import { type SettlementDocument, verifySettlement } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { changedDigit } from '../../../../test/support/changed-values.js';
import { proofCommand, verifyFile } from '../../../../test/support/verify-file.js';
import { coverControllers } from '../cover/controllers.js';
import { inventoryControllers } from '../inventory/controllers.js';
import { stakeControllers } from '../stake/controllers.js';
import { trustControllers } from '../trust/controllers.js';
import { transparencyControllers } from './controllers.js';

const TOKEN = 1_000_000_000n;
const { stake: { unbondingMillis }, faults: { appealMillis }, diversified: { roundMillis }, cover: { exitMillis } } = initialRules;
const signer = new LogSigner(randomBytes(32));
const trusted = { publicKey: Buffer.from(signer.publicKey).toString('base64') };

let api: TestApi;
let log: TransparencyLog;
let admin: Caller;
let operator: Caller;
let ann: Caller & { projectId: string };
let bob: Caller;
let pool: { id: string; name: string };
let stakePoolId: string;
/** Ann's, by what they left: paid all. */
const left = {} as Record<'stake' | 'cover' | 'diversified', string>;

/** Ann leaves a stake pool while it bears a slash, insurance while a part of it is required and the rules change, and the diversified pool. Bob stays. */
beforeAll(async () => {
  const modules = [InventoryModule, LedgerModule, BreakerModule, BillingModule, StakeModule, TrustModule, CoverModule, TransparencyModule];
  api = await startTestApi({ modules, controllers: [...inventoryControllers, ...stakeControllers, ...trustControllers, ...coverControllers, ...transparencyControllers] });
  log = new TransparencyLog(api.database, signer);
  [admin, operator, ann, bob] = [await api.admin(), await api.operator(), await api.tenant(), await api.tenant()];
  pool = (await admin.post('/v1/admin/pools', { name: 'standard' }).expect(201)).body as typeof pool;
  for (const { ownerId } of [ann, bob]) await give({ ownerId, kind: 'wallet' }, 1_000n * TOKEN);
  await publish({});
  await leaveStake();
  await leaveDiversified();
  await leaveCover();
  await sign();
}, 300_000);
afterAll(() => api.close());

const give = (to: AccountRef, amount: bigint) => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
  { key: newId('transfer'), type: 'posted', reason: 'deposit', amount, from: { ownerId: 'platform', kind: 'issuance' }, to },
]));
/** Rules that hold from now on. */
async function publish(cover: Partial<Rules['cover']>): Promise<void> {
  const bond = { ...initialRules.bond, rates: [{ resourceClass: 'CPU_MILLI' as const, variant: '', nanoTokensPerUnit: 2n * TOKEN }] };
  const rules = { ...initialRules, bond, cover: { ...initialRules.cover, ...cover } };
  await api.database.transaction((tx) => publishRules(tx, { rules, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, undefined, signer));
  await live(initialRules.changeDelayMillis);
}
async function live(millis: number): Promise<void> {
  api.clock.advance(millis);
  await api.database.client.$executeRaw(sql`update platform_watch set seen_at = ${BigInt(api.clock.now())}`);
}
async function sign(): Promise<void> {
  await live(60_000);
  await log.append();
  await log.signHead(api.clock.now());
}
const pay = () => new StakeExits(api.database).payDue(api.clock.now());
async function slash(cpus: number): Promise<SlashView> {
  const [hostId] = await addTestHosts(api.database, pool.id, [{ operatorId: operator.ownerId, cpus, heardAt: api.clock.now() }]);
  await admin.post('/v1/admin/faults', { kind: 'false_capacity', hostId, reason: 'half of its processors are threads' }).expect(201);
  return ((await operator.get('/v1/operator/slashes').expect(200)).body as { items: SlashView[] }).items[0]!;
}

async function leaveStake(): Promise<void> {
  stakePoolId = ((await operator.put('/v1/operator/stake-pool/terms', { earningsBps: 5_000, commissionBps: 1_000 }).expect(200)).body as StakePoolView).id;
  await ann.post(`/v1/stake-pools/${stakePoolId}/deposits`, { amount: String(100n * TOKEN + 7n) }).expect(201);
  await bob.post(`/v1/stake-pools/${stakePoolId}/deposits`, { amount: String(50n * TOKEN + 1n) }).expect(201);
  const { exits: [exit] } = (await ann.post(`/v1/stake-pools/${stakePoolId}/exits`, { shares: String(60n * TOKEN + 5n) }).expect(201)).body as PositionView;
  left.stake = exit!.id;
  const forgiven = await slash(3);
  await admin.post(`/v1/admin/slashes/${forgiven.id}/decision`, { decision: 'forgive', reason: 'it was ours' }).expect(200);
  await live(unbondingMillis);
  // It is due, and a slash is in evidence: nobody is paid ahead of it.
  await slash(5);
  expect(await pay()).toBe(0);
  await live(appealMillis);
  await api.app.get(OperatorFaults, { strict: false }).sweep(api.clock.now());
  expect(await pay()).toBe(1);
}

async function leaveDiversified(): Promise<void> {
  await bob.post('/v1/diversified-pool/deposits', { amount: String(30n * TOKEN) }).expect(201);
  await ann.post('/v1/diversified-pool/deposits', { amount: String(20n * TOKEN + 3n) }).expect(201);
  await new DiversifiedRounds(api.database).divideDue(api.clock.now());
  const { exits: [exit] } = (await ann.post('/v1/diversified-pool/exits', { shares: String(11n * TOKEN) }).expect(201)).body as DiversifiedPositionView;
  left.diversified = exit!.id;
  await live(roundMillis);
  await new DiversifiedRounds(api.database).divideDue(api.clock.now());
  await live(unbondingMillis);
  await pay();
  expect(await new DiversifiedExits(api.database).payDue(api.clock.now())).toBe(1);
}

async function leaveCover(): Promise<void> {
  await bob.post('/v1/pools/standard/cover/deposits', { amount: String(60n * TOKEN) }).expect(201);
  await ann.post('/v1/pools/standard/cover/deposits', { amount: String(40n * TOKEN + 1n) }).expect(201);
  const leaseId = newId('lease');
  const price = (resourceClass: string) => ({ resourceClass, variant: '', nanoTokensPerUnitHour: String(TOKEN / 10n), rateId: newId('rate') });
  await api.database.client.lease.create({
    data: {
      id: leaseId, tenantId: ann.ownerId, projectId: ann.projectId, poolId: pool.id, name: 'web', state: 'active', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'i' }, constraints: {},
      pricing: { mode: 'on-demand' }, prices: [price('CPU_MILLI'), price('MEMORY_MIB')], priceLockedUntil: BigInt(Number.MAX_SAFE_INTEGER), unplaced: false, createdAt: BigInt(api.clock.now()), activatedAt: BigInt(api.clock.now()),
    },
  });
  await ann.post('/v1/covers', { leaseId, amount: String(50n * TOKEN), nanoTokensPerHour: String(TOKEN / 2n), periodMillis: 73 * MILLIS_PER_DAY }).expect(201);
  const { exits: [exit] } = (await ann.post('/v1/pools/standard/cover/exits', { shares: String(30n * TOKEN) }).expect(201)).body as CoverPositionView;
  left.cover = exit!.id;
  await publish({ gearingBps: 2 * initialRules.cover.gearingBps });
  await live(exitMillis);
  expect(await new CoverExits(api.database).payDue(api.clock.now())).toBe(1);
}

const proofOf = async (exitId: string, who = ann) => (await who.get(`/v1/exits/${exitId}/proof`).expect(200)).body as SettlementDocument;
const leafOf = (document: SettlementDocument) => (document['exit'] as { leaf: Record<string, unknown> }).leaf;
const pointersOf = (document: unknown) => [...new Set(verifySettlement(document, trusted).findings.map(({ pointer }) => pointer))];

describe('an exit that was paid', () => {
  test('is reckoned again by whoever left, and shown to nobody else but administrators', async () => {
    for (const [kind, exitId] of Object.entries(left)) {
      const document = await proofOf(exitId);
      expect(verifySettlement(document, trusted).findings).toEqual([]);
      expect(leafOf(document)).toMatchObject({ kind: 'exit', of: kind, exitId });
      expect(Buffer.byteLength(JSON.stringify(leafOf(document)))).toBeLessThan(1_024);
      expect(JSON.stringify(document)).not.toMatch(/(opr|hst|cls|clm|sit)_/);
      await bob.get(`/v1/exits/${exitId}/proof`).expect(404);
      await operator.get(`/v1/operator/exits/${exitId}/proof`).expect(404);
      expect((await admin.get(`/v1/admin/exits/${exitId}/proof`).expect(200)).body).toEqual(document);
    }
    await ann.get(`/v1/exits/${newId('stakeExit')}/proof`).expect(404);
    await ann.get('/v1/exits/stx_/proof').expect(400);
  });

  test('bore the slash that was in evidence when it was due', async () => {
    const { exits } = (await ann.get(`/v1/stake-pools/${stakePoolId}/position`).expect(200)).body as PositionView;
    expect(exits).toEqual([]);
    const document = await proofOf(left.stake);
    const { paid, asked, lost, held, dueAt, paidAt } = leafOf(document) as { paid: string; asked: { amount: string }; lost: unknown; held: unknown; dueAt: number; paidAt: number };
    // Half of the ten tokens that five vCPUs ask for, by an operator without a bond; each slash was held back for by its fault before.
    expect([asked.amount, lost, held]).toEqual([String(60n * TOKEN + 5n), { losses: 1, amount: String(5n * TOKEN) }, { holds: 4, until: paidAt }]);
    // ⌊(60 tokens + 5) × (145 tokens + 9) ÷ (150 tokens + 9)⌋.
    expect(paid).toBe('58000000004');
    expect(paidAt).toBe(dueAt + appealMillis);
    expect([(document['slashes'] as unknown[]).length, (document['losses'] as unknown[]).length]).toEqual([2, 1]);
    expect(pointersOf({ ...document, losses: [] })).toEqual(['/exit/leaf/paidAt', '/exit/leaf/lost/losses', '/exit/leaf/lost/amount']);
  });

  test('goes by the rules of when it was asked for, and of insurance what may leave by those of when it was paid', async () => {
    const document = await proofOf(left.cover);
    const { rulesVersion, paidVersion } = leafOf(document) as Record<string, number>;
    expect(paidVersion).toBe(rulesVersion! + 1);
    const { rulesAtPayment: _later, ...without } = document;
    expect(pointersOf(without)).toEqual(['/rulesAtPayment']);
    const { signed: _signed, ...rules } = document.rules;
    expect(pointersOf({ ...document, rulesAtPayment: rules })).toEqual(expect.arrayContaining(['/rulesAtPayment/leaf/version', '/exit/leaf/room']));
  });

  test('of which any digit was changed is found out, and the digit named', { timeout: 300_000 }, async () => {
    for (const exitId of Object.values(left)) {
      const document = await proofOf(exitId);
      fc.assert(fc.property(changedDigit(document), ({ pointer, changed }) => {
        expect(pointersOf(changed)).toEqual([pointer]);
      }), { numRuns: 15 });
    }
  });

  test('that the platform reckoned wrongly is found out, though its log has it', async () => {
    const forged: [of: keyof typeof left, over: string, pointers: string[]][] = [
      ['stake', `paid = paid - 1`, ['/exit/leaf/paid']],
      ['stake', `amount = amount + 1`, ['/exit/leaf/asked/amount']],
      ['stake', `remains = remains + 1`, ['/exit/leaf/remains']],
      ['stake', `due_at = due_at - 1`, ['/exit/leaf/dueAt']],
      ['stake', `room = room + 1`, ['/exit/leaf/room']],
      ['stake', `lost = lost + 1`, ['/exit/leaf/lost/amount']],
      ['stake', `held_until = asked_at - 1`, ['/exit/leaf/held/until']],
      ['stake', `paid_at = paid_at - 1, held_until = held_until - 1`, ['/exit/leaf/paidAt', '/exit/leaf/lost/losses', '/exit/leaf/lost/amount']],
      ['cover', `room = room + 1`, ['/exit/leaf/room']],
      ['cover', `assets = assets + 1000000000`, ['/exit/leaf/remains', '/exit/leaf/room']],
      ['diversified', `due_at = due_at - 1`, ['/exit/leaf/dueAt']],
      ['diversified', `room = assets + 1`, ['/exit/leaf/room']],
    ];
    const ids = await Promise.all(forged.map(async ([of, over]) => {
      const id = newId(of === 'stake' ? 'stakeExit' : of === 'cover' ? 'coverExit' : 'diversifiedExit');
      const changes = Object.fromEntries(over.split(', ').map((one) => one.split(' = ') as [string, string]));
      const [row] = await api.database.query<{ columns: string }>(sql`select string_agg(column_name, ',' order by ordinal_position) as columns from information_schema.columns where table_name = 'paid_exits' and table_schema = current_schema()`);
      const columns = row!.columns.split(',');
      const values = columns.map((column) => (column === 'exit_id' ? `'${id}'` : column === 'sequence' ? `nextval('paid_exits_sequence_seq')` : (changes[column] ?? column)));
      await api.database.client.$executeRawUnsafe(`insert into paid_exits (${columns.join(', ')}) select ${values.join(', ')} from paid_exits where exit_id = '${left[of]}'`);
      return id;
    }));
    await sign();
    for (const [place, [of, over, pointers]] of forged.entries()) {
      const document = (await admin.get(`/v1/admin/exits/${ids[place]}/proof`).expect(200)).body as SettlementDocument;
      expect([of, over, pointersOf(document)]).toEqual([of, over, pointers]);
    }
  });

  test('is checked by the command', async () => {
    const document = await proofOf(left.stake);
    const { exit, lines } = await verifyFile(document, trusted.publicKey);
    expect([exit, lines[0], lines[1]]).toEqual([0, expect.stringMatching(/^verified: exit "stx_\w+" from a stake pool: \d+ nano-tokens for 60000000005 shares, worth 60000000005 when asked and \d+ at the end$/), expect.stringMatching(/; what was in evidence meanwhile was over \S+, 1 loss of it borne$/)]);
    expect(await proofCommand(api, ann, left.stake, '--key', trusted.publicKey)).toEqual({ exit, lines });
    const tampered = structuredClone(document) as unknown as { exit: { leaf: { paid: string } } };
    const was = tampered.exit.leaf.paid;
    tampered.exit.leaf.paid = String(BigInt(was) + 1n);
    expect(await verifyFile(tampered)).toEqual({ exit: 1, lines: ['NOT verified', `  /exit/leaf/paid was changed: the log has "${was}"`] });
  });
});
