import { bearDown, type CapacityUnits, slashAmount, type UnitBond } from '../../economics/src/portable.js';
import type { Reckoning } from './reckoning.js';
import type { Opened, Parts } from './settlement.js';

/** Faults that somebody else decides on when the time has come, however long that takes. */
const WITHOUT_GRACE = 'meter_cheating';

/** Reckons a slash again: its amount from the fault, what is at stake and what the cap has left; what each bore of it from what each had. @returns what to say of it. */
export function checkSlash(book: Reckoning, parts: Parts<'slash'>): string[] {
  const { fault, slash, loss, decision } = parts;
  const [faultOf, slashOf] = [book.leaf('/fault', fault), book.leaf('/slash', slash)];
  const type = slashOf.at('type').text();
  const proposedAt = slashOf.at('proposedAt').count();
  const rule = book.rules('faults').at('table').at(type);
  book.expect('/fault', fault, { kind: 'fault', state: 'confirmed', type, rulesVersion: book.rulesLeaf['version'], units: slash.leaf['units'], settledAt: proposedAt });
  book.expect('/slash', slash, { kind: 'slash', faultId: fault.leaf['faultId'], rulesVersion: book.rulesLeaf['version'], dueAt: proposedAt + book.rules('faults').at('appealMillis').count() });
  book.inForce(faultOf.at('recordedAt'));
  if (type !== WITHOUT_GRACE && faultOf.at('at').count() + rule.at('graceMillis').count() > proposedAt) book.wrong('/fault/leaf/settledAt', 'is within the grace');
  if (fault.hidden && slash.hidden && fault.hidden['operatorId'] !== slash.hidden['operatorId']) book.wrong('/slash/hidden/operatorId', 'is another operator');

  const { slashedBefore, borneBefore } = checkBefore(book, parts, { type, after: proposedAt - rule.at('periodMillis').count(), upTo: proposedAt });
  book.equal(slashOf.at('slashedBefore'), slashedBefore, 'what faults of the kind cost within the period before');
  const atStake = slashOf.at('bonded').amount() + slashOf.at('backed').amount() + borneBefore;
  book.equal(slashOf.at('atStake'), atStake, 'the bond, the stake pool, and what was taken of them within the period');
  const units: CapacityUnits[] = slashOf.at('units').list().map((unit) => ({ resourceClass: unit.at('resourceClass').text() as CapacityUnits['resourceClass'], variant: unit.at('variant').text(), units: unit.at('units').amount() }));
  const rates: UnitBond[] = book.rules('bond').at('rates').list().map((rate) => ({ resourceClass: rate.at('resourceClass').text(), variant: rate.at('variant').text(), nanoTokensPerUnit: rate.at('nanoTokensPerUnit').amount() }));
  const { base, amount } = slashAmount({ units, atStake, slashedBefore }, { amountBps: rule.at('amountBps').count(), capBps: rule.at('capBps').count() }, rates);
  book.equal(slashOf.at('base'), base, 'the bond that the capacity asks for');
  book.equal(slashOf.at('amount'), amount, 'its part of that, within what the cap has left,');

  if (decision) checkDecision(book, parts, decision);
  const said = [`slash ${JSON.stringify(slash.leaf['slashId'])} for ${JSON.stringify(type)}: ${amount} nano-tokens, of a bond of ${base} for the capacity in question, with ${atStake} at stake and ${slashedBefore} slashed before`];
  return loss ? [...said, checkLoss(book, parts, loss, amount)] : [...said, decision?.leaf['decision'] === 'forgiven' ? 'it was forgiven' : 'nobody has borne anything of it yet'];
}

