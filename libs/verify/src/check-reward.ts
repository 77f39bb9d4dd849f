import { type IdleUnits, rewardsOf, windowOf, workOf } from '../../economics/src/portable.js';
import type { Plain } from './canonical.js';
import type { Place, Reckoning } from './reckoning.js';
import type { Opened, Parts } from './settlement.js';

/** Operators by their order in the epoch, which ties go by: who they are is not needed. */
const idOf = (place: number): string => String(place).padStart(6, '0');

/** Reckons an epoch's rewards again: from the work of each operator, the treasury and the window to the unit, whoever they are; and of those that are named, the work from their capacity. @returns what to say of it. */
export function checkReward(book: Reckoning, { epoch, shares, window, own, moved }: Parts<'reward'>): string[] {
  const of = book.leaf('/epoch', epoch);
  const rules = book.rules('reward');
  const { poolId } = epoch.leaf;
  const startsAt = of.at('startsAt').count();
  book.expect('/epoch', epoch, { kind: 'reward', rulesVersion: book.rulesLeaf['version'] });
  book.inForce(of.at('startsAt'));

  const found = shares.map((share, place) => readShare(book, `/shares/${place}`, share, rules, { poolId, startsAt, place }));
  const [work, counted] = [byPlace(found, 'work'), byPlace(found, 'counted')];
  book.equal(of.at('work'), sum(work.values()), 'the work of all');
  const epochs = [{ startsAt, work: new Map([['', sum(work.values())]]) }, ...window.map((before, number) => {
    const pointer = `/window/${number}`;
    const at = book.leaf(pointer, before);
    book.expect(pointer, before, { kind: 'reward', poolId });
    if (at.at('startsAt').count() >= (number === 0 ? startsAt : Number(window[number - 1]!.leaf['startsAt']))) book.wrong(at.at('startsAt').pointer, 'is not before the epoch after it');
    return { startsAt: at.at('startsAt').count(), work: new Map([['', at.at('work').amount()]]) };
  })];
  const reached = windowOf(epochs, rules.at('windowNanoTokens').amount());
  book.equal(of.at('windowFrom'), reached.from, 'the start of the last so much work');
  book.equal(of.at('counted'), sum(reached.work.values()), 'the work of the window');

  const feeBps = rules.at('feeBps').count();
  const books = { work, counted, treasury: of.at('treasury').amount(), revenue: of.at('revenue').signed() };
  const { scheme, reserve, paid, amounts } = rewardsOf(books, { scheme: rules.at('scheme').value === 'pplns' ? 'pplns' : 'pps', feeBps, halvings: rules.at('halvings').count(), revenueBps: rules.at('revenueBps').count() });
  book.expect('/epoch', epoch, { scheme, reserve: reserve === null ? null : String(reserve) });
  // By share, who has no work now is in no share; by the window, everybody is.
  if (scheme === 'pplns') book.equal(of.at('counted'), sum(counted.values()), 'what counts of all');
  book.equal(of.at('paid'), paid, 'what is paid by these rules');
  for (const [place, share] of found.entries()) book.equal(share.at.at('amount'), amounts.get(idOf(place)) ?? 0n, 'its part');
  const said = [`rewards of the hour from ${new Date(startsAt).toISOString()}: ${paid} nano-tokens by ${JSON.stringify(scheme)}, for work of ${sum(work.values())} of ${shares.length} operators`];
  return [...said, ...checkOwn(book, { shares, own, moved }, { startsAt, windowFrom: reached.from, poolId: of.at('poolId').text() })];
}

interface Share {
  at: Place;
  work: bigint;
  counted: bigint;
}

function readShare(book: Reckoning, pointer: string, share: Opened, rules: Place, expected: Readonly<Record<string, Plain | undefined>>): Share {
  const at = book.leaf(pointer, share);
  book.expect(pointer, share, { kind: 'share', ...expected });
  if (share.hidden) book.equal(at.at('work'), workOf(unitsIn(book, pointer, share), { rates: ratesIn(rules) }), 'what its idle capacity counts for');
  return { at, work: at.at('work').amount(), counted: at.at('counted').amount() };
}

/** What the one operator that is named worked in the window, and that it was paid. */
function checkOwn(book: Reckoning, { shares, own, moved }: Pick<Parts<'reward'>, 'shares' | 'own' | 'moved'>, { startsAt, windowFrom, poolId }: { startsAt: number; windowFrom: number; poolId: string }): string[] {
  const named = [...shares.entries()].filter(([, { hidden }]) => hidden);
  if (named.length !== 1) {
    if (own) book.wrong('/own', 'is of nobody who is named');
    if (moved) book.wrong('/moved', 'is of nobody who is named');
    return [];
  }
  const [place, share] = named[0]!;
  const at = book.leaf(`/shares/${place}`, share);
  const operatorId = share.hidden!['operatorId'];
  if (own) {
    let counted = at.at('work').amount();
    let last = startsAt;
    for (const [number, before] of own.entries()) {
      const pointer = `/own/${number}`;
      const of = book.leaf(pointer, before);
      book.expect(pointer, before, { kind: 'share', poolId });
      if (before.hidden?.['operatorId'] !== operatorId) book.wrong(`${pointer}/hidden`, 'is not that of the same operator');
      if (of.at('startsAt').count() >= last || of.at('startsAt').count() < windowFrom) book.wrong(of.at('startsAt').pointer, 'is not within the window, the newest first');
      last = of.at('startsAt').count();
      counted += of.at('work').amount();
    }
    book.equal(at.at('counted'), counted, 'its work of the window');
  }
  if (moved) {
    const key = typeof operatorId === 'string' ? `reward/${poolId}/${startsAt}/${operatorId}` : undefined;
    book.expect('/moved', moved, { kind: 'entry', account: 'earnings', reason: 'reward', ownerId: operatorId, amount: share.leaf['amount'] });
    if (moved.hidden && moved.hidden['key'] !== key) book.wrong('/moved/hidden/key', 'is not that of this reward');
  }
  return [`of that ${at.at('amount').amount()} for the operator that the file names${moved ? ', which the ledger moved to its earnings' : ''}`];
}

function unitsIn(book: Reckoning, pointer: string, share: Opened): IdleUnits[] {
  return book.hidden(pointer, share).at('units').list().map((unit) => ({ resourceClass: unit.at('resourceClass').text() as IdleUnits['resourceClass'], variant: unit.at('variant').text(), unitMillis: unit.at('unitMillis').amount() }));
}

function ratesIn(rules: Place) {
  return rules.at('rates').list().map((rate) => ({ resourceClass: rate.at('resourceClass').text(), variant: rate.at('variant').text(), nanoTokensPerUnitHour: rate.at('nanoTokensPerUnitHour').amount() }));
}

function byPlace(shares: readonly Share[], field: 'work' | 'counted'): Map<string, bigint> {
  return new Map(shares.map((share, place) => [idOf(place), share[field]]));
}

function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}
