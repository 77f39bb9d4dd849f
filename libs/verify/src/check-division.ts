import { type BackedPool, dividedWhole, type DiversifiedBook, type DiversifyRule, routeRound } from '../../economics/src/portable.js';
import type { Place, Reckoning } from './reckoning.js';
import type { Parts } from './settlement.js';

/** Decides a round of the diversified pool again, from what it had and owed, what was behind each operator's pool, and the caps of the rules. @returns what to say of it. */
export function checkDivision(book: Reckoning, { division, before }: Parts<'division'>): string[] {
  const of = book.leaf('/division', division);
  book.expect('/division', division, { kind: 'division', rulesVersion: book.rulesLeaf['version'] });
  book.inForce(of.at('at'));
  checkBefore(book, { division, before });
  const hidden = book.hidden('/division', division);
  const rules = book.rules('diversified');
  const amountOf = (name: string) => BigInt(rules.at(name).count());
  const rule: DiversifyRule = { operatorMostBps: amountOf('operatorMostBps'), groupMostBps: amountOf('groupMostBps'), driftBps: amountOf('driftBps'), moveMostBps: amountOf('moveMostBps') };
  const pools = hidden.at('pools').list();
  const state: DiversifiedBook = { cash: of.at('cash').amount(), owed: of.at('owed').amount(), pools: pools.map((at) => poolIn(book, at)) };
  if (new Set(state.pools.map(({ id }) => id)).size < pools.length) book.stop(hidden.at('pools').pointer, 'has a pool twice');
  book.equal(of.at('pools'), pools.length, 'how many there are');
  book.equal(of.at('whole'), dividedWhole(state), 'what is in hand, behind each and on its way out, less what those who leave wait for,');

  const routing = routeRound(state, rule);
  const worth = new Map(state.pools.map((pool) => [pool.id, pool.worth]));
  const deposits = checkMoves(book, hidden.at('deposits'), routing.deposits, 'goes in');
  const exits = checkMoves(book, hidden.at('exits'), routing.exits, 'begins to leave');
  let [deposited, asked] = [0n, 0n];
  for (const { at, amount } of deposits) {
    const put = at.at('deposited').amount();
    // What is less than a share costs stays in hand.
    if (put !== amount && put !== 0n) book.wrong(at.at('deposited').pointer, `is ${put}; what goes in is ${amount}`);
    deposited += put;
  }
  for (const { at, id, amount } of exits) {
    const shares = at.at('asked').amount();
    const all = worth.get(id) ?? 0n;
    if (shares < (amount < all ? amount : all) || shares > all) book.wrong(at.at('asked').pointer, `is ${shares}; what begins to leave is ${amount}, in whole shares, of ${all}`);
    asked += shares;
  }
  book.equal(of.at('deposited'), deposited, 'what went in of all');
  book.equal(of.at('asked'), asked, 'what began to leave of all');
  return [
    `round of the diversified pool at ${new Date(of.at('at').count()).toISOString()}: of ${of.at('whole').amount()} nano-tokens over ${pools.length} stake pools, ${deposited} went into ${deposits.length} and ${asked} began to leave ${exits.length}`,
    `caps of ${rule.operatorMostBps} basis points for an operator and ${rule.groupMostBps} for those that belong together`,
  ];
}

function checkBefore(book: Reckoning, { division, before }: Parts<'division'>): void {
  const of = book.leaf('/division', division);
  const beforeAt = of.at('before');
  if (beforeAt.value === null) {
    if (before) book.wrong('/before', 'is before the first round');
    return;
  }
  if (of.at('at').count() < beforeAt.count() + book.rules('diversified').at('roundMillis').count()) book.wrong(of.at('at').pointer, 'is too soon after the round before');
  if (!before) return;
  book.expect('/before', before, { kind: 'division', at: beforeAt.count(), poolId: division.leaf['poolId'] });
  if (before.leaf.index >= division.leaf.index) book.wrong('/before/leaf/index', 'is not before');
}

function poolIn(book: Reckoning, at: Place): BackedPool {
  const flag = (name: string): boolean => {
    const { value, pointer } = at.at(name);
    return typeof value === 'boolean' ? value : book.stop(pointer, 'should be true or false');
  };
  return {
    id: at.at('poolId').text(), group: String(at.at('group').count()), worth: at.at('worth').amount(), leaving: at.at('leaving').amount(), eligible: flag('eligible'), takes: flag('takes'), gives: flag('gives'),
  };
}

/** That just what the rules decide was to move, each by its pool. */
function checkMoves(book: Reckoning, list: Place, expected: readonly { id: string; amount: bigint }[], what: string): { at: Place; id: string; amount: bigint }[] {
  const found = list.list();
  if (found.length !== expected.length) book.stop(list.pointer, `has ${found.length} pools; by the rules there are ${expected.length}`);
  return expected.map(({ id, amount }, number) => {
    const at = found[number]!;
    if (at.at('poolId').text() !== id) book.stop(at.at('poolId').pointer, `should be ${JSON.stringify(id)}`);
    book.equal(at.at('amount'), amount, `what ${what} by the rules`);
    return { at, id, amount };
  });
}
