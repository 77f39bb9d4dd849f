import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { amountOf, vectorsOf } from '../../../../test/support/vectors.js';
import { openApiDocument } from '../index.js';
import { calculators } from './calculators.controller.js';
import { calculatorControllers } from './controllers.js';

let api: TestApi;
let caller: Caller;
beforeAll(async () => {
  api = await startTestApi({ controllers: calculatorControllers, settings: { rateLimitPerMinute: 100_000 } });
  caller = await api.tenant();
});
afterAll(() => api.close());

type Question = Record<string, unknown>;
const pathOf = ({ primitive, operation }: { primitive: string; operation: string }) => `/v1/calculators/${primitive}/${operation}`;
const exampleOf = (calculator: (typeof calculators)[number]) => (calculator.input.meta() as { examples: Question[] }).examples[0]!;
const ask = async (path: string, question: Question) => (await caller.post(`/v1/calculators/${path}`).send(question).expect(200)).body as Record<string, object>;

describe('every operation', () => {
  test.each(calculators.map((calculator) => [pathOf(calculator), calculator] as const))('%s answers its example as described, and says where a question is wrong', async (path, calculator) => {
    const example = exampleOf(calculator);
    const { body } = await caller.post(path).send(example).expect(200);
    expect(calculator.output.parse(body)).toEqual(body);
    const unknown = (await caller.post(path).send({ ...example, more: 1 }).expect(400)).body;
    expect(unknown).toMatchObject({ code: 'invalid_request', pointer: '/more' });
    const [first] = Object.keys(example);
    const { [first!]: _left, ...lacking } = example;
    expect((await caller.post(path).send(lacking).expect(400)).body).toMatchObject({ code: 'invalid_request', pointer: `/${first}` });
    await api.anonymous.post(path).send(example).expect(401);
  });

  /** A question with every leaf, one after the other, replaced by extremes. */
  function* extremes(question: unknown): Generator {
    if (Array.isArray(question)) {
      yield [];
      yield [...question, ...question];
      for (const [place, member] of question.entries()) for (const other of extremes(member)) yield question.with(place, other);
    } else if (typeof question === 'object' && question !== null) {
      for (const [key, member] of Object.entries(question)) for (const other of extremes(member)) yield { ...question, [key]: other };
    } else {
      yield* typeof question === 'string' ? ['0', '1', '9'.repeat(40), '-1'] : [0, 10_000, -1, 253_402_300_799_999];
    }
  }

  test.each(calculators.map((calculator) => [pathOf(calculator), calculator] as const))('%s never fails, whatever it is asked', async (path, calculator) => {
    for (const question of extremes(exampleOf(calculator))) {
      const { status, body } = await caller.post(path).send(question as object);
      expect([200, 400, 422], JSON.stringify({ question, body })).toContain(status);
      if (status === 200) expect(calculator.output.parse(body)).toEqual(body);
      else if (body.code === 'rule_refused') expect(body).toMatchObject({ rule: expect.stringMatching(/^[a-z_]+$/) });
      else expect(body).toMatchObject({ code: expect.stringMatching(/^(invalid_request|impossible_state)$/), pointer: expect.any(String) });
    }
  });

  test('is in the document once, with an example', async () => {
    const document = await openApiDocument();
    const paths = Object.keys(document.paths).filter((path) => path.startsWith('/v1/calculators/'));
    expect(paths.toSorted()).toEqual(calculators.map(pathOf).toSorted());
    const text = JSON.stringify(document.components!.schemas);
    for (const calculator of calculators) expect(text.includes(JSON.stringify(exampleOf(calculator))), pathOf(calculator)).toBe(true);
  });

  test('is there for tenants and operators alike, and takes no list without end', async () => {
    const operator = await api.operator();
    await operator.post('/v1/calculators/split/largest-remainder').send({ total: '1', shares: [{ id: 'a', weight: '1' }] }).expect(200);
    const many = Array.from({ length: 201 }, (_, place) => ({ id: String(place), weight: '1' }));
    expect((await caller.post('/v1/calculators/split/largest-remainder').send({ total: '1', shares: many }).expect(400)).body).toMatchObject({ pointer: '/shares' });
  });

  test('tells which rule refuses, and what could be no state of ours', async () => {
    expect((await caller.post('/v1/calculators/price-curve/amounts-out').send({ amount: '2', way: [] }).expect(422)).body).toMatchObject({ code: 'rule_refused', rule: 'invalid_path', pointer: '/way' });
    expect((await caller.post('/v1/calculators/stream/shortage').send({ funds: '1', streams: [{ id: 'a', owed: '1' }, { id: 'a', owed: '1' }] }).expect(422)).body)
      .toMatchObject({ code: 'impossible_state', detail: 'A split names a twice.', pointer: '' });
    expect((await caller.post('/v1/calculators/price-curve/take-out').send({ pair: { reserve0: '1', reserve1: '1', supply: '1' }, shares: '2' }).expect(422)).body).toMatchObject({ rule: 'insufficient_liquidity', pointer: '/shares' });
  });
});

