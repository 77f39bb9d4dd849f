import { Link, useParams } from '@tanstack/react-router';
import { answer, type components } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { words } from '../format.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Head, Read, State, useDoing, useTitle } from '../parts/layout.js';
import type { FirstReads, OneRead } from '../parts/reads.js';
import { SlashFacts } from '../parts/slash.js';

const slashOf = (slashId: string): OneRead<components['schemas']['SlashDetail']> => ({ queryKey: ['slashes', 'own', slashId], read: async () => answer(weir.GET('/v1/operator/slashes/{slashId}', { params: { path: { slashId } } })) });
export const firstReads = ({ slashId }: { slashId: string }): FirstReads => [slashOf(slashId)];

/** What a fault costs, and one's word against it. */
export function SlashPage(): ReactNode {
  const { slashId } = useParams({ from: '/operator/slashes/$slashId' });
  useTitle('Slash');
  return (
    <Read {...slashOf(slashId)}>
      {(slash) => (
        <>
          <Head back={<Link to="/operator/faults">Faults</Link>} title={<>{words(slash.kind)} <State of={slash.state} /></>} about={<span className="id">{slash.id}</span>} actions={slash.state === 'pending' && <Appeal slashId={slash.id} />} />
          <SlashFacts slash={slash} />
        </>
      )}
    </Read>
  );
}

function Appeal({ slashId }: { slashId: string }): ReactNode {
  const doing = useDoing('slashes');
  const [reason, setReason] = useState('');
  const appeal = async (): Promise<void> => doing(weir.POST('/v1/operator/slashes/{slashId}/appeal', { params: { path: { slashId } }, body: { reason } }));
  return (
    <Ask label="Appeal" kind="main" title="Appeal against this slash?" onDo={appeal}>
      <p>An administrator decides on it; when none does in time, it costs nothing. Meanwhile nothing leaves your bond or your stake pool.</p>
      <Field label="Why" name="/reason" value={reason} onChange={setReason} isRequired autoFocus rows={4} hint="What happened, and how it can be seen." />
    </Ask>
  );
}
