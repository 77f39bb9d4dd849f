import { answer, type components } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { percentOfBps, quantity, timeText, words } from '../format.js';
import { Choice } from '../parts/choice.js';
import { Ask } from '../parts/dialog.js';
import { Check, Field } from '../parts/fields.js';
import { Head, State, useDoing, useTitle, When } from '../parts/layout.js';
import type { FirstReads, ListRead } from '../parts/reads.js';
import { List, usePages } from '../parts/table.js';

type Held = components['schemas']['HeldUsage'];

const heldBy = (all = false): ListRead<Held> => ({ queryKey: ['held-usage', all], readPage: async (cursor) => answer(weir.GET('/v1/admin/held-usage', { params: { query: { cursor, limit: 50, ...(!all && { state: 'open' as const }) } } })) });
export const firstReads = (): FirstReads => [heldBy()];

/** What sources counted differently, and nobody is paid for until it is decided. */
export function HeldUsagePage(): ReactNode {
  useTitle('Held usage');
  const [all, setAll] = useState(false);
  const list = usePages(heldBy(all));
  return (
    <>
      <Head title="Held usage" about="What sources counted differently. Nobody pays or is paid for it before it is decided." />
      <div className="filters"><Check isSelected={all} onChange={setAll}>Also what is decided</Check></div>
      <List label="Held usage" pages={list} keyOf={({ id }) => id} empty="Nothing is held: all sources agree." columns={[
        { title: 'What', isHeader: true, cell: ({ meter, replica }) => <>{words(meter)}, replica {replica}</> },
        { title: 'State', cell: ({ state }) => <State of={state === 'open' ? 'pending' : state} text={words(state)} /> },
        { title: 'Lease', cell: ({ leaseId }) => <span className="id">{leaseId}</span> },
        { title: 'Of', cell: ({ startsAt, endsAt }) => <>{timeText(startsAt)} – {timeText(endsAt)}</> },
        { title: 'Held', cell: ({ heldAt }) => <When at={heldAt} /> },
        { title: 'Sources', cell: ({ sources, toleranceBps }) => <>{sources.map((source) => <div key={source.label}>{sourceText(source)}</div>)}<div className="quiet-text">may differ by {percentOfBps(toleranceBps)}</div></> },
        { title: '', isNumber: true, cell: (held) => (held.state === 'open' ? <span className="actions"><Decide held={held} decision="charge" /><Decide held={held} decision="waive" /></span> : held.reason) },
      ]} />
    </>
  );
}

/** Both meters count bytes. */
const sourceText = ({ label, sources, quantity: counted }: Held['sources'][number]): string => `${label}: ${quantity('EGRESS_GIB', Number(counted))} by ${sources.join(', ')}`;

function Decide({ held: { id, sources }, decision }: { held: Held; decision: 'charge' | 'waive' }): ReactNode {
  const doing = useDoing('held-usage');
  const [source, setSource] = useState(sources[0]?.label ?? '');
  const [reason, setReason] = useState('');
  const decide = async (): Promise<void> => doing(weir.POST('/v1/admin/held-usage/{usageId}/decision', { params: { path: { usageId: id } }, body: decision === 'charge' ? { decision, source, reason } : { decision, reason } }));
  return (
    <Ask label={words(decision)} isDanger title={decision === 'charge' ? 'Charge what one source counted?' : 'Charge nothing of it?'} onDo={decide}>
      <p>{decision === 'charge' ? 'The tenant pays for it and the operator earns it, by a correction where the period is closed.' : 'The tenant pays and the operator earns nothing of it.'} This is for good.</p>
      {decision === 'charge' && <Choice label="Whose count" name="/source" value={source} options={sources.map((one) => ({ id: one.label, label: sourceText(one) }))} onChange={setSource} />}
      <Field label="Why" name="/reason" value={reason} onChange={setReason} isRequired autoFocus />
    </Ask>
  );
}
