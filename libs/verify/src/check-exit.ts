import { assetsForRedemption, capitalAt, exitPayment, exitRate, type SharePool } from '../../economics/src/portable.js';
import { Place, type Reckoning } from './reckoning.js';
import type { Parts } from './settlement.js';

/** What shares are of. */
const told = { stake: 'a stake pool', cover: "a pool's insurance", diversified: 'the diversified pool' } as const;
type ExitKind = keyof typeof told;

/** Begins the key of the transfer that paid an exit; then comes its id. */
export const exitPrefixes: Readonly<Record<ExitKind, string>> = { stake: 'unstake/', cover: 'cover_exit/', diversified: 'diversified_exit/' };

/** Reckons again what somebody was paid who left: what was asked, when it was due, the lower of the rates, and that no slash of the file was in evidence then. @returns what to say of it. */
export function checkExit(book: Reckoning, parts: Parts<'exit'>): string[] {
  const { exit } = parts;
  const of = book.leaf('/exit', exit);
  book.expect('/exit', exit, { kind: 'exit', rulesVersion: book.rulesLeaf['version'] });
  const asked = of.at('asked');
  book.inForce(asked.at('at'));
  const kind = of.at('of').text();
  if (!(kind in told)) book.stop(of.at('of').pointer, 'is nothing that shares are of');
  const [askedAt, paidAt, shares] = [asked.at('at').count(), of.at('paidAt').count(), of.at('shares').amount()];
  const [before, after] = [poolOf(asked.at('assets'), asked.at('shares')), poolOf(of.at('assets'), of.at('poolShares'))];
  for (const [place, pool] of [[asked.at('shares'), before], [of.at('poolShares'), after]] as const) if (pool.shares < shares) book.wrong(place.pointer, 'is less than those that left');
  book.equal(asked.at('rateRay'), exitRate(before), 'what a share was worth when asked, times 10^27,');
  const amount = assetsForRedemption(before, shares);
  book.equal(asked.at('amount'), amount, 'what the shares were worth when asked');
  book.equal(of.at('dueAt'), askedAt + waitOf(book, kind), 'the time when asked, and what the rules have one wait,');
  if (paidAt < of.at('dueAt').count()) book.wrong(of.at('paidAt').pointer, 'is before it was due');

  const rateRay = exitRate(after);
  book.equal(of.at('rateRay'), rateRay, 'what a share was worth at the end, times 10^27,');
  const paid = rateRay === 0n ? 0n : exitPayment({ amount, shares }, rateRay);
  book.equal(of.at('paid'), paid, 'the lower of the worth when asked and at the end');
  const remains = assetsForRedemption(after, shares) - paid;
  book.equal(of.at('remains'), remains, 'what the shares were worth beyond that');
  checkRoom(book, parts, { kind, paid, paidAt });
  const held = checkHeld(book, parts, { askedAt, paidAt });
  checkMoved(book, parts, paid);
  return [
    `exit ${JSON.stringify(exit.leaf['exitId'])} from ${told[kind as ExitKind]}: ${paid} nano-tokens for ${shares} shares, worth ${amount} when asked and ${paid + remains} at the end`,
    `asked ${new Date(askedAt).toISOString()}, due ${new Date(of.at('dueAt').count()).toISOString()}, paid ${new Date(paidAt).toISOString()}${held}`,
  ];
}

function poolOf(assets: Place, shares: Place): SharePool {
  return { assets: assets.amount(), shares: shares.amount(), virtualShares: 1n };
}

/** Who leaves the diversified pool waits for a round, which asks stake pools for it, and for those. */
function waitOf(book: Reckoning, kind: string): number {
  if (kind === 'cover') return book.rules('cover').at('exitMillis').count();
  const unbonding = book.rules('stake').at('unbondingMillis').count();
  return kind === 'diversified' ? unbonding + book.rules('diversified').at('roundMillis').count() : unbonding;
}

/** What could leave then: all of a stake pool, what of insurance is free by the rules in force then, what the diversified pool had in hand. */
function checkRoom(book: Reckoning, { exit, rulesAtPayment }: Parts<'exit'>, { kind, paid, paidAt }: { kind: string; paid: bigint; paidAt: number }): void {
  const of = book.leaf('/exit', exit);
  const [room, assets] = [of.at('room').amount(), of.at('assets').amount()];
  const version = of.at('paidVersion').count();
  const isSame = version === book.rulesLeaf['version'];
  if (isSame === (rulesAtPayment !== undefined)) book.stop('/rulesAtPayment', isSame ? 'is the same version again' : 'is missing: other rules held when it was paid');
  if (rulesAtPayment) {
    book.expect('/rulesAtPayment', rulesAtPayment, { kind: 'rules', version });
    if (paidAt < book.leaf('/rulesAtPayment', rulesAtPayment).at('activeFrom').count()) book.wrong('/rulesAtPayment/leaf/activeFrom', 'is after it was paid');
  }
  if (kind === 'cover') {
    const rules = (rulesAtPayment ? new Place(book, '/rulesAtPayment/leaf', rulesAtPayment.leaf).at('rules') : new Place(book, '/rules/leaf', book.rulesLeaf).at('rules')).at('cover');
    const rule = { gearingBps: BigInt(rules.at('gearingBps').count()), dayBps: BigInt(rules.at('requiredDayBps').count()), updateBps: BigInt(rules.at('requiredStepBps').count()) };
    const capital = of.at('capital');
    const { free } = capitalAt(rule, { assets, openCover: capital.at('openCover').amount(), required: capital.at('required').amount(), requiredAt: capital.at('requiredAt').count() }, paidAt);
    book.equal(of.at('room'), free, 'what of the capital open cover does not require');
  } else if (kind === 'stake') book.equal(of.at('room'), assets, 'all that the pool had');
  else if (room > assets) book.wrong(of.at('room').pointer, 'is more than the pool had');
  if (of.at('paidBefore').amount() + paid > room) book.wrong(of.at('paid').pointer, 'is more than could leave');
}

