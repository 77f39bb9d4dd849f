import { coverCapacity, coverPayment, downMillisOf, lossBeyondCredit, priceCover } from '../../economics/src/portable.js';
import type { Place, Reckoning } from './reckoning.js';
import type { Opened, Parts } from './settlement.js';

/** Shares do not matter to what a pool can pay. */
const SHARES = { shares: 0n, virtualShares: 1n };

/** Reckons a cover again: its premium from the price before and the capital, and what was paid for each month from the record of its outages. @returns what to say of it. */
export function checkCover(book: Reckoning, parts: Parts<'cover'>): string[] {
  const { cover } = parts;
  const of = book.leaf('/cover', cover);
  const coverId = of.at('id').text();
  book.expect('/cover', cover, { kind: 'cover', rulesVersion: book.rulesLeaf['version'] });
  book.inForce(of.at('boughtAt'));
  const premium = checkPremium(book, parts, of);
  checkTimes(book, of);
  const paid = parts.claims.map((claim, number) => checkClaim(book, parts, { of, coverId, claim, number }));
  for (const [number, credit] of parts.credits.entries()) book.expect(`/credits/${number}`, credit, { kind: 'credit', coverId });
  const decided = (parts.verdicts ?? []).map((verdict, number) => checkVerdict(book, parts, { of, coverId, verdict, number }));
  const disputed = checkMoved(book, parts, { coverId, premium });
  return [
    `cover ${JSON.stringify(coverId)} of ${of.at('amount').amount()} nano-tokens: premium ${premium}, at ${of.at('baseBps').amount()} basis points a year`,
    `for ${paid.length} ${paid.length === 1 ? 'month' : 'months'} with outages ${paid.reduce((sum, part) => sum + part, 0n)} were paid`,
    ...(decided.length > 0 ? [`${decided.length} ${decided.length === 1 ? 'dispute was' : 'disputes were'} decided by votes, and ${decided.reduce((sum, part) => sum + part, 0n)} were paid for them`] : []),
    ...(disputed > 0n ? [`and ${disputed} as assessors decided, which is theirs to say`] : []),
  ];
}

function checkPremium(book: Reckoning, { cover, price, priceBefore }: Parts<'cover'>, of: Place): bigint {
  const rules = book.rules('cover');
  const rule = { targetBps: BigInt(rules.at('targetBps').count()), decayBpsPerDay: BigInt(rules.at('decayBpsPerDay').count()), bumpBps: BigInt(rules.at('bumpBps').count()), unit: rules.at('unitNanoTokens').amount() };
  const before = of.at('before');
  const boughtAt = of.at('boughtAt').count();
  const capacity = coverCapacity(BigInt(rules.at('gearingBps').count()), { assets: of.at('assets').amount(), leaving: of.at('leaving').amount() });
  book.equal(of.at('capacity'), capacity, 'what may be covered by the capital');
  const [amount, used] = [of.at('amount').amount(), of.at('used').amount()];
  if (used + amount > capacity) book.wrong(of.at('amount').pointer, 'is more than may be covered');
  const priced = priceCover(rule, { amount, periodMillis: of.at('periodMillis').count(), bumpedBps: before.at('bumpedBps').amount(), elapsedMillis: Math.max(0, boughtAt - before.at('at').count()), capacity, used });
  book.equal(of.at('baseBps'), priced.baseBps, 'the price before, less what time took,');
  book.equal(of.at('premium'), priced.premium, 'the premium at that price');
  book.equal(of.at('bumpedBps'), priced.bumpedBps, 'the price after');
  const { poolId } = cover.leaf;
  book.expect('/price', price, { kind: 'price', poolId, at: boughtAt, baseBps: String(priced.baseBps), bumpedBps: String(priced.bumpedBps) });
  if (price.hidden && price.hidden['coverId'] !== cover.leaf['id']) book.wrong('/price/hidden/coverId', 'is another cover');
  if (priceBefore) {
    book.expect('/priceBefore', priceBefore, { kind: 'price', poolId, at: before.at('at').count(), bumpedBps: before.at('bumpedBps').text() });
    if (priceBefore.leaf.index >= price.leaf.index) book.wrong('/priceBefore/leaf/index', 'is not before');
  }
  return priced.premium;
}

function checkTimes(book: Reckoning, of: Place): void {
  const rules = book.rules('cover');
  const period = of.at('periodMillis').count();
  book.equal(of.at('endsAt'), of.at('startsAt').count() + period, 'its start and its period');
  if (of.at('startsAt').count() < of.at('boughtAt').count() + rules.at('waitMillis').count()) book.wrong(of.at('startsAt').pointer, 'is before the waiting time is over');
  if (period < rules.at('minPeriodMillis').count() || period > rules.at('maxPeriodMillis').count()) book.wrong(of.at('periodMillis').pointer, 'is not what covers may be for');
}