describe('what the product reckons by', () => {
  test('gives the numbers of docs/proof-of-capacity.md, docs/rewards.md and docs/insurance.md', async () => {
    // Four vCPUs at a bond rate of 2 tokens: 5,000 basis points of 8, and no more than half of what is at stake.
    const fault = { units: [{ resourceClass: 'CPU_MILLI', units: '4000' }], rates: [{ resourceClass: 'CPU_MILLI', nanoTokensPerUnit: '2000000000' }], amountBps: 5_000, capBps: 5_000, atStake: '8000000000', slashedBefore: '0' };
    expect(await ask('bond/fault-cost', fault)).toEqual({ base: '8000000000', amount: '4000000000' });
    expect(await ask('bond/fault-cost', { ...fault, slashedBefore: '3500000000' })).toEqual({ base: '8000000000', amount: '500000000' });
    expect(await ask('bond/waterfall', { amount: '100', harm: '90', bond: '30', stake: '40', insurance: '15', treasury: '2' })).toEqual({ bond: '30', stake: '40', insurance: '15', treasury: '2', deficit: '13' });
    expect(await ask('bond/covered', { bonded: '1999999999', perUnit: '1000000000', unitsPerPriced: '1000' })).toEqual({ units: '1999' });
    const [left] = [await ask('bond/unbond', { bond: { bonded: '70', unbonding: [] }, amount: '40', now: 5, unbondingMillis: 10 })];
    expect(left).toEqual({ bonded: '30', unbonding: [{ amount: '40', releasesAt: 15 }] });
    expect(await ask('bond/release', { bond: left, now: 14 })).toEqual({ bond: left, released: '0' });
    expect(await ask('bond/release', { bond: left, now: 15 })).toEqual({ bond: { bonded: '30', unbonding: [] }, released: '40' });
    const rates = [{ resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: '100000000' }];
    expect(await ask('split/idle-work', { units: [{ resourceClass: 'CPU_MILLI', unitMillis: '144000000000' }], rates })).toEqual({ amount: '4000000000' });
    const hour = { work: [{ id: 'A', weight: '4000000000' }, { id: 'B', weight: '1000000000' }], counted: [{ id: 'A', weight: '4000000000' }, { id: 'B', weight: '2000000000' }], revenue: '2000000000', terms: { scheme: 'pps', feeBps: 500, halvings: 10, revenueBps: 2_000 } };
    expect(await ask('split/idle-rewards', { ...hour, treasury: '399050000000' })).toEqual({ scheme: 'pps', reserve: '346573590280', paid: '4750000000', amounts: { A: '3800000000', B: '950000000' } });
    expect(await ask('split/idle-rewards', { ...hour, treasury: '295350000000' })).toEqual({ scheme: 'pplns', reserve: '346573590280', paid: '400000000', amounts: { A: '266666667', B: '133333333' } });
    expect(await ask('price-curve/cover-loss', { perHour: '1000', downMillis: '5400000', credit: { amount: '301', downMillis: '10800000' }, left: '2000', assets: '1000000' })).toEqual({ loss: '1500', credited: '151', beyond: '1349', paid: '1349' });
    expect(await ask('price-curve/cover-capacity', { gearingBps: '30000', assets: '1000002', leaving: '200000' })).toEqual({ amount: '2400000' });
    const settled = { pool: { assets: '1000', shares: '1000' }, locked: '0', updatedAt: 0, unlocksAt: 0 };
    expect(await ask('share-pool/inflow', { settled, earned: { net: '1000', owed: '50', available: '400' }, terms: { earningsBps: 5_000, commissionBps: 1_000, unlockMillis: 604_800_000 } })).toMatchObject({ gain: '400', fee: '40', owed: '150' });
  });
});

