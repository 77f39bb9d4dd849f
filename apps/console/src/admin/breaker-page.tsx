import { Link, useParams } from '@tanstack/react-router';
import { answer, type components } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { timeText } from '../format.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Facts, Head, Panel, Read, Tokens, useDoing, useTitle, When } from '../parts/layout.js';
import type { FirstReads, OneRead } from '../parts/reads.js';
import { Table } from '../parts/table.js';
import { type Breaker, breakerName, BreakerState, ruleText } from './breakers-page.js';

const breakerOf = (breakerId: string): OneRead<components['schemas']['BreakerDetail']> => ({ queryKey: ['breakers', 'one', breakerId], read: async () => answer(weir.GET('/v1/admin/breakers/{breakerId}', { params: { path: { breakerId } } })) });
export const firstReads = ({ breakerId }: { breakerId: string }): FirstReads => [breakerOf(breakerId)];

/** What is stopped, why, since when and by which rule; and what waits behind it. */
export function BreakerPage(): ReactNode {
  const { breakerId } = useParams({ from: '/admin/breakers/$breakerId' });
  useTitle('Breaker');
  return (
    <Read {...breakerOf(breakerId)}>
      {(breaker) => (
        <>
          <Head
            back={<Link to="/admin/breakers">Circuit breakers</Link>} title={<>{breakerName(breaker)} <BreakerState of={breaker} /></>} about={<span className="id">{breaker.id}</span>}
            actions={breaker.releasedAt === null && <Release breaker={breaker} />}
          />
          <div className="grid">
            <Panel title="Why">
              <p>{breaker.reason}</p>
              <Facts of={[
                breaker.subjectId && ['Whose', <span key="subject" className="id">{breaker.subjectId}</span>], ['Since', timeText(breaker.trippedAt)], ['By', ruleText(breaker)],
                breaker.counted !== null && ['Had flowed', amountText(breaker, breaker.counted)], breaker.asked !== null && ['Asked for then', amountText(breaker, breaker.asked)],
                breaker.releasedAt !== null && ['Let go on', timeText(breaker.releasedAt)], breaker.releasedBy && ['By whom', <span key="by" className="id">{breaker.releasedBy}</span>], breaker.releaseReason && ['Because', breaker.releaseReason],
              ]} />
            </Panel>
            <Panel title="What waits behind it">
              {breaker.stops.length === 0 ? <p className="quiet-text">Nothing.</p> : (
                <Table label="What waits" rows={breaker.stops} keyOf={({ key }) => key} columns={[
                  { title: 'What', isHeader: true, cell: ({ key }) => <span className="id">{key}</span> },
                  { title: 'Since', cell: ({ since }) => <When at={since} /> },
                  { title: 'Amount', isNumber: true, cell: ({ amount }) => amountText(breaker, amount) },
                ]} />
              )}
            </Panel>
          </div>
        </>
      )}
    </Read>
  );
}

/** Of prices, steps are counted in hundredths of a percent; of all else, tokens. */
const amountText = ({ flow }: Breaker, amount: string): ReactNode => (flow === 'price' ? `${Number(amount) / 100} %` : <Tokens of={amount} isRough />);

function Release({ breaker }: { breaker: Breaker }): ReactNode {
  const doing = useDoing('breakers', 'flows');
  const [reason, setReason] = useState('');
  const release = async (): Promise<void> => doing(weir.POST('/v1/admin/breakers/{breakerId}/release', { params: { path: { breakerId: breaker.id } }, body: { reason } }));
  return (
    <Ask label="Let it go on" isDanger title={`Let ${breakerName(breaker).toLowerCase()} go on?`} doLabel="Let it go on" onDo={release}>
      <p>{breaker.waiting.count === 0 ? 'Nothing waits.' : `What waits (${breaker.waiting.count}) goes on where it was, once.`} The window of its limit begins anew.</p>
      <Field label="Why" name="/reason" value={reason} onChange={setReason} isRequired autoFocus hint="What you looked at, for whoever asks later." />
    </Ask>
  );
}
