import { Place, type Reckoning } from './reckoning.js';
import type { Opened, Parts } from './settlement.js';

/** Keys of a payout's transfers: what it reserves, and what becomes of that. */
export const payoutKey = (id: string): string => `payout/${id}`;
export const payoutResolutionKey = (id: string): string => `payout/${id}/resolved`;

/** What versions of the rules say of payouts that were published before these were a part of them. Never to be changed: payouts were made by it. */
export const unsaidPayoutRules = { everyMillis: 86_400_000, holdMillis: 604_800_000, thresholdNanoTokens: '10000000000' } as const;

const states: readonly unknown[] = ['paid', 'failed', 'skipped', 'returned'];

/**
 * Reckons again what an operator was paid: what its earnings had of what was old enough, less what was reserved for payouts before; when it was due, and whether it was enough. Where the
 * entries are there, what was old enough is the payout before's and those. @returns what to say of it.
 */
export function checkPayout(book: Reckoning, parts: Parts<'payout'>): string[] {
  const { payout, before, entries } = parts;
  const of = book.leaf('/payout', payout);
  book.expect('/payout', payout, { kind: 'payout', rulesVersion: book.rulesLeaf['version'] });
  book.inForce(of.at('begunAt'));
  const rules = rulesOf(book);
  const everyMillis = rules.at('everyMillis').count();
  const begunAt = of.at('begunAt').count();
  book.equal(of.at('periodStartsAt'), begunAt - (begunAt % everyMillis), 'the start of the period that it was begun in');
  book.equal(of.at('cutOff'), of.at('periodStartsAt').count() - rules.at('holdMillis').count(), 'the start of the period, less what earnings are held for,');
  checkBefore(book, { payout, before });
  if (entries) {
    const payable = (before ? book.leaf('/before', before).at('payable').amount() : 0n) + counted(book, { payout, before, entries });
    if (of.at('payable').amount() !== payable) book.wrong(of.at('payable').pointer, `is ${of.at('payable').amount()}; what the payout before had and the entries since make ${payable}`);
  }
  const others = checkOthers(book, parts);
  const amount = of.at('payable').amount() - of.at('underWay').amount();
  if (amount < 0n) book.wrong(of.at('underWay').pointer, 'is more than there was');
  else book.equal(of.at('amount'), amount, 'what was old enough, less what is under way,');
  if (amount === 0n || amount < rules.at('thresholdNanoTokens').amount()) book.wrong(of.at('amount').pointer, `is less than the rules have paid: ${rules.at('thresholdNanoTokens').amount()}`);
  const became = checkResolutions(book, parts);
  return [
    `payout ${JSON.stringify(payout.leaf['payoutId'])} of ${amount} nano-tokens: ${of.at('payable').amount()} earned up to ${instant(of.at('cutOff'))} and there, less ${of.at('underWay').amount()} of ${others} under way`,
    `for the period from ${instant(of.at('periodStartsAt'))}${of.at('stopped').value === true ? ', stopped by a breaker at first' : ''}; ${became}; ${sumFrom({ before, entries })}`,
  ];
}

function rulesOf(book: Reckoning): Place {
  const said = book.rules('payout');
  return said.value === undefined ? new Place(book, said.pointer, unsaidPayoutRules) : said;
}

const instant = (place: Place): string => new Date(place.count()).toISOString();

function sumFrom({ before, entries }: Pick<Parts<'payout'>, 'before' | 'entries'>): string {
  const from = before ? `payout ${JSON.stringify(before.leaf['payoutId'])}` : 'nothing';
  return entries ? `what was earned is reckoned from ${from} and ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'} of the ledger` : `what was earned is as the log has it: its entries since ${from} are not in the file`;
}

/** One payout a period, each after the one that it goes on from. */
function checkBefore(book: Reckoning, { payout, before }: Pick<Parts<'payout'>, 'payout' | 'before'>): void {
  const of = book.leaf('/payout', payout);
  const id = of.at('before');
  if (before === undefined) {
    if (id.value !== null) book.stop('/before', 'is missing');
    return;
  }
  book.expect('/before', before, { kind: 'payout', payoutId: id.value });
  if (id.value === null) return;
  const earlier = book.leaf('/before', before);
  sameOperator(book, payout, ['/before', before]);
  if (earlier.at('periodStartsAt').count() >= of.at('periodStartsAt').count()) book.wrong(of.at('periodStartsAt').pointer, 'is not after the period before');
  if (before.leaf.index >= payout.leaf.index) book.wrong('/before/leaf/index', 'is not before');
}

function sameOperator(book: Reckoning, payout: Opened, [pointer, other]: [pointer: string, other: Opened]): void {
  const theirs = book.hidden(pointer, other).at('operatorId');
  if (theirs.text() !== book.hidden('/payout', payout).at('operatorId').text()) book.wrong(theirs.pointer, "is not this payout's operator");
}