describe('vectors of the systems the rules come from', () => {
  test('share-pool: OpenZeppelin\'s scenario', async () => {
    let pool: unknown = { assets: '0', shares: '0', virtualShares: '1' };
    for (const { input, expected } of vectorsOf<{ input: { op: string; amount: number }; expected: { totalShares: number; totalAssets: number; assetsMoved?: number; sharesMoved?: number } }>('erc4626_oz_scenario')) {
      const before = pool as { assets: string };
      if (input.op === 'yield') {
        pool = { ...before, assets: String(BigInt(before.assets) + BigInt(input.amount)) };
      } else {
        const moved = await ask(`share-pool/${input.op}`, { pool, [input.op === 'deposit' || input.op === 'withdraw' ? 'assets' : 'shares']: String(input.amount) });
        expect([undefined, moved.assets]).toContain(expected.assetsMoved === undefined ? undefined : String(expected.assetsMoved));
        expect([undefined, moved.shares]).toContain(expected.sharesMoved === undefined ? undefined : String(expected.sharesMoved));
        pool = moved.pool;
      }
      expect(pool).toMatchObject({ assets: String(expected.totalAssets), shares: String(expected.totalShares) });
    }
  });

  test('share-pool: a round of the diversified pool puts what is in hand where least is, up to each cap', async () => {
    const backed = (id: string, worth: string, group = id) => ({ id, group, worth, leaving: '0', eligible: true, takes: true, gives: true });
    const rule = { operatorMostBps: 4_000, groupMostBps: 5_000, driftBps: 200, moveMostBps: 500 };
    expect(await ask('share-pool/route', { book: { cash: '1000', owed: '0', pools: [backed('a', '0', 'g'), backed('b', '0', 'g'), backed('c', '0')] }, rule }))
      .toEqual({ divided: '1000', targets: { a: '250', b: '250', c: '400' }, deposits: [{ id: 'a', amount: '250' }, { id: 'b', amount: '250' }, { id: 'c', amount: '400' }], exits: [] });
    expect((await caller.post('/v1/calculators/share-pool/route').send({ book: { cash: '1', owed: '0', pools: [backed('a', '0'), backed('a', '1')] }, rule }).expect(400)).body).toMatchObject({ pointer: '/book/pools', detail: expect.stringContaining('Each id once') as string });
  });

  test('price-curve: Uniswap\'s swaps and Ethereum\'s base fees', async () => {
    for (const { input, expected } of vectorsOf<{ input: Record<string, string>; expected: { maxAmountOut: string } }>('uniswap_v2_pair').filter(({ input }) => input.op === 'swap')) {
      expect(await ask('price-curve/amounts-out', { amount: input.amountIn, way: [{ reserveIn: input.reserveIn, reserveOut: input.reserveOut }] })).toEqual({ amounts: [input.amountIn, expected.maxAmountOut] });
    }
    for (const { input, expected } of vectorsOf<{ input: { parentBaseFee: string | number; parentGasLimit: string | number; parentGasUsed: string | number; elasticity: number; changeDenominator: number }; expected: string | number }>('eip1559_calc_base_fee')) {
      const rule = { targetBps: 10_000 / input.elasticity, denominator: input.changeDenominator, floor: String(input.changeDenominator), ceiling: '1000000000000000' };
      expect(await ask('price-curve/base-fee', { rule, base: String(input.parentBaseFee), utilisation: { used: String(input.parentGasUsed), total: String(input.parentGasLimit) } })).toEqual({ amount: String(expected) });
    }
  });

  test('stream: Akash\'s settlement in order', async () => {
    for (const { input, expected } of vectorsOf<{ input: { blocks: number; balance: number; rates: number[] }; expected: { paid: number[]; overdrawn: boolean } }>('akash_escrow_settle_current')) {
      const payments = input.rates.map((rate, place) => ({ id: `p${place}`, rate: String(rate) }));
      const { paid, overdrawn } = await ask('stream/settle-in-order', { funds: String(input.balance), payments, elapsed: String(input.blocks) });
      expect([Object.values(paid!), overdrawn]).toEqual([expected.paid.map(String), expected.overdrawn]);
    }
  });

  test('bond: Filecoin\'s termination fees', async () => {
    for (const { input, expected } of vectorsOf<{ input: { initialPledge: number; ageDays: number; faultFee: number }; expected: number }>('filecoin_termination_fee')) {
      expect(await ask('bond/termination-fee', { pledge: String(input.initialPledge), age: String(input.ageDays), unitsPerDay: '1', faultFee: String(input.faultFee) })).toEqual({ amount: String(expected) });
    }
  });

  test('vote: OpenZeppelin\'s nominal proposal', async () => {
    const [, nominal] = vectorsOf<{ input: Record<string, string>; expected: Record<string, number> }>('oz_governor');
    let proposal: Question = { snapshot: '104', deadline: '120', quorum: '10', tally: { against: '0', for: '0', abstain: '0' }, used: [] };
    for (const [voter, weight] of [['v1', '10'], ['v2', '7'], ['v3', '5'], ['v4', '2']] as const) {
      const { tally, used } = await ask('vote/cast', { proposal, voter, weight, support: nominal!.input[voter], now: '110', lateExtension: '0' });
      proposal = { ...proposal, tally, used: Object.entries(used!).map(([id, weight]: [string, unknown]) => ({ id, weight })) };
    }
    expect(await ask('vote/proposal', { proposal, now: '121' })).toMatchObject({ state: 'succeeded', tally: { against: '5', for: '17', abstain: '2' } });
  });

  test('proof: roots and proofs of RFC 6962, leaves of PDP', async () => {
    for (const { input, expected } of vectorsOf<{ input: { leavesHex?: string[] }; expected: { rootHex: string } }>('rfc6962_roots').filter(({ input }) => input.leavesHex?.every((leaf) => leaf !== ''))) {
      expect(await ask('proof/root', { leaves: input.leavesHex })).toMatchObject({ root: expected.rootHex });
    }
    for (const { input, expected } of vectorsOf<{ input: { pieceLeafCounts: number[]; remove?: number[]; challengedLeaf?: number }; expected: { piece?: number; offset?: number } }>('pdp_challenge_index').filter(({ input }) => input.challengedLeaf !== undefined)) {
      const leafCounts = input.pieceLeafCounts.map((count, piece) => (input.remove!.includes(piece) ? '0' : String(count)));
      expect(await ask('proof/find-leaf', { leafCounts, leaf: String(input.challengedLeaf) })).toMatchObject({ piece: expected.piece, offset: String(expected.offset) });
    }
    let held = 0;
    for (const { input, expected } of vectorsOf<{ input: { leafIdx: number; treeSize: number; root: string; leafHash: string; proof: string[] | null }; expected: { valid: boolean } }>('rfc6962_inclusion_proofs')) {
      const question = { index: input.leafIdx, size: input.treeSize, leafHash: input.leafHash, proof: input.proof ?? [], root: input.root };
      // What is no hash, or no place, is refused before it is tried.
      const { status, body } = await caller.post('/v1/calculators/proof/inclusion').send(question);
      expect(status === 200 ? (body as { valid: boolean }).valid : false).toBe(expected.valid);
      held += Number(expected.valid);
    }
    expect(held).toBeGreaterThan(0);
  });

  test('split, basket, buyout: p2poolv2\'s, Set\'s and Fractional\'s', async () => {
    expect(await ask('split/pplns', { reward: '100000000', newestFirst: [{ id: 'a', work: '600' }, { id: 'b', work: '400' }], window: '1000', deductions: [{ id: 'donation', bps: 500 }, { id: 'fee', bps: 200 }], withoutWork: 'x' }))
      .toEqual({ deductions: { donation: '5000000', fee: '1900000' }, payouts: { a: '55860000', b: '37240000' } });
    expect(await ask('basket/issue', { components: [{ id: 'WETH', unit: '1000000000000000000' }, { id: 'WBTC', unit: '200000000' }], quantity: '1' })).toEqual({ parts: { WETH: '1', WBTC: '1' } });
    for (const { input, expected } of vectorsOf<{ input: { votes?: [string, string, string][] }; expected: { reservePrice: string } }>('fractional_buyout').filter(({ input }) => input.votes)) {
      const holdings = input.votes!.map(([holder, tokens, price]) => ({ holder, tokens: String(amountOf(tokens)), price: String(amountOf(`${price}e18`)) }));
      expect(await ask('buyout/reserve-price', { holdings })).toMatchObject({ price: String(amountOf(`${expected.reservePrice}e18`)) });
    }
  });
});
