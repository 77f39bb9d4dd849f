import { answer } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { type Dispute, disputeColumns } from '../parts/dispute.js';
import { Check } from '../parts/fields.js';
import { Head, useTitle } from '../parts/layout.js';
import type { FirstReads, ListRead } from '../parts/reads.js';
import { List, usePages } from '../parts/table.js';

const disputesBy = (all = false): ListRead<Dispute> => ({ queryKey: ['disputes', 'everybody', all], readPage: async (cursor, limit) => answer(weir.GET('/v1/admin/cover-disputes', { params: { query: { cursor, limit, ...(!all && { open: 'true' as const }) } } })) });
export const firstReads = (): FirstReads => [disputesBy()];

/** What tenants say against what was found of their covers. */
export function DisputesPage(): ReactNode {
  useTitle('Disputes');
  const [all, setAll] = useState(false);
  const list = usePages(disputesBy(all));
  return (
    <>
      <Head title="Disputes" about="What tenants say against what was found of months that they were covered for. Assessors vote on it; you see how it stands." />
      <div className="filters"><Check isSelected={all} onChange={setAll}>Also what is decided</Check></div>
      <List label="Disputes" isEndless pages={list} keyOf={({ id }) => id} empty={all ? 'Nothing was ever disputed.' : 'Nothing is disputed now.'} columns={disputeColumns('/admin/disputes/$disputeId')} />
    </>
  );
}