/** What faults of the kind cost within the period, and what of it was borne by what is at stake, as it was when the slash was proposed. */
function checkBefore(book: Reckoning, { slash, before, beforeDecisions, beforeLosses }: Parts<'slash'>, { type, after, upTo }: { type: string; after: number; upTo: number }): { slashedBefore: bigint; borneBefore: bigint } {
  const forgiven = new Set<string>();
  for (const [number, decided] of beforeDecisions.entries()) {
    const decidedOf = book.leaf(`/beforeDecisions/${number}`, decided);
    book.expect(`/beforeDecisions/${number}`, decided, { kind: 'decision' });
    if (decidedOf.at('at').count() > upTo) book.wrong(decidedOf.at('at').pointer, 'is after this slash');
    if (decided.leaf['decision'] === 'forgiven') forgiven.add(decidedOf.at('slashId').text());
  }
  let [slashedBefore, borneBefore] = [0n, 0n];
  const counted = new Set<string>([book.leaf('/slash', slash).at('slashId').text()]);
  for (const [number, one] of before.entries()) {
    const pointer = `/before/${number}`;
    const of = book.leaf(pointer, one);
    const [id, proposedAt] = [of.at('slashId').text(), of.at('proposedAt').count()];
    book.expect(pointer, one, { kind: 'slash', type });
    if (proposedAt <= after || proposedAt > upTo || one.leaf.index >= slash.leaf.index) book.wrong(of.at('proposedAt').pointer, 'is not within the period before');
    if (counted.has(id)) book.wrong(of.at('slashId').pointer, 'is here twice');
    counted.add(id);
    if (!forgiven.has(id)) slashedBefore += of.at('amount').amount();
  }
  const keys = new Set([...counted].map((id) => `slash/${id}`));
  for (const [number, borne] of beforeLosses.entries()) {
    const of = book.leaf(`/beforeLosses/${number}`, borne);
    book.expect(`/beforeLosses/${number}`, borne, { kind: 'loss' });
    if (!keys.delete(of.at('key').text())) book.wrong(of.at('key').pointer, 'is not that of a slash before, or is here twice');
    if (of.at('at').count() > upTo) book.wrong(of.at('at').pointer, 'is after this slash');
    borneBefore += of.at('bond').amount() + of.at('stake').amount();
  }
  return { slashedBefore, borneBefore };
}

function checkDecision(book: Reckoning, { slash, loss }: Parts<'slash'>, decision: Opened): void {
  book.expect('/decision', decision, { kind: 'decision', slashId: slash.leaf['slashId'] });
  if (decision.leaf['decision'] === 'forgiven' && loss) book.wrong('/loss', 'is of a slash that was forgiven');
}

/** What each bore of it follows from what each had. @returns what to say. */
function checkLoss(book: Reckoning, { slash, decision }: Parts<'slash'>, loss: Opened, amount: bigint): string {
  const of = book.leaf('/loss', loss);
  const slashOf = book.leaf('/slash', slash);
  book.expect('/loss', loss, { kind: 'loss', key: `slash/${slashOf.at('slashId').text()}`, amount: String(amount) });
  const from = decision?.leaf['decision'] === 'upheld' ? book.leaf('/decision', decision).at('at') : slashOf.at('dueAt');
  if (of.at('at').count() < from.count()) book.wrong(of.at('at').pointer, `is before ${from.count()}, from when on it may be carried out`);
  const harm = of.at('harm').amount();
  if (harm > amount) book.wrong(of.at('harm').pointer, 'is more than the slash');
  const had = of.at('available');
  // Insurance is asked by what it covers of the tenants who were harmed, which is theirs to know: what it bore is taken as what it had.
  const borne = bearDown({ amount, harm }, { bond: had.at('bond').amount(), stake: had.at('stake').amount(), insurance: of.at('insurance').amount(), treasury: had.at('treasury').amount() });
  for (const [name, part] of Object.entries(borne)) book.equal(of.at(name), part, name === 'deficit' ? 'what nobody could bear' : `what the waterfall asks of ${name}`);
  return `borne by the bond ${borne.bond}, the stake pool ${borne.stake}, insurance ${borne.insurance}, the treasury ${borne.treasury}; by nobody ${borne.deficit}`;
}
