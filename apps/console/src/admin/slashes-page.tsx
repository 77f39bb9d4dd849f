import { Link, useSearch } from '@tanstack/react-router';
import { answer, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { words } from '../format.js';
import { Choice } from '../parts/choice.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Head, Panel, State, Tokens, useDoing, useTitle, When } from '../parts/layout.js';
import { type Fault, faultColumns, type Slash } from '../parts/slash.js';
import type { FirstReads, ListRead } from '../parts/reads.js';
import { useSearched } from '../parts/search.js';
import { List, usePages } from '../parts/table.js';
import { type SlashState, slashStates } from '../slash-states.js';

const slashesBy = (state?: SlashState, search?: string): ListRead<Slash> => ({ queryKey: ['slashes', 'all', state, search], readPage: async (cursor) => answer(weir.GET('/v1/admin/slashes', { params: { query: { cursor, limit: 50, state, search } } })) });
const faultsBy = (search?: string): ListRead<Fault> => ({ queryKey: ['faults', 'all', search], readPage: async (cursor) => answer(weir.GET('/v1/admin/faults', { params: { query: { cursor, limit: 25, search } } })) });
export const firstReads = ({ state }: { state?: SlashState }): FirstReads => [slashesBy(state), faultsBy()];

/** What faults cost, what operators say against it, and what waits for a decision. */
export function SlashesPage(): ReactNode {
  useTitle('Slashes');
  const { state } = useSearch({ from: '/admin/slashes' });
  const { search, field } = useSearched('Search', 'part of a kind, or an id');
  const slashes = usePages(slashesBy(state, search));
  const faults = usePages(faultsBy(search));
  return (
    <>
      <Head title="Faults and slashes" about="What operators answer for. Whatever is appealed against waits for you, and is forgiven when nobody decides in time." actions={<Report />} />
      {field}
      <nav className="filters" aria-label="State">
        {[undefined, ...slashStates].map((one) => <Link key={one ?? 'all'} to="/admin/slashes" search={{ ...(one && { state: one }) }} className="chip" activeOptions={{ exact: true, includeSearch: true }}>{one ? words(one) : 'All'}</Link>)}
      </nav>
      <div className="grid">
        <Panel title="Slashes">
          <List label="Slashes" pages={slashes} keyOf={({ id }) => id} empty={search ? 'No such slash.' : state ? 'None of this state.' : 'No fault has cost anything.'} columns={[
            { title: 'For', isHeader: true, cell: ({ id, kind }) => <Link to="/admin/slashes/$slashId" params={{ slashId: id }}>{words(kind)}</Link> },
            { title: 'State', cell: ({ state }) => <State of={state} /> },
            { title: 'Operator', cell: ({ operatorId }) => <span className="id">{operatorId}</span> },
            { title: 'Due', cell: ({ dueAt, appeal, decision }) => (appeal && !decision ? <>decide <When at={appeal.decideBy} /></> : <When at={dueAt} />) },
            { title: 'Tokens', isNumber: true, cell: ({ amount }) => <Tokens of={amount} isRough /> },
          ]} />
        </Panel>
        <Panel title="Faults">
          <List label="Faults" pages={faults} keyOf={({ id }) => id} empty={search ? 'No such fault.' : 'No operator has anything to answer for.'} columns={[...faultColumns, { title: 'Operator', cell: ({ operatorId }) => <span className="id">{operatorId}</span> }]} />
        </Panel>
      </div>
    </>
  );
}

const kinds = [{ id: 'false_capacity', label: 'It has less than it offers' }, { id: 'failed_challenge', label: 'It failed a challenge' }] as const;

function Report(): ReactNode {
  const doing = useDoing('slashes', 'faults');
  const [kind, setKind] = useState<(typeof kinds)[number]['id']>('false_capacity');
  const [hostId, setHost] = useState('');
  const [reason, setReason] = useState('');
  const report = async (): Promise<void> => doing(weir.POST('/v1/admin/faults', { params: { header: idempotent() }, body: { kind, hostId, reason } }));
  return (
    <Ask label="Report a fault" isDanger title="Report a fault of a host" doLabel="Report it" onDo={report} onOpen={() => setReason('')}>
      <p>For what Weir does not see by itself. It costs what the rules say, once its operator has had the time to appeal.</p>
      <Field label="Host" name="/hostId" value={hostId} onChange={setHost} isRequired autoFocus placeholder="hst_…" />
      <Choice label="What" name="/kind" value={kind} options={kinds} onChange={(value) => setKind(value as typeof kind)} />
      <Field label="Why" name="/reason" value={reason} onChange={setReason} isRequired hint="The operator reads it." />
    </Ask>
  );
}
