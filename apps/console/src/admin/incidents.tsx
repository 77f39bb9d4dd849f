import { answer, type components } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { momentOf, timeText, words } from '../format.js';
import { Choice } from '../parts/choice.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Panel, State, useDoing } from '../parts/layout.js';
import type { ListRead } from '../parts/reads.js';
import { List, usePages } from '../parts/table.js';

type Incident = components['schemas']['Incident'];
type Kind = Incident['kind'];

const kinds = [{ id: 'degraded', label: 'Degraded', detail: 'Slow, or less than asked for' }, { id: 'disrupted', label: 'Disrupted', detail: 'Something does not work' }, { id: 'maintenance', label: 'Maintenance', detail: 'It was planned' }] as const;
const tones = { degraded: 'degraded', disrupted: 'failed', maintenance: 'still' } as const;

export const incidentsOf = (poolId: string): ListRead<Incident> => ({ queryKey: ['status', 'incidents', poolId], readPage: async (cursor) => answer(weir.GET('/v1/admin/pools/{poolId}/incidents', { params: { path: { poolId }, query: { cursor, limit: 10 } } })) });

/** What the public status says of a pool, and saying it. */
export function Incidents({ poolId: id }: { poolId: string }): ReactNode {
  const list = usePages(incidentsOf(id));
  return (
    <Panel title="What everybody is told" actions={<Declare poolId={id} />}>
      <List label="Incidents" pages={list} keyOf={({ id }) => id} empty="No incident was ever declared." columns={[
        { title: 'What', isHeader: true, cell: ({ title }) => title },
        { title: 'Kind', cell: ({ kind }) => <State of={tones[kind]} text={words(kind)} /> },
        { title: 'When', cell: ({ startsAt, endsAt }) => <>{timeText(startsAt)} – {endsAt === null ? 'now' : timeText(endsAt)}</> },
        { title: '', isNumber: true, cell: (incident) => (incident.endsAt === null || incident.endsAt > Date.now()) && <End incident={incident} /> },
      ]} />
    </Panel>
  );
}

function Declare({ poolId }: { poolId: string }): ReactNode {
  const doing = useDoing('status');
  const [kind, setKind] = useState<Kind>('degraded');
  const [title, setTitle] = useState('');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const declare = async (): Promise<void> => {
    const body = { kind, title, ...(from && { startsAt: momentOf(from) }), ...(until && { endsAt: momentOf(until) }) };
    await doing(answer(weir.POST('/v1/admin/pools/{poolId}/incidents', { params: { path: { poolId } }, body })));
  };
  return (
    <Ask label="Declare an incident" title="Tell everybody of an incident" doLabel="Tell everybody" isDanger kind="plain" onDo={declare} onOpen={() => setTitle('')}>
      <p>The status page says it at once, to anybody. Name no operator, place or machine.</p>
      <Choice label="Kind" name="/kind" value={kind} options={kinds} onChange={(value) => setKind(value as Kind)} />
      <Field label="What is the matter" name="/title" value={title} onChange={setTitle} isRequired autoFocus />
      <div className="fields">
        <Field label="From" name="/startsAt" type="datetime-local" value={from} onChange={setFrom} hint="Now, when empty." />
        <Field label="Until" name="/endsAt" type="datetime-local" value={until} onChange={setUntil} hint="Open, when empty." />
      </div>
    </Ask>
  );
}

function End({ incident: { id, title } }: { incident: Incident }): ReactNode {
  const doing = useDoing('status');
  const end = async (): Promise<void> => doing(answer(weir.PATCH('/v1/admin/incidents/{incidentId}', { params: { path: { incidentId: id } }, body: { endsAt: Date.now() } })));
  return <Ask label="It is over" title="Is it over?" onDo={end}><p>“{title}” is told of as past for thirty days more.</p></Ask>;
}