interface Claimed {
  of: Place;
  coverId: string;
  claim: Opened;
  number: number;
}

/** What was paid for a month. */
function checkClaim(book: Reckoning, { claims, credits, moved }: Parts<'cover'>, { of, coverId, claim, number }: Claimed): bigint {
  const pointer = `/claims/${number}`;
  const at = book.leaf(pointer, claim);
  book.expect(pointer, claim, { kind: 'claim', coverId });
  const [from, to] = [at.at('startsAt').count(), at.at('endsAt').count()];
  const earliest = number === 0 ? of.at('startsAt').count() : book.leaf(`/claims/${number - 1}`, claims[number - 1]!).at('endsAt').count();
  if (from < earliest || to > of.at('endsAt').count()) book.wrong(at.at('startsAt').pointer, 'is not within the cover, after the month before');
  const outages = at.at('outages').list().map((outage) => {
    const time = { startsAt: outage.at('startsAt').count(), endsAt: outage.at('endsAt').count() };
    if (time.startsAt < from || time.endsAt > to || time.endsAt < time.startsAt) book.wrong(outage.pointer, 'is not within the month');
    // Of a month with very many, those of a replica are told together.
    const together = outage.at('downMillis');
    if (together.value === undefined) return time;
    if (together.amount() > BigInt(time.endsAt - time.startsAt)) book.wrong(together.pointer, 'is more than the time from the first to the last');
    return { ...time, downMillis: together.amount() };
  });
  const downMillis = downMillisOf(outages);
  book.equal(at.at('downMillis'), downMillis, 'the time of its outages');
  const credit = at.at('credit').value === null ? undefined : { amount: at.at('credit').at('amount').amount(), downMillis: at.at('credit').at('downMillis').amount() };
  const { loss, credited, beyond } = lossBeyondCredit(of.at('nanoTokensPerHour').amount(), downMillis, credit);
  book.equal(at.at('loss'), loss, 'what that costs by the hour');
  book.equal(at.at('credited'), credited, 'its part of the service credit');
  const judgedAt = at.at('judgedAt').count();
  const paidBefore = claims.slice(0, number).map((one, place) => book.leaf(`/claims/${place}`, one)).concat(credits.map((one, place) => book.leaf(`/credits/${place}`, one)).filter((one) => one.at('at').count() <= judgedAt));
  const disputed = moved.map((entry, place) => book.leaf(`/moved/${place}`, entry)).filter((entry, place) => isDispute(moved[place]!, coverId) && entry.at('at').count() < judgedAt);
  const left = [...paidBefore.map((one) => one.at('paid')), ...disputed.map((entry) => entry.at('amount'))].reduce((rest, paid) => rest - paid.amount(), of.at('amount').amount());
  if (left < 0n) book.stop(at.at('paid').pointer, 'is of a cover that has paid more than its amount');
  book.equal(at.at('left'), left, 'the amount, less what was paid before,');
  const paid = coverPayment(beyond, left, { ...SHARES, assets: at.at('assets').amount() });
  book.equal(at.at('paid'), paid, 'the loss beyond the credit, as far as cover and capital go,');
  book.equal(at.at('unpaid'), beyond - paid, 'the rest of it');
  return paid;
}

interface Decided {
  of: Place;
  coverId: string;
  verdict: Opened;
  number: number;
}

