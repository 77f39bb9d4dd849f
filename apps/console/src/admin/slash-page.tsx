import { Link, useParams } from '@tanstack/react-router';
import { answer, type components } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { words } from '../format.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Head, Read, State, Tokens, useDoing, useTitle } from '../parts/layout.js';
import type { FirstReads, OneRead } from '../parts/reads.js';
import { type Slash, SlashFacts } from '../parts/slash.js';

const slashOf = (slashId: string): OneRead<components['schemas']['SlashDetail']> => ({ queryKey: ['slashes', 'any', slashId], read: async () => answer(weir.GET('/v1/admin/slashes/{slashId}', { params: { path: { slashId } } })) });
export const firstReads = ({ slashId }: { slashId: string }): FirstReads => [slashOf(slashId)];

/** A slash as an administrator decides on it. */
export function AnySlashPage(): ReactNode {
  const { slashId } = useParams({ from: '/admin/slashes/$slashId' });
  useTitle('Slash');
  return (
    <Read {...slashOf(slashId)}>
      {(slash) => (
        <>
          <Head
            back={<Link to="/admin/slashes">Faults and slashes</Link>} title={<>{words(slash.kind)} <State of={slash.state} /></>} about={<span className="id">{slash.id} of {slash.operatorId}</span>}
            actions={['pending', 'appealed'].includes(slash.state) && !slash.decision && <>{slash.state === 'appealed' && <Decide slash={slash} decision="uphold" />}<Decide slash={slash} decision="forgive" /></>}
          />
          <SlashFacts slash={slash} />
        </>
      )}
    </Read>
  );
}

function Decide({ slash: { id, amount }, decision }: { slash: Slash; decision: 'uphold' | 'forgive' }): ReactNode {
  const doing = useDoing('slashes');
  const [reason, setReason] = useState('');
  const decide = async (): Promise<void> => doing(weir.POST('/v1/admin/slashes/{slashId}/decision', { params: { path: { slashId: id } }, body: { decision, reason } }));
  const name = decision === 'uphold' ? 'Uphold' : 'Forgive';
  return (
    <Ask label={name} isDanger={decision === 'uphold'} title={`${name} this slash?`} onDo={decide}>
      <p>{decision === 'uphold' ? <>It is carried out at once: <Tokens of={amount} /> tokens are taken from what is at stake.</> : 'It costs the operator nothing.'} This is for good.</p>
      <Field label="Why" name="/reason" value={reason} onChange={setReason} isRequired autoFocus hint="The operator reads it." />
    </Ask>
  );
}
