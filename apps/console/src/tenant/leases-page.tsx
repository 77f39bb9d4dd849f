import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { answer, type Lease, type LeaseState } from '@weir/client';
import type { ReactNode } from 'react';

import { weir } from '../api.js';
import { className, quantity, words } from '../format.js';
import { Field } from '../parts/fields.js';
import { Head, State, Tokens, useTitle, When } from '../parts/layout.js';
import type { FirstReads, ListRead } from '../parts/reads.js';
import { type Column, List, usePages } from '../parts/table.js';

const states: readonly LeaseState[] = ['active', 'blocked', 'degraded', 'suspended', 'provisioning', 'closed', 'failed'];

const columns: readonly Column<Lease>[] = [
  { title: 'Name', isHeader: true, cell: ({ id, name }) => <Link to="/leases/$leaseId" params={{ leaseId: id }}>{name || id}</Link> },
  { title: 'State', cell: ({ state }) => <State of={state} /> },
  { title: 'Ready', isNumber: true, cell: ({ replicas, readyReplicas }) => `${readyReplicas} / ${replicas}` },
  { title: 'Pool', cell: ({ pool }) => pool },
  { title: 'Each replica', cell: ({ resources }) => sizeOf(resources) },
  { title: 'Tokens / h', isNumber: true, cell: ({ nanoTokensPerHour }) => <Tokens of={nanoTokensPerHour} isRough /> },
  { title: 'Asked for', cell: ({ createdAt }) => <When at={createdAt} /> },
];

/** `2 CPU · 4 GiB · 1 GPU`. */
export function sizeOf({ cpuMillis, memoryMib, gpu }: Lease['resources']): string {
  return [`${quantity('CPU_MILLI', cpuMillis)} ${className('CPU_MILLI', '')}`, quantity('MEMORY_MIB', memoryMib), gpu && `${gpu.count} GPU`].filter(Boolean).join(' · ');
}

interface Search {
  state?: string;
  search?: string;
}

const leases = ({ state, search }: Search): ListRead<Lease> => ({
  queryKey: ['leases', state, search],
  readPage: async (cursor, limit) => answer(weir.GET('/v1/leases', { params: { query: { cursor, state: state as LeaseState | undefined, search, sort: '-created', limit } } })),
});
export const firstReads = (search: Search): FirstReads => [leases(search)];

export function LeasesPage(): ReactNode {
  useTitle('Leases');
  const { state, search } = useSearch({ from: '/leases' });
  const navigate = useNavigate();
  const pages = usePages(leases({ state, search }));
  // What is typed is one step back, not one for each letter.
  const find = (text: string): void => void navigate({ to: '/leases', search: { ...(state && { state }), ...(text && { search: text }) }, replace: true });
  return (
    <>
      <Head title="Leases" about="What runs for you, and what waits to." actions={<Link to="/leases/new" className="action main">Launch a lease</Link>} />
      <div className="filters"><Field label="Search" type="search" value={search ?? ''} onChange={find} placeholder="part of a name, or an id" /></div>
      <nav className="filters" aria-label="State">
        {[undefined, ...states].map((one) => <Link key={one ?? 'all'} to="/leases" search={{ ...(one && { state: one }), ...(search && { search }) }} className="chip" activeOptions={{ exact: true, includeSearch: true }}>{one ? words(one) : 'All'}</Link>)}
      </nav>
      <List
        label="Leases"
        isEndless
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        empty={state || search ? <>No such lease.</> : <><strong>Nothing runs yet.</strong> Launch a lease: say what to run and where it may be; Weir finds the room.</>}
      />
    </>
  );
}
