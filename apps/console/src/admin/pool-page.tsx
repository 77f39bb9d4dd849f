import { Link, useParams } from '@tanstack/react-router';
import { answer, type components } from '@weir/client';
import type { ReactNode } from 'react';

import { weir } from '../api.js';
import { timeText } from '../format.js';
import { Head, Panel, State, useTitle } from '../parts/layout.js';
import { List, usePages } from '../parts/table.js';
import { curveText, rateName } from './admin-page.js';

type Rate = components['schemas']['Rate'];

/** Every version of a pool's prices. */
export function PoolPage(): ReactNode {
  const { poolId } = useParams({ from: '/admin/pools/$poolId' });
  useTitle('Prices');
  const list = usePages<Rate>(['admin', 'rates', poolId], async (cursor) => answer(weir.GET('/v1/admin/pools/{poolId}/rates', { params: { path: { poolId }, query: { cursor, limit: 50 } } })));
  return (
    <>
      <Head back={<Link to="/admin">Administration</Link>} title="Prices of the pool" about={<span className="id">{poolId}</span>} />
      <Panel title="Rates and their versions">
        <List label="Rates" pages={list} keyOf={({ id }) => id} empty="No price yet: nothing of this pool can be leased." columns={[
          { title: 'Class', isHeader: true, cell: rateName },
          { title: 'Version', isNumber: true, cell: ({ version }) => version },
          { title: 'Price', cell: ({ curve }) => curveText(curve) },
          { title: 'From', cell: ({ activeFrom }) => timeText(activeFrom) },
          { title: 'Until', cell: ({ activeUntil }) => (activeUntil === null ? <State of="in_force" /> : timeText(activeUntil)) },
        ]} />
      </Panel>
    </>
  );
}