/** That whoever left bore what was in evidence: no hold reached beyond the payment, every slash of the file was over by then, and what the pool bore is what the leaf says. @returns what to say of it. */
function checkHeld(book: Reckoning, { exit, slashes, decisions, losses }: Parts<'exit'>, { askedAt, paidAt }: { askedAt: number; paidAt: number }): string {
  const of = book.leaf('/exit', exit);
  const [holds, until] = [of.at('held').at('holds').count(), of.at('held').at('until')];
  if ((holds === 0) !== (until.value === null)) book.wrong(until.pointer, holds === 0 ? 'is of no time' : 'is missing');
  if (until.value !== null && (until.count() > paidAt || until.count() < askedAt)) book.wrong(until.pointer, 'is not between asking and payment: nobody is paid while a loss is in evidence');
  const overAt = new Map(oversOf(book, { decisions, losses }));
  for (const [number, slash] of slashes.entries()) {
    const pointer = `/slashes/${number}`;
    const at = book.leaf(pointer, slash);
    book.expect(pointer, slash, { kind: 'slash' });
    const id = at.at('slashId').text();
    if (at.at('proposedAt').count() < paidAt && (overAt.get(id) ?? Infinity) > paidAt) book.wrong(of.at('paidAt').pointer, `is while slash ${JSON.stringify(id)} was in evidence`);
  }
  const bore = losses.map((loss, number) => book.leaf(`/losses/${number}`, loss)).filter((at) => at.at('stake').amount() > 0n && at.at('at').count() >= askedAt && at.at('at').count() <= paidAt);
  if (of.at('lost').value !== undefined) {
    book.equal(of.at('lost').at('losses'), bore.length, 'how many losses of the file the pool bore meanwhile');
    book.equal(of.at('lost').at('amount'), bore.reduce((sum, at) => sum + at.at('stake').amount(), 0n), 'what it bore of those');
  } else if (losses.length > 0) book.wrong('/losses', 'are of no stake pool');
  if (holds === 0) return '';
  return `; what was in evidence meanwhile was over ${new Date(until.count()).toISOString()}${bore.length === 0 ? '' : `, ${bore.length} ${bore.length === 1 ? 'loss' : 'losses'} of it borne`}`;
}

/** When slashes were over: forgiven, or borne. */
function* oversOf(book: Reckoning, { decisions, losses }: Pick<Parts<'exit'>, 'decisions' | 'losses'>): Generator<[slashId: string, at: number]> {
  for (const [number, decision] of decisions.entries()) {
    book.expect(`/decisions/${number}`, decision, { kind: 'decision' });
    const at = book.leaf(`/decisions/${number}`, decision);
    if (at.at('decision').value === 'forgiven') yield [at.at('slashId').text(), at.at('at').count()];
  }
  const seen = new Set<string>();
  for (const [number, loss] of losses.entries()) {
    book.expect(`/losses/${number}`, loss, { kind: 'loss' });
    const at = book.leaf(`/losses/${number}`, loss);
    const key = at.at('key').text();
    if (seen.has(key)) book.wrong(at.at('key').pointer, 'is here twice');
    seen.add(key);
    yield [key.replace(/^slash\//, ''), at.at('at').count()];
  }
}

/** What the ledger moved to whoever left. */
function checkMoved(book: Reckoning, { exit, moved }: Parts<'exit'>, paid: bigint): void {
  if (!moved) return;
  const of = book.leaf('/exit', exit);
  book.expect('/moved', moved, { kind: 'entry', asset: 'token', reason: 'unstake', amount: String(paid), at: of.at('paidAt').count(), ...(exit.hidden ? { ownerId: exit.hidden['holderId'] } : {}) });
  if (moved.hidden && moved.hidden['key'] !== `${exitPrefixes[of.at('of').text() as ExitKind]}${of.at('exitId').text()}`) book.wrong('/moved/hidden/key', 'is not that of this exit');
}
