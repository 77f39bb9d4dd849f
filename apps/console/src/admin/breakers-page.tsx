import { Link } from '@tanstack/react-router';
import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { duration, percentOfBps, words } from '../format.js';
import { Choice } from '../parts/choice.js';
import { Ask } from '../parts/dialog.js';
import { Check, Field } from '../parts/fields.js';
import { Facts, Head, Panel, Read, State, Tokens, useDoing, useTitle, When } from '../parts/layout.js';
import type { FirstReads, ListRead, OneRead } from '../parts/reads.js';
import { useSearched } from '../parts/search.js';
import { List, usePages } from '../parts/table.js';

export type Breaker = components['schemas']['Breaker'];
type Flow = Breaker['flow'];
type Scope = Breaker['scope'];

const flowNames: Record<Flow, string> = { payout: 'Payouts', exit: 'Exits from pools', price: 'Price steps', slash: 'Slashes' };

const breakersBy = (all = false, search?: string): ListRead<Breaker> => ({ queryKey: ['breakers', all, search], readPage: async (cursor) => answer(weir.GET('/v1/admin/breakers', { params: { query: { cursor, limit: 50, search, ...(!all && { open: true }) } } })) });
const flowsRead: OneRead<components['schemas']['FlowStatus']> = { queryKey: ['flows'], read: async () => answer(weir.GET('/v1/status/flows')) };
export const firstReads = (): FirstReads => [breakersBy(), flowsRead];

/** What flowed faster than the rules allow, or was stopped by hand, and waits for a person. */
export function BreakersPage(): ReactNode {
  useTitle('Breakers');
  const [all, setAll] = useState(false);
  const { search, field } = useSearched('Search', 'part of a reason, or an id');
  const list = usePages(breakersBy(all, search));
  return (
    <>
      <Head title="Circuit breakers" about="What flows faster than the rules allow stops here until somebody lets it go on. Nothing that waits is lost." actions={<Stop />} />
      <div className="grid">
        <Panel title="Flows"><Flows /></Panel>
        <Panel title={all ? 'All that was stopped' : 'Stopped now'} actions={<Check isSelected={all} onChange={setAll}>Also what was let go on</Check>}>
          {field}
          <List label="Breakers" pages={list} keyOf={({ id }) => id} empty={search ? 'No such breaker.' : 'Nothing is stopped.'} columns={[
            { title: 'Stopped', isHeader: true, cell: ({ id, flow, scope, subjectId }) => <Link to="/admin/breakers/$breakerId" params={{ breakerId: id }}>{flowNames[flow]}{scope !== 'flow' && ` of one ${scope}`}{subjectId && <> <span className="id">{subjectId}</span></>}</Link> },
            { title: 'State', cell: (breaker) => <BreakerState of={breaker} /> },
            { title: 'Since', cell: ({ trippedAt }) => <When at={trippedAt} /> },
            { title: 'Why', cell: ({ reason }) => reason },
            { title: 'By', cell: (breaker) => ruleText(breaker) },
            { title: 'Waits', isNumber: true, cell: ({ waiting }) => (waiting.count > 0 ? <>{waiting.count}, <Tokens of={waiting.amount} isRough /></> : 'nothing') },
          ]} />
        </Panel>
      </div>
    </>
  );
}

function Flows(): ReactNode {
  return (
    <Read {...flowsRead}>
      {({ flows }) => <Facts of={flows.map(({ flow, state, since }) => [flowNames[flow], <span key={flow}><State of={state} />{since !== null && <> since <When at={since} /></>}</span>] as const)} />}
    </Read>
  );
}

export const breakerName = ({ flow, scope }: Pick<Breaker, 'flow' | 'scope'>): string => (scope === 'flow' ? flowNames[flow] : `${flowNames[flow]} of one ${scope}`);

export const BreakerState = ({ of: { releasedAt } }: { of: Breaker }): ReactNode => (releasedAt === null ? <State of="stopped" /> : <State of="released" text="Let go on" />);

/** The limit that was passed, or who stopped it. */
export function ruleText({ rule, authorId }: Breaker): ReactNode {
  if (!rule) return <span className="id">{authorId}</span>;
  const limit = rule.mostBps === null ? rule.mostNanoTokens !== null && <><Tokens of={rule.mostNanoTokens} isRough /> tokens</> : percentOfBps(rule.mostBps);
  return <>more than {limit} in {duration(rule.windowMillis)}, by rules of version {rule.rulesVersion}</>;
}

const scopes = [{ id: 'flow', label: 'All of it' }, { id: 'operator', label: 'One operator' }, { id: 'pool', label: 'One pool' }, { id: 'account', label: 'One account' }] as const;

function Stop(): ReactNode {
  const doing = useDoing('breakers', 'flows');
  const [flow, setFlow] = useState<Flow>('payout');
  const [scope, setScope] = useState<Scope>('flow');
  const [subjectId, setSubject] = useState('');
  const [reason, setReason] = useState('');
  const stop = async (): Promise<void> => doing(weir.POST('/v1/admin/breakers', { params: { header: idempotent() }, body: { flow, scope, reason, ...(scope !== 'flow' && { subjectId }) } }));
  return (
    <Ask label="Stop something" isDanger title="Stop something by hand" doLabel="Stop it" onDo={stop} onOpen={() => setReason('')}>
      <p>It stops at once, and waits until somebody lets it go on.</p>
      <Choice label="What" name="/flow" value={flow} options={Object.entries(flowNames).map(([id, label]) => ({ id, label }))} onChange={(value) => setFlow(value as Flow)} />
      <Choice label="Whose" name="/scope" value={scope} options={scopes} onChange={(value) => setScope(value as Scope)} />
      {scope !== 'flow' && <Field label={`Id of the ${scope}`} name="/subjectId" value={subjectId} onChange={setSubject} isRequired />}
      <Field label="Why" name="/reason" value={reason} onChange={setReason} isRequired hint={`Kept, and shown to administrators: ${words(flow).toLowerCase()} may be somebody's living.`} />
    </Ask>
  );
}