/** What a dispute asks for by the terms of the cover, how votes decide, and what was paid. That assessors voted as the leaf says is theirs to find. */
function checkVerdict(book: Reckoning, { claims, credits, verdicts = [], moved }: Parts<'cover'>, { of, coverId, verdict, number }: Decided): bigint {
  const pointer = `/verdicts/${number}`;
  const at = book.leaf(pointer, verdict);
  book.expect(pointer, verdict, { kind: 'verdict', coverId });
  const found = claims.map((claim, place) => book.leaf(`/claims/${place}`, claim)).find((claim) => claim.at('startsAt').count() === at.at('startsAt').count());
  book.equal(at.at('recordedMillis'), found ? found.at('downMillis').amount() : 0n, 'the time that was found of the month');
  const amount = of.at('amount').amount();
  const { loss } = lossBeyondCredit(of.at('nanoTokensPerHour').amount(), at.at('claimedMillis').amount(), undefined);
  const credited = found ? found.at('credited').amount() : 0n;
  const more = (loss > credited ? loss - credited : 0n) - (found ? found.at('paid').amount() + found.at('unpaid').amount() : 0n);
  book.equal(at.at('asked'), more < amount ? more : amount, 'what the time claimed costs beyond what was found');
  if (at.at('reserved').amount() > at.at('asked').amount()) book.wrong(at.at('reserved').pointer, 'is more than was asked for');
  const outcome = outcomeOf(at);
  if (at.at('outcome').text() !== outcome) book.wrong(at.at('outcome').pointer, `is ${JSON.stringify(at.at('outcome').value)} and should be ${JSON.stringify(outcome)} by its votes and quorum`);
  const decidedAt = at.at('at').count();
  if (at.at('votingEndsAt').count() < at.at('openedAt').count() || at.at('decidesAt').count() < at.at('votingEndsAt').count() || decidedAt <= at.at('decidesAt').count()) book.wrong(at.at('at').pointer, 'is before votes and cooldown were over');
  const told = new Set<unknown>(verdicts.map((one, place) => `cover/${coverId}/dispute/${book.leaf(`/verdicts/${place}`, one).at('disputeId').text()}`));
  const before = [
    ...claims.map((one, place) => book.leaf(`/claims/${place}`, one)).filter((one) => one.at('judgedAt').count() <= decidedAt).map((one) => one.at('paid')),
    ...credits.map((one, place) => book.leaf(`/credits/${place}`, one)).filter((one) => one.at('at').count() <= decidedAt).map((one) => one.at('paid')),
    ...verdicts.slice(0, number).map((one, place) => book.leaf(`/verdicts/${place}`, one).at('paid')),
    // Those that were decided before verdicts were kept.
    ...moved.map((entry, place) => ({ entry, leaf: book.leaf(`/moved/${place}`, entry) })).filter(({ entry, leaf }) => isDispute(entry, coverId) && !told.has(entry.hidden?.['key']) && leaf.at('at').count() <= decidedAt).map(({ leaf }) => leaf.at('amount')),
  ];
  const left = before.reduce((rest, paid) => rest - paid.amount(), amount);
  if (left < 0n) book.stop(at.at('paid').pointer, 'is of a cover that has paid more than its amount');
  book.equal(at.at('left'), left, 'the amount, less what was paid before,');
  const paid = outcome === 'accepted' ? coverPayment(at.at('reserved').amount(), left, { ...SHARES, assets: at.at('assets').amount() }) : 0n;
  book.equal(at.at('paid'), paid, 'what was kept for it, as far as cover and capital go and votes accept it,');
  return paid;
}

/** More for it than against, where the quorum voted; a draw else. Source: Nexus Mutual's Assessments, and docs/insurance.md for the quorum. */
function outcomeOf(at: Place): 'accepted' | 'denied' | 'draw' {
  const [accept, deny] = [at.at('accept').amount(), at.at('deny').amount()];
  if (accept + deny < at.at('quorum').amount() || accept === deny) return 'draw';
  return accept > deny ? 'accepted' : 'denied';
}

/** What disputes brought is told by its key. */
function isDispute({ hidden }: Opened, coverId: string): boolean {
  const key = hidden?.['key'];
  return typeof key === 'string' && key.startsWith(`cover/${coverId}/dispute/`);
}

/** What the ledger moved: each by its key, which the leaf has the hash of. @returns what disputes brought of which there is no verdict. */
function checkMoved(book: Reckoning, { cover, claims, verdicts = [], moved }: Parts<'cover'>, { coverId, premium }: { coverId: string; premium: bigint }): bigint {
  let disputed = 0n;
  const due = new Map<unknown, bigint>([[`cover/${coverId}/premium`, -premium], ...claims.map((claim, number): [string, bigint] => [`cover/${coverId}/claim/${String(claim.leaf['startsAt'] as number)}`, book.leaf(`/claims/${number}`, claim).at('paid').amount()]), ...verdicts.map((verdict, number): [string, bigint] => [`cover/${coverId}/dispute/${book.leaf(`/verdicts/${number}`, verdict).at('disputeId').text()}`, book.leaf(`/verdicts/${number}`, verdict).at('paid').amount()])]);
  for (const [number, entry] of moved.entries()) {
    const pointer = `/moved/${number}`;
    const key = entry.hidden?.['key'];
    if (isDispute(entry, coverId) && !due.has(key)) {
      book.expect(pointer, entry, { kind: 'entry', account: 'wallet', ownerId: cover.leaf['tenantId'] });
      disputed += book.leaf(pointer, entry).at('amount').amount();
      continue;
    }
    const amount = due.get(key);
    if (amount === undefined) book.wrong(`${pointer}/hidden/key`, 'is not that of this cover, or is here twice');
    due.delete(key);
    book.expect(pointer, entry, { kind: 'entry', account: 'wallet', ownerId: cover.leaf['tenantId'], amount: String(amount) });
  }
  for (const [key, amount] of due) if (amount !== 0n) book.wrong('/moved', `lacks the entry of ${String(key)}`);
  return disputed;
}
