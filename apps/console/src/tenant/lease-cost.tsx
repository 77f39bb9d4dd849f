import { answer, type components } from '@weir/client';
import { lazy, type ReactNode, Suspense } from 'react';

import { weir } from '../api.js';
import { className, quantity, words } from '../format.js';
import { Panel, Tokens, When } from '../parts/layout.js';
import type { ListRead } from '../parts/reads.js';
import { useSearched } from '../parts/search.js';
import { List, Table, usePages, Waiting } from '../parts/table.js';

const Chart = lazy(async () => ({ default: (await import('../parts/chart.js')).Chart }));

type Charge = components['schemas']['Charge'];

export const chargesOf = (leaseId: string, search?: string): ListRead<Charge> => ({ queryKey: ['lease', leaseId, 'charges', search], readPage: async (cursor) => answer(weir.GET('/v1/leases/{leaseId}/charges', { params: { path: { leaseId }, query: { cursor, limit: 200, search } } })) });

/** What it has cost: the sum as it grew, and each charge. */
export function LeaseCost({ leaseId }: { leaseId: string }): ReactNode {
  const { search, field } = useSearched('Search charges', 'part of a class, or an id');
  const pages = usePages(chargesOf(leaseId));
  const found = usePages(chargesOf(leaseId, search));
  const charges = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = charges.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  const series = summed(charges);
  return (
    <>
      <Panel title="Cost so far" className="half">
        <p className="quote"><span className="price"><Tokens of={total} isRough /></span></p>
        <p className="quiet-text">tokens{pages.hasNextPage && ', of the charges that are loaded'}</p>
        {series.at.length > 1 && <Suspense fallback={<Waiting />}><Chart label="Cost so far" unit="tokens" at={series.at} lines={[{ name: 'Cost', values: series.total }]} /></Suspense>}
        {charges.length > 0 && <ByClass charges={charges} />}
      </Panel>
      <Panel title="Charges" className="half">
        {field}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
        <div className="scroll" tabIndex={0} role="region" aria-label="All charges"><List
          label="Charges"
          pages={found}
          keyOf={({ id }) => id}
          empty={search ? 'No such charge.' : 'Nothing was charged yet. Charging begins when a replica is ready.'}
          columns={[
            { title: 'For', isHeader: true, cell: ({ resourceClass, variant, kind }) => <>{className(resourceClass, variant)}{kind !== 'time' && <span className="quiet-text"> {words(kind).toLowerCase()}</span>}</> },
            { title: 'Quantity', isNumber: true, cell: ({ resourceClass, quantity: amount }) => quantity(resourceClass, Number(amount)) },
            { title: 'Until', cell: ({ endsAt }) => <When at={endsAt} /> },
            { title: 'Tokens', isNumber: true, cell: ({ amount }) => <Tokens of={amount} isRough /> },
          ]}
        /></div>
      </Panel>
    </>
  );
}

/** What each class has cost. */
function ByClass({ charges }: { charges: readonly Charge[] }): ReactNode {
  const sums = new Map<string, bigint>();
  for (const { resourceClass, variant, amount } of charges) {
    const name = className(resourceClass, variant);
    sums.set(name, (sums.get(name) ?? 0n) + BigInt(amount));
  }
  return <Table label="By class" rows={[...sums]} keyOf={([name]) => name} columns={[{ title: 'Class', isHeader: true, cell: ([name]) => name }, { title: 'Tokens', isNumber: true, cell: ([, sum]) => <Tokens of={sum} isRough /> }]} />;
}

/** The running sum at the end of each charge; a chart's points, not amounts to reckon with. */
function summed(charges: readonly Charge[]): { at: number[]; total: number[] } {
  const at: number[] = [];
  const total: number[] = [];
  let sum = 0n;
  for (const charge of charges.toSorted((one, other) => one.endsAt - other.endsAt)) {
    sum += BigInt(charge.amount);
    if (at.at(-1) === charge.endsAt) total.pop();
    else at.push(charge.endsAt);
    total.push(Number(sum) / 1e9);
  }
  return { at, total };
}