/** What entries of the earnings add to what the payout before had: what left since, what came in and is old enough by now; and less what counted then and is held again, by rules that hold for longer. */
function counted(book: Reckoning, { payout, before, entries }: Pick<Parts<'payout'>, 'payout' | 'before'> & { entries: readonly Opened[] }): bigint {
  const ownerId = book.hidden('/payout', payout).at('operatorId').text();
  const cutOff = book.leaf('/payout', payout).at('cutOff').count();
  const cutOffBefore = before ? book.leaf('/before', before).at('cutOff').count() : -1;
  return book.entries(entries, ownerId).reduce((total, at) => {
    const [amount, time] = [at.at('amount').signed(), at.at('at').count()];
    if (amount > 0n && time > cutOff) {
      if (time > cutOffBefore) book.wrong(at.at('at').pointer, 'is not old enough');
      return total - amount;
    }
    // Of a time that counted before, it is new: then it is after that payout in the log, too.
    if (before && (amount < 0n || time <= cutOffBefore) && at.at('index').count() <= before.leaf.index) book.wrong(at.at('index').pointer, 'is of before the payout before, which had it');
    return total + amount;
  }, 0n);
}

/** The payouts that were under way. Those made before there were leaves of payouts have none. @returns what to say of them. */
function checkOthers(book: Reckoning, { payout, others, resolutions }: Parts<'payout'>): string {
  const of = book.leaf('/payout', payout);
  const hidden = book.hidden('/payout', payout);
  const named = new Map<string, bigint>();
  let sum = 0n;
  for (const at of hidden.at('others').list()) {
    const id = at.at('payoutId').text();
    if (named.has(id) || id === of.at('payoutId').value) book.wrong(at.at('payoutId').pointer, 'is here twice');
    named.set(id, at.at('amount').amount());
    sum += at.at('amount').amount();
  }
  book.equal(of.at('underWay'), sum, 'the sum of those under way');
  for (const [number, other] of others.entries()) {
    const pointer = `/others/${number}`;
    const id = book.leaf(pointer, other).at('payoutId').text();
    const amount = named.get(id);
    if (amount === undefined) book.stop(`${pointer}/leaf/payoutId`, 'is none of those under way');
    book.expect(pointer, other, { kind: 'payout', amount: String(amount) });
    sameOperator(book, payout, [pointer, other]);
    if (other.leaf.index >= payout.leaf.index) book.wrong(`${pointer}/leaf/index`, 'is not before');
  }
  for (const [number, resolution] of resolutions.entries()) {
    const at = book.leaf(`/resolutions/${number}`, resolution);
    const id = at.at('payoutId').text();
    if (!named.has(id) && id !== of.at('payoutId').value) book.wrong(at.at('payoutId').pointer, 'is of no payout of the file');
    if (named.has(id) && resolution.leaf.index < payout.leaf.index) book.wrong(at.at('index').pointer, 'is before this payout: what it ended was not under way any more');
  }
  return `${named.size} ${named.size === 1 ? 'payout' : 'payouts'}${others.length === named.size ? '' : `, ${named.size - others.length} of them from before payouts were in the log,`}`;
}

/** What became of it, and the entry that paid it. @returns what to say of that. */
function checkResolutions(book: Reckoning, { payout, resolutions, moved }: Parts<'payout'>): string {
  const of = book.leaf('/payout', payout);
  const id = of.at('payoutId').text();
  const own = new Map<string, Place>();
  for (const [number, resolution] of resolutions.entries()) {
    const pointer = `/resolutions/${number}`;
    const at = book.leaf(pointer, resolution);
    book.expect(pointer, resolution, { kind: 'resolution' });
    const state = at.at('state').text();
    if (!states.includes(state)) book.wrong(at.at('state').pointer, 'is nothing that becomes of a payout');
    if (at.at('payoutId').text() !== id) continue;
    const ended = [...own.keys()].filter((one) => one !== 'returned').length;
    if (own.has(state) || (state !== 'returned' && ended > 0)) book.wrong(at.at('state').pointer, 'is what became of it a second time');
    own.set(state, at);
    if (resolution.leaf.index <= payout.leaf.index) book.wrong(at.at('index').pointer, 'is not after the payout');
  }
  if (own.has('returned') && !own.has('paid')) book.wrong(own.get('returned')!.at('state').pointer, 'is of what was never paid');
  const paid = own.get('paid');
  if ((paid === undefined) !== (moved === undefined)) book.stop('/moved', moved ? 'is of what was not paid' : 'is missing: it was paid');
  if (paid && moved) {
    book.expect('/moved', moved, { kind: 'entry', account: 'earnings', asset: 'token', reason: 'payout', amount: `-${of.at('amount').amount()}`, at: paid.at('at').count(), ownerId: book.hidden('/payout', payout).at('operatorId').value });
    if (moved.hidden && moved.hidden['key'] !== payoutResolutionKey(id)) book.wrong('/moved/hidden/key', 'is not that of this payout');
  }
  const last = own.get('returned') ?? [...own.values()].at(-1);
  return last ? `${last.at('state').text()} ${instant(last.at('at'))}` : 'under way';
}
