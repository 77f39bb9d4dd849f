import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { type BackedPool, dividedWhole, type DiversifiedBook, type DiversifyRule, keptForLeavers, routeRound, targetsOf } from './diversify.js';

const amount = fc.oneof(fc.constant(0n), fc.bigInt(0n, 10n ** 6n), fc.bigInt(0n, 10n ** 18n));
const bps = fc.bigInt(0n, 10_000n);
const rules: fc.Arbitrary<DiversifyRule> = fc.record({ operatorMostBps: bps, groupMostBps: bps, driftBps: bps, moveMostBps: bps });
const pools: fc.Arbitrary<BackedPool[]> = fc
  .array(fc.record({ group: fc.constantFrom('a', 'b', 'c', 'd'), worth: amount, leaving: amount, eligible: fc.boolean(), takes: fc.boolean(), gives: fc.boolean() }), { maxLength: 9 })
  .map((drawn) => drawn.map((pool, place) => ({ ...pool, id: `p${place}` })));
const books: fc.Arbitrary<DiversifiedBook> = fc.record({ cash: amount, owed: amount, pools });

const open = { eligible: true, takes: true, gives: true };
const pool = (id: string, worth: bigint, more: Partial<BackedPool> = {}): BackedPool => ({ id, group: id, worth, leaving: 0n, ...open, ...more });
const rule: DiversifyRule = { operatorMostBps: 4_000n, groupMostBps: 5_000n, driftBps: 500n, moveMostBps: 1_000n };
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, one) => total + one, 0n);
const moved = (moves: readonly { id: string; amount: bigint }[]) => Object.fromEntries(moves.map((move) => [move.id, move.amount]));

test('what is in hand goes where least is, up to each one\'s part and cap', () => {
  const empty = { cash: 1_000n, owed: 0n, pools: [pool('a', 0n), pool('b', 0n), pool('c', 0n)] };
  expect(moved(routeRound(empty, rule).deposits)).toEqual({ a: 333n, b: 333n, c: 334n });
  expect(moved(routeRound({ ...empty, pools: empty.pools.slice(1) }, rule).deposits)).toEqual({ b: 400n, c: 400n });
  // Two that belong together share a half, and whoever else there is has no more than its own cap.
  const together = [pool('a', 0n, { group: 'g' }), pool('b', 0n, { group: 'g' }), pool('c', 0n)];
  expect(moved(routeRound({ ...empty, pools: together }, rule).deposits)).toEqual({ a: 250n, b: 250n, c: 400n });
  // Water rises where it is lowest: 300 over 100, 200 and 400.
  expect(moved(routeRound({ cash: 300n, owed: 0n, pools: [pool('a', 100n), pool('b', 200n), pool('c', 400n)] }, { ...rule, driftBps: 10_000n }).deposits)).toEqual({ a: 200n, b: 100n });
});

test('who leaves is paid out of what is in hand, then of what comes, then of what is furthest above its part', () => {
  const three = [pool('a', 500n), pool('b', 300n), pool('c', 200n)];
  const calm = { ...rule, driftBps: 10_000n };
  expect(routeRound({ cash: 100n, owed: 100n, pools: three }, calm)).toEqual({ deposits: [], exits: [] });
  expect(routeRound({ cash: 0n, owed: 100n, pools: [pool('a', 400n, { leaving: 100n }), ...three.slice(1)] }, calm).exits).toEqual([]);
  expect(moved(routeRound({ cash: 0n, owed: 250n, pools: three }, calm).exits)).toEqual({ a: 250n });
  expect(moved(routeRound({ cash: 0n, owed: 1_000n, pools: three }, calm).exits)).toEqual({ a: 500n, b: 300n, c: 200n });
});

test('what is too far above its part is taken back, bit by bit, and of who is not eligible all', () => {
  const three = [pool('a', 500n), pool('b', 300n), pool('c', 200n)];
  // Parts of a third, and 50 more are let be.
  expect(moved(routeRound({ cash: 0n, owed: 0n, pools: three }, rule).exits)).toEqual({ a: 100n });
  expect(moved(routeRound({ cash: 0n, owed: 0n, pools: three }, { ...rule, moveMostBps: 10_000n }).exits)).toEqual({ a: 167n });
  expect(routeRound({ cash: 0n, owed: 0n, pools: [pool('a', 383n), pool('b', 317n), pool('c', 300n)] }, rule).exits).toEqual([]);
  expect(moved(routeRound({ cash: 0n, owed: 0n, pools: [pool('a', 384n), pool('b', 316n), pool('c', 300n)] }, rule).exits)).toEqual({ a: 51n });
  const worse = [pool('a', 500n), pool('b', 480n), pool('c', 20n, { eligible: false })];
  expect(moved(routeRound({ cash: 0n, owed: 0n, pools: worse }, { ...rule, operatorMostBps: 5_000n }).exits)).toEqual({ c: 20n });
  expect(moved(routeRound({ cash: 0n, owed: 0n, pools: [{ ...worse[2]!, gives: false }] }, rule).exits)).toEqual({});
});

