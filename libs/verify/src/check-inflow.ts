import { inflow } from '../../economics/src/portable.js';
import type { Place, Reckoning } from './reckoning.js';
import type { Parts } from './settlement.js';

/** Movements of an operator's earnings that its backers have a part in. */
const earned: readonly unknown[] = ['charge', 'refund', 'service_credit', 'reversal'];

/** Reckons again what flowed into a stake pool of what its operator earned, and the commission: where the entries are there, from those. @returns what to say of it. */
export function checkInflow(book: Reckoning, { inflow: part, entries }: Parts<'inflow'>): string[] {
  const of = book.leaf('/inflow', part);
  book.expect('/inflow', part, { kind: 'inflow', rulesVersion: book.rulesLeaf['version'] });
  book.inForce(of.at('at'));
  const rules = book.rules('stake');
  if (of.at('commissionBps').count() > rules.at('commissionMostBps').count()) book.wrong(of.at('commissionBps').pointer, 'is more than the rules allow');
  if (of.at('upTo').count() - of.at('from').count() < rules.at('reportMillis').count()) book.wrong(of.at('upTo').pointer, 'is too soon after the time before');
  const net = of.at('net').signed();
  if (entries) {
    const operatorId = book.hidden('/inflow', part).at('operatorId').text();
    const sum = book.entries(entries, operatorId).reduce((total, at) => {
      if (!earned.includes(at.at('reason').value)) book.wrong(at.at('reason').pointer, 'is nothing that was earned');
      if (at.at('at').count() <= of.at('from').count() || at.at('at').count() > of.at('upTo').count()) book.wrong(at.at('at').pointer, 'is not since the time before');
      return total + at.at('amount').signed();
    }, 0n);
    if (net !== sum) book.wrong(of.at('net').pointer, `is ${net}; the sum of the entries is ${sum}`);
  }
  const before = of.at('before');
  const settled = {
    pool: { assets: before.at('assets').amount(), shares: before.at('shares').amount(), virtualShares: 1n }, locked: before.at('locked').amount(), updatedAt: before.at('at').count(), unlocksAt: before.at('unlocksAt').count(),
  };
  const terms = { earningsBps: of.at('earningsBps').count(), commissionBps: of.at('commissionBps').count(), unlockMillis: rules.at('unlockMillis').count() };
  const { gain, fee, feeShares, owed, unlocking } = inflow(settled, { net, owed: before.at('owed').amount(), available: before.at('available').amount() }, terms);
  const expected: [Place, bigint | number, string][] = [
    [of.at('gain'), gain, 'its part of what was earned and owed'], [of.at('fee'), fee, 'the commission on that'], [of.at('feeShares'), feeShares, 'the shares for the commission'], [of.at('owed'), owed, 'what the operator had no more for'],
    [of.at('locked'), unlocking.locked, 'what is locked now'], [of.at('unlocksAt'), unlocking.unlocksAt, 'when all of it is unlocked'],
  ];
  for (const [place, value, what] of expected) book.equal(place, value, what);
  return [
    `inflow of ${gain} nano-tokens into stake pool ${JSON.stringify(part.leaf['stakePoolId'])}: ${terms.earningsBps} basis points of ${net} earned up to ${new Date(of.at('upTo').count()).toISOString()}`,
    `commission ${fee}, minted as ${feeShares} shares${entries ? `; what was earned is ${entries.length} entries of the ledger` : ''}`,
  ];
}
