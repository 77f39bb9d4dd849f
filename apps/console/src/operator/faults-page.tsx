import { Link } from '@tanstack/react-router';
import { answer, type components } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { className, quantity, words } from '../format.js';
import { Choice } from '../parts/choice.js';
import { Head, Panel, State, Tokens, useTitle, When } from '../parts/layout.js';
import { type Fault, faultColumns, type Slash } from '../parts/slash.js';
import type { FirstReads, ListRead } from '../parts/reads.js';
import { List, usePages } from '../parts/table.js';
import { ReputationPanel, reputationRead } from './reputation.js';

/** What those of all kinds say. */
type Challenge = Pick<components['schemas']['Challenge'], 'id' | 'hostId' | 'outcome' | 'at' | 'units' | 'reason'>;

const kinds = [{ id: 'compute', label: 'Processors and memory' }, { id: 'devices', label: 'Volumes' }, { id: 'network', label: 'Networks' }, { id: 'gpu', label: 'GPUs' }] as const;
type Kind = (typeof kinds)[number]['id'];

const slashesRead: ListRead<Slash> = { queryKey: ['slashes', 'own'], readPage: async (cursor) => answer(weir.GET('/v1/operator/slashes', { params: { query: { cursor, limit: 25 } } })) };
const faultsRead: ListRead<Fault> = { queryKey: ['faults', 'own'], readPage: async (cursor) => answer(weir.GET('/v1/operator/faults', { params: { query: { cursor, limit: 50 } } })) };
const pageOf = (cursor: string | undefined) => ({ params: { query: { cursor, limit: 25 } } });
const readPages: Record<Kind, ListRead<Challenge>['readPage']> = {
  compute: async (cursor) => answer(weir.GET('/v1/operator/challenges', pageOf(cursor))),
  devices: async (cursor) => answer(weir.GET('/v1/operator/device-challenges', pageOf(cursor))),
  network: async (cursor) => answer(weir.GET('/v1/operator/network-challenges', pageOf(cursor))),
  gpu: async (cursor) => answer(weir.GET('/v1/operator/gpu-challenges', pageOf(cursor))),
};
const challengesRead = (kind: Kind): ListRead<Challenge> => ({ queryKey: ['challenges', 'own', kind], readPage: readPages[kind] });
export const firstReads = (): FirstReads => [slashesRead, faultsRead, challengesRead('compute'), reputationRead];

/** What one has to answer for as an operator, what it costs, and how its capacity proved itself. */
export function FaultsPage(): ReactNode {
  useTitle('Faults');
  const slashes = usePages(slashesRead);
  const faults = usePages(faultsRead);
  const [kind, setKind] = useState<Kind>('compute');
  const challenges = usePages(challengesRead(kind));
  return (
    <>
      <Head title="Faults and challenges" about="How far you are trusted, and what you have to answer for: lost contact, lost hosts, failed challenges. What is cured within its grace costs nothing, and what costs something can be appealed against." />
      <div className="grid">
        <ReputationPanel />
        <Panel title="What they cost">
          <List label="Slashes" pages={slashes} keyOf={({ id }) => id} empty="No fault has cost you anything." columns={[
            { title: 'For', isHeader: true, cell: ({ id, kind }) => <Link to="/operator/slashes/$slashId" params={{ slashId: id }}>{words(kind)}</Link> },
            { title: 'State', cell: ({ state }) => <State of={state} /> },
            { title: 'Due', cell: ({ dueAt }) => <When at={dueAt} /> },
            { title: 'Tokens', isNumber: true, cell: ({ amount }) => <Tokens of={amount} isRough /> },
          ]} />
        </Panel>
        <Panel title="Faults">
          <List label="Faults" pages={faults} keyOf={({ id }) => id} empty="None: your hosts are what they are offered as." columns={faultColumns.map((column) => (column.title === 'Host' ? { ...column, cell: ({ hostId }: Fault) => <Link className="id" to="/operator/hosts/$hostId" params={{ hostId }}>{hostId}</Link> } : column))} />
        </Panel>
        <Panel title="Challenges" actions={<Choice label="Kind" isLabelHidden value={kind} options={kinds} onChange={(value) => setKind(value as Kind)} />}>
          <List label="Challenges" pages={challenges} keyOf={({ id }) => id} empty="No challenge is over yet: where the rules post any, idle capacity is asked to prove itself at random times." columns={[
            { title: 'Host', isHeader: true, cell: ({ hostId }) => <Link className="id" to="/operator/hosts/$hostId" params={{ hostId }}>{hostId}</Link> },
            { title: 'Outcome', cell: ({ outcome }) => <State of={outcome} /> },
            { title: 'Judged', cell: ({ at }) => <When at={at} /> },
            { title: 'Asked of', cell: ({ units }) => units.map(({ resourceClass, variant, units: count }) => `${quantity(resourceClass, Number(count))} ${className(resourceClass, variant)}`).join(', ') },
            { title: 'Why', cell: ({ reason }) => reason },
          ]} />
        </Panel>
      </div>
    </>
  );
}
