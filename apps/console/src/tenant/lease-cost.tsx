import { useQuery } from '@tanstack/react-query';
import { answer, type components } from '@weir/client';
import { lazy, type ReactNode, Suspense } from 'react';

import { weir } from '../api.js';
import { className, quantity, usageText, words } from '../format.js';
import { POLL_MILLIS } from '../live.js';
import { Panel, Tokens, When } from '../parts/layout.js';
import { Problem } from '../parts/problem.js';
import type { ListRead, OneRead } from '../parts/reads.js';
import { useSearched } from '../parts/search.js';
import { List, Table, usePages, Waiting } from '../parts/table.js';

const Chart = lazy(async () => ({ default: (await import('../parts/chart.js')).Chart }));

type Charge = components['schemas']['Charge'];
type Cost = components['schemas']['LeaseCost'];

export const chargesOf = (leaseId: string, search?: string): ListRead<Charge> => ({ queryKey: ['lease', leaseId, 'charges', search], readPage: async (cursor) => answer(weir.GET('/v1/leases/{leaseId}/charges', { params: { path: { leaseId }, query: { cursor, limit: 200, search, sort: '-starts' } } })) });
/** All charges are summed for it, which of a lease that ran for long are many: it is read by itself, and not whenever something of the lease changed. */
const COST_EVERY_MILLIS = 60_000;
export const costOf = (leaseId: string): OneRead<Cost> => ({ queryKey: ['cost', leaseId], read: async () => answer(weir.GET('/v1/leases/{leaseId}/cost', { params: { path: { leaseId } } })) });

/** What it has cost: the sum as it grew, and each charge. */
export function LeaseCost({ leaseId }: { leaseId: string }): ReactNode {
  const { search, field } = useSearched('Search charges', 'part of a class, or an id');
  const found = usePages(chargesOf(leaseId, search));
  const { queryKey, read } = costOf(leaseId);
  const cost = useQuery({ queryKey, queryFn: read, refetchInterval: ({ state }) => (state.data?.until == null ? POLL_MILLIS : COST_EVERY_MILLIS) });
  return (
    <>
      <Panel title="Cost so far" className="half">
        {cost.data ? <SoFar leaseId={leaseId} cost={cost.data} /> : cost.isError ? <Problem error={cost.error} onRetry={() => void cost.refetch()} /> : <Waiting />}
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

function SoFar({ leaseId, cost: { amount, classes, until } }: { leaseId: string; cost: Cost }): ReactNode {
  const pages = usePages(chargesOf(leaseId));
  // What was charged since is in the list already, and in the sum a little later.
  const charges = (pages.data?.pages.flatMap(({ items }) => items) ?? []).filter(({ endsAt }) => until !== null && endsAt <= until);
  const series = summed(charges, BigInt(amount));
  return (
    <>
      <p className="quote"><span className="price"><Tokens of={amount} isRough /></span></p>
      <p className="quiet-text">tokens{until !== null && <>, up to <When at={until} /></>}</p>
      {series.at.length > 1 && <Suspense fallback={<Waiting />}><Chart label={pages.hasNextPage ? 'Cost lately' : 'Cost so far'} unit="tokens" at={series.at} lines={[{ name: 'Cost', values: series.total }]} /></Suspense>}
      {classes.length > 0 && <ByClass classes={classes} />}
    </>
  );
}

/** What each class was used and has cost. */
function ByClass({ classes }: { classes: Cost['classes'] }): ReactNode {
  return (
    <Table label="By class" rows={classes} keyOf={({ resourceClass, variant }) => `${resourceClass} ${variant}`} columns={[
      { title: 'Class', isHeader: true, cell: ({ resourceClass, variant }) => className(resourceClass, variant) },
      { title: 'Usage', isNumber: true, cell: ({ resourceClass, usage }) => usageText(resourceClass, usage) },
      { title: 'Tokens', isNumber: true, cell: ({ amount }) => <Tokens of={amount} isRough /> },
    ]} />
  );
}

/** The running sum at the end of each charge, the latest of which make up the end of the total; a chart's points, not amounts to reckon with. */
function summed(charges: readonly Charge[], whole: bigint): { at: number[]; total: number[] } {
  const at: number[] = [];
  const total: number[] = [];
  let sum = whole - charges.reduce((part, { amount }) => part + BigInt(amount), 0n);
  for (const charge of charges.toSorted((one, other) => one.endsAt - other.endsAt)) {
    sum += BigInt(charge.amount);
    if (at.at(-1) === charge.endsAt) total.pop();
    else at.push(charge.endsAt);
    total.push(Number(sum) / 1e9);
  }
  return { at, total };
}
