import { Link } from '@tanstack/react-router';
import { answer } from '@weir/client';
import type { ReactNode } from 'react';

import { weir } from '../api.js';
import { words } from '../format.js';
import { Head, Panel, State, Tokens, useTitle, When } from '../parts/layout.js';
import { type Fault, faultColumns, type Slash } from '../parts/slash.js';
import { List, usePages } from '../parts/table.js';

/** What one has to answer for as an operator, and what it costs. */
export function FaultsPage(): ReactNode {
  useTitle('Faults');
  const slashes = usePages<Slash>(['slashes', 'own'], async (cursor) => answer(weir.GET('/v1/operator/slashes', { params: { query: { cursor, limit: 25 } } })));
  const faults = usePages<Fault>(['faults', 'own'], async (cursor) => answer(weir.GET('/v1/operator/faults', { params: { query: { cursor, limit: 50 } } })));
  return (
    <>
      <Head title="Faults" about="What you have to answer for: lost contact, lost hosts, failed challenges. What is cured within its grace costs nothing, and what costs something can be appealed against." />
      <div className="grid">
        <Panel title="What they cost">
          <List label="Slashes" pages={slashes} keyOf={({ id }) => id} empty="No fault has cost you anything." columns={[
            { title: 'For', isHeader: true, cell: ({ id, kind }) => <Link to="/operator/slashes/$slashId" params={{ slashId: id }}>{words(kind)}</Link> },
            { title: 'State', cell: ({ state }) => <State of={state} /> },
            { title: 'Due', cell: ({ dueAt }) => <When at={dueAt} /> },
            { title: 'Tokens', isNumber: true, cell: ({ amount }) => <Tokens of={amount} isRough /> },
          ]} />
        </Panel>
        <Panel title="Faults and challenges">
          <List label="Faults" pages={faults} keyOf={({ id }) => id} empty="None: your hosts are what they are offered as." columns={faultColumns.map((column) => (column.title === 'Host' ? { ...column, cell: ({ hostId }: Fault) => <Link className="id" to="/operator/hosts/$hostId" params={{ hostId }}>{hostId}</Link> } : column))} />
        </Panel>
      </div>
    </>
  );
}
