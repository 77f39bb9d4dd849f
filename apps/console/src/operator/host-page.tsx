import { useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { answer, type components } from '@weir/client';
import type { ReactNode } from 'react';

import { weir } from '../api.js';
import { className, quantity, words } from '../format.js';
import { Ask, Do } from '../parts/dialog.js';
import { Facts, Head, Panel, Read, State, Tokens, useTitle, When } from '../parts/layout.js';
import type { FirstReads, OneRead } from '../parts/reads.js';
import { Table } from '../parts/table.js';
import type { Host } from './fleet-page.js';

const hostOf = (hostId: string): OneRead<Host> => ({ queryKey: ['fleet', 'host', hostId], read: async () => answer(weir.GET('/v1/operator/hosts/{hostId}', { params: { path: { hostId } } })) });
const placementOf = (hostId: string): OneRead<components['schemas']['HostPlacement']> => ({ queryKey: ['fleet', 'host', hostId, 'placement'], read: async () => answer(weir.GET('/v1/operator/hosts/{hostId}/placement', { params: { path: { hostId } } })) });
const earnedOf = (hostId: string): OneRead<components['schemas']['Earnings']> => ({ queryKey: ['earnings', hostId], read: async () => answer(weir.GET('/v1/operator/earnings', { params: { query: { hostId, by: 'month', limit: 100 } } })) });
export const firstReads = ({ hostId }: { hostId: string }): FirstReads => [hostOf(hostId), placementOf(hostId), earnedOf(hostId)];

export function HostPage(): ReactNode {
  const { hostId } = useParams({ from: '/operator/hosts/$hostId' });
  return (
    <Read {...hostOf(hostId)}>
      {(host) => <OneHost host={host} />}
    </Read>
  );
}

function OneHost({ host }: { host: Host }): ReactNode {
  useTitle(host.name);
  return (
    <>
      <Head back={<Link to="/operator/fleet">Fleet</Link>} title={<>{host.name} <State of={host.state} /></>} about={<span className="id">{host.id}</span>} actions={<Actions host={host} />} />
      <div className="grid">
        <Panel title="Now" className="half">
          <Facts of={[
            ['Contact', <State key="contact" of={host.contact === 'never' ? 'unknown' : host.contact} text={words(host.contact)} />], host.lastHeartbeatAt && ['Heard', <When key="heard" at={host.lastHeartbeatAt} />],
            ['Where', `${host.jurisdiction}, ${host.region}`], ['Capacity', words(host.capacity)], ['Traits', host.traits.join(', ') || 'none'],
            host.drainBy && ['Drained by', <When key="drain" at={host.drainBy} />],
            host.withheld.length > 0 && ['Held back', host.withheld.map(words).join(', ')],
            host.remarks.length > 0 && ['Remarks', host.remarks.map(words).join(', ')],
          ]} />
        </Panel>
        <Panel title="Why it is chosen, or not" className="half"><Placement hostId={host.id} /></Panel>
        <Panel title="Inventory" className="half">
          <Table label="Inventory" rows={host.inventories} keyOf={({ resourceClass, variant }) => resourceClass + variant} columns={[
            { title: 'Class', isHeader: true, cell: ({ resourceClass, variant }) => className(resourceClass, variant) },
            { title: 'In use', isNumber: true, cell: ({ resourceClass, used }) => quantity(resourceClass, used) },
            { title: 'Capacity', isNumber: true, cell: ({ resourceClass, capacity }) => quantity(resourceClass, capacity) },
            { title: 'Share', isNumber: true, cell: ({ used, capacity }) => <meter min={0} max={Math.max(1, capacity)} value={used} aria-label="Share in use" /> },
          ]} />
        </Panel>
        <Panel title="Earned in 30 days" className="half"><Earned hostId={host.id} /></Panel>
      </div>
    </>
  );
}

function Placement({ hostId }: { hostId: string }): ReactNode {
  return (
    <Read {...placementOf(hostId)}>
      {({ isSampled, filters, admitted, outranked, preferred }) => (
        <>
          <p>Of the last requests of its pool{isSampled && ', of which some were looked at'}, it could take {admitted} and would be the first choice for {preferred}.</p>
          {filters.length > 0 && <ul>{filters.map(({ filter, reason, requests }) => <li key={filter + reason}>{words(requests)}: {reason} <span className="quiet-text">({filter})</span></li>)}</ul>}
          {outranked.filter(({ requests }) => requests !== 'none').map(({ score, requests }) => <p key={score} className="quiet-text">{words(requests)} go elsewhere by {score === 'asks' ? 'what others ask for' : 'how well they pack'}.</p>)}
        </>
      )}
    </Read>
  );
}

function Earned({ hostId }: { hostId: string }): ReactNode {
  return (
    <Read {...earnedOf(hostId)}>
      {({ items, total }) => (
        <>
          <p className="quote"><span className="price"><Tokens of={total} isRough /></span></p>
          {items.length === 0 ? <p className="quiet-text">Nothing yet.</p> : (
            <Table label="Earned by class" rows={items} keyOf={({ periodStartsAt, resourceClass, variant }) => `${periodStartsAt} ${resourceClass} ${variant}`} columns={[
              { title: 'Class', isHeader: true, cell: ({ resourceClass, variant }) => className(resourceClass, variant) },
              { title: 'Tokens', isNumber: true, cell: ({ amount }) => <Tokens of={amount} isRough /> },
            ]} />
          )}
        </>
      )}
    </Read>
  );
}

function Actions({ host: { id, name, state, generation } }: { host: Host }): ReactNode {
  const queries = useQueryClient();
  const params = { path: { hostId: id } };
  const body = { generation };
  const done = async (call: Promise<unknown>): Promise<void> => {
    await call;
    await queries.invalidateQueries({ queryKey: ['fleet'] });
  };
  return (
    <>
      {state === 'open'
        ? <Do onDo={async () => done(weir.POST('/v1/operator/hosts/{hostId}/cordon', { params, body }))}>Cordon</Do>
        : <Do onDo={async () => done(weir.POST('/v1/operator/hosts/{hostId}/uncordon', { params, body }))}>Uncordon</Do>}
      {state !== 'draining' && (
        <Ask label="Drain" isDanger title={`Drain ${name}?`} onDo={async () => done(weir.POST('/v1/operator/hosts/{hostId}/drain', { params, body }))}>
          <p>Nothing new comes. What runs moves to other hosts as soon as it is ready there, and ends here at the latest after the notice. Uncordon takes it back.</p>
        </Ask>
      )}
    </>
  );
}