test('whatever there is, parts are within the caps, and a round moves no more than there is and the rules allow', () => {
  fc.assert(fc.property(books, rules, (book, of) => {
    const whole = dividedWhole(book);
    const targets = targetsOf(book, of);
    const most = (part: bigint) => (whole * part) / 10_000n;
    const has = new Map(book.pools.map((one) => [one.id, one]));
    const together = Map.groupBy(book.pools, ({ group }) => group);
    expect(sum([...targets.values()]) <= whole).toBe(true);
    for (const one of book.pools) expect(targets.get(one.id)! <= (one.eligible ? most(of.operatorMostBps) : 0n)).toBe(true);
    for (const members of together.values()) expect(sum(members.map(({ id }) => targets.get(id)!)) <= most(of.groupMostBps)).toBe(true);

    const { deposits, exits } = routeRound(book, of);
    expect(sum(deposits.map((one) => one.amount)) <= (book.cash > book.owed ? book.cash - book.owed : 0n)).toBe(true);
    const groupAfter = new Map([...together].map(([group, members]) => [group, sum(members.map(({ worth, leaving }) => worth + leaving))]));
    for (const { id, amount: put } of deposits) {
      const { eligible, takes, worth, leaving, group } = has.get(id)!;
      expect([eligible, takes, put > 0n, worth + leaving + put <= targets.get(id)!]).toEqual([true, true, true, true]);
      groupAfter.set(group, groupAfter.get(group)! + put);
    }
    for (const { id } of deposits) expect(groupAfter.get(has.get(id)!.group)! <= most(of.groupMostBps)).toBe(true);
    for (const { id, amount: out } of exits) expect([has.get(id)!.gives, out > 0n, out <= has.get(id)!.worth - targets.get(id)!]).toEqual([true, true, true]);

    const coming = sum(book.pools.map(({ leaving }) => leaving)) + book.cash;
    const short = book.owed > coming ? book.owed - coming : 0n;
    const out = sum(exits.map((one) => one.amount));
    expect(out <= short + most(of.moveMostBps)).toBe(true);
    // All that may leave does before anybody is left short.
    const could = sum(book.pools.filter(({ gives }) => gives).map(({ id, worth }) => (worth > targets.get(id)! ? worth - targets.get(id)! : 0n)));
    expect(out >= (short < could ? short : could)).toBe(true);
    expect(new Set([...deposits, ...exits].map(({ id }) => id)).size).toBe(deposits.length + exits.length);
    expect(routeRound({ ...book, pools: book.pools.toReversed() }, of)).toEqual({ deposits, exits });
  }), { numRuns: 1_000 });
});

test('rounds come to rest: nothing is above its part by more than it may be, and nothing in hand has room', () => {
  fc.assert(fc.property(fc.array(fc.bigInt(0n, 10n ** 9n), { minLength: 1, maxLength: 6 }), fc.bigInt(0n, 10n ** 9n), (worths, cash) => {
    let book: DiversifiedBook = { cash, owed: 0n, pools: worths.map((worth, place) => pool(`p${place}`, worth)) };
    for (let round = 0; round < 60; round += 1) {
      const { deposits, exits } = routeRound(book, rule);
      const put = new Map(deposits.map((one) => [one.id, one.amount]));
      const out = new Map(exits.map((one) => [one.id, one.amount]));
      book = { ...book, cash: book.cash - sum([...put.values()]) + sum([...out.values()]), pools: book.pools.map((one) => ({ ...one, worth: one.worth + (put.get(one.id) ?? 0n) - (out.get(one.id) ?? 0n) })) };
    }
    const [whole, targets] = [dividedWhole(book), targetsOf(book, rule)];
    expect(whole).toBe(sum(worths) + cash);
    // Where the part that a round may take back rounds down to nothing, nothing is taken back.
    const canMove = (whole * rule.moveMostBps) / 10_000n > 0n;
    for (const [place, { id, worth }] of book.pools.entries()) expect(canMove ? worth - targets.get(id)! <= whole / 20n : worth >= worths[place]!).toBe(true);
    expect(routeRound(book, rule)).toEqual({ deposits: [], exits: [] });
  }));
});

test('what is kept for those who leave is what it is worth and a twentieth, rounded down, and never more than they asked for', () => {
  expect([keptForLeavers({ asked: 1_000n, worth: 119n }), keptForLeavers({ asked: 120n, worth: 119n }), keptForLeavers({ asked: 100n, worth: 119n }), keptForLeavers({ asked: 0n, worth: 0n })]).toEqual([124n, 120n, 100n, 0n]);
});
