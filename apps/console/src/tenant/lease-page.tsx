import { useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { answer, type components, idempotent, type Lease } from '@weir/client';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { weir } from '../api.js';
import { className, quantity, rounded, words } from '../format.js';
import { coversOf } from '../parts/cover.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Facts, Head, Panel, Read, Span, State, Tokens, useTitle, When } from '../parts/layout.js';
import type { FirstReads, OneRead } from '../parts/reads.js';
import { Table, Waiting } from '../parts/table.js';
import { Alternatives, WhyBlocked, waitText } from './quote-panel.js';
import { sizeOf } from './leases-page.js';
import { chargesOf, costOf, LeaseCost } from './lease-cost.js';

const LeaseCover = lazy(async () => ({ default: (await import('./lease-cover.js')).LeaseCover }));
const LeaseLogs = lazy(async () => ({ default: (await import('./lease-logs.js')).LeaseLogs }));

interface Path {
  leaseId: string;
}

const MOST_EVENTS = 100;

const leaseOf = (leaseId: string): OneRead<Lease> => ({ queryKey: ['lease', leaseId], read: async () => answer(weir.GET('/v1/leases/{leaseId}', { params: { path: { leaseId } } })) });
const eventsOf = (leaseId: string): OneRead<components['schemas']['LeaseEventPage']> => ({ queryKey: ['lease', leaseId, 'events'], read: async () => answer(weir.GET('/v1/leases/{leaseId}/events', { params: { path: { leaseId }, query: { limit: MOST_EVENTS } } })) });
export const firstReads = ({ leaseId }: Path): FirstReads => [leaseOf(leaseId), eventsOf(leaseId), chargesOf(leaseId), costOf(leaseId), coversOf(leaseId)];

export function LeasePage(): ReactNode {
  const { leaseId } = useParams({ from: '/leases/$leaseId' });
  return (
    <Read {...leaseOf(leaseId)}>
      {(lease) => <OneLease lease={lease} />}
    </Read>
  );
}

const isOver = ({ state }: Lease): boolean => ['closing', 'closed', 'failed'].includes(state);

function OneLease({ lease }: { lease: Lease }): ReactNode {
  useTitle(lease.name || lease.id);
  return (
    <>
      <Head
        back={<Link to="/leases">Leases</Link>}
        title={<>{lease.name || lease.id} <State of={lease.state} /></>}
        about={<span className="id">{lease.id}</span>}
        actions={!isOver(lease) && <><Scale lease={lease} /><Close lease={lease} /></>}
      />
      <div className="grid">
        {(lease.blocked || lease.suspension || lease.reclaim || lease.closed || lease.graceAt) && <Trouble lease={lease} />}
        <Panel title="Now" className="two-thirds"><Now lease={lease} /></Panel>
        <Panel title="Funds" className="third"><Funds lease={lease} /></Panel>
        <Panel title="Replicas" className="two-thirds"><Replicas lease={lease} /></Panel>
        <Panel title="Timeline" className="third"><Timeline leaseId={lease.id} /></Panel>
        <LeaseCost leaseId={lease.id} />
        <Suspense fallback={<Waiting />}><LeaseCover lease={lease} /></Suspense>
        <Suspense fallback={<Waiting />}><LeaseLogs lease={lease} /></Suspense>
      </div>
    </>
  );
}

function Now({ lease }: { lease: Lease }): ReactNode {
  return (
    <Facts of={[
      ['Ready', `${lease.readyReplicas} of ${lease.replicas}`],
      ['Each replica', sizeOf(lease.resources)],
      ['Image', <code key="image">{lease.workload.image}</code>],
      ...lease.addresses.map(({ name, url }) => [`Address ${name}`, <a key={name} href={url} rel="noreferrer noopener" target="_blank">{url.replace(/^https?:\/\//, '')}</a>] as const),
      ['Pool', lease.pool],
      lease.constraints.jurisdictions && ['Jurisdictions', lease.constraints.jurisdictions.join(', ')],
      lease.constraints.spread && ['Spread', `at most ${lease.constraints.spread.maximum ?? 1} per ${lease.constraints.spread.over}`],
      ['Price', <><Tokens of={lease.nanoTokensPerHour} per="h" /> · {words(lease.pricing.mode)}</>],
      ['Asked for', <When key="created" at={lease.createdAt} />],
      lease.activatedAt && ['Running since', <When key="active" at={lease.activatedAt} />],
      lease.endsAt && ['Ends', <When key="ends" at={lease.endsAt} />],
    ]} />
  );
}

function Funds({ lease }: { lease: Lease }): ReactNode {
  if (!lease.funds) return <p className="quiet-text">Nothing is held for it.</p>;
  const { escrow, reserve, runwayMillis, lastsUntil } = lease.funds;
  return (
    <Facts of={[
      ['Lasts for', <Span key="runway" of={runwayMillis} />],
      ['Held ahead', <Tokens key="escrow" of={escrow} isRough />],
      BigInt(reserve) > 0n && ['Reserve for volumes', <Tokens key="reserve" of={reserve} isRough />],
      lastsUntil && ['Until', <When key="until" at={lastsUntil} />],
    ]} />
  );
}

/** Whatever keeps it from running as it was asked for, first. */
function Trouble({ lease }: { lease: Lease }): ReactNode {
  const { blocked, suspension, reclaim, closed, graceAt } = lease;
  return (
    <Panel title={blocked ? 'Why it waits' : closed ? 'How it ended' : 'Needs you'}>
      {blocked && <WhyBlocked blocked={blocked} />}
      {blocked && (
        <Read queryKey={['lease', lease.id, 'alternatives']} read={async () => answer(weir.GET('/v1/leases/{leaseId}/alternatives', { params: { path: { leaseId: lease.id } } }))}>
          {(found) => <><p>It waits for room: {waitText(found)}.</p><Alternatives of={found.alternatives} /></>}
        </Read>
      )}
      {suspension && <p className="note warn">Suspended <When at={suspension.at} />: {words(suspension.reason).toLowerCase()}. {suspension.until && <>It closes <When at={suspension.until} /> unless there are funds. </>}<Link to="/wallet">To the wallet</Link></p>}
      {graceAt && !suspension && <p className="note warn">Its funds end soon. <Link to="/wallet">Add funds</Link>, or it is suspended.</p>}
      {reclaim && <p className="note warn">Its capacity is reclaimed <When at={reclaim.at} />: {words(reclaim.reason).toLowerCase()}.</p>}
      {closed && <p className="note">{words(closed.reason)}{closed.fault !== 'none' && <> · fault of: {closed.fault}</>}{closed.billed ? '' : ' · not billed'}</p>}
    </Panel>
  );
}

function Replicas({ lease }: { lease: Lease }): ReactNode {
  const states = lease.replicaStates ?? [];
  if (states.length === 0) return <p className="quiet-text">None yet.</p>;
  return (
    <Table
      label="Replicas"
      rows={states}
      keyOf={({ replica }) => String(replica)}
      columns={[
        { title: 'Replica', isHeader: true, cell: ({ replica }) => replica },
        { title: 'State', cell: ({ state }) => <State of={state} /> },
        { title: 'Since', cell: ({ since }) => since !== undefined && <When at={since} /> },
        { title: 'Restarts', isNumber: true, cell: ({ restarts }) => restarts },
        { title: 'Reason', cell: ({ reason }) => reason && words(reason) },
      ]}
    />
  );
}

function Timeline({ leaseId }: { leaseId: string }): ReactNode {
  return (
    <Read {...eventsOf(leaseId)}>
      {({ items, nextCursor }) => (
        <>
          {items.length === 0 && <p className="quiet-text">Nothing happened yet.</p>}
          <ol className="timeline">
            {items.toReversed().map(({ id, type, at, data }) => <li key={id}><When at={at} /><div>{words(type)} <Data of={data} /></div></li>)}
          </ol>
          {nextCursor && <p className="quiet-text">The first {MOST_EVENTS}; the API has all of them.</p>}
        </>
      )}
    </Read>
  );
}

/** What an event says besides, as far as it is simple. */
function Data({ of }: { of: components['schemas']['LeaseEvent']['data'] }): ReactNode {
  const simple = Object.entries(of).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  if (simple.length === 0) return null;
  return <span className="data">{simple.map(([name, value]) => (name.startsWith('nanoTokens') ? `${words(name.replace('nanoTokens', 'tokens ').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')).toLowerCase()} ${quantityOf(value)}` : `${name} ${String(value)}`)).join(' · ')}</span>;
}

const quantityOf = (value: unknown): string => (typeof value === 'string' && /^\d+$/.test(value) ? rounded(Number(value) / 1e9) : String(value));

function Scale({ lease }: { lease: Lease }): ReactNode {
  const queries = useQueryClient();
  const [replicas, setReplicas] = useState(String(lease.replicas));
  const scale = async (): Promise<void> => {
    const header = { ...idempotent(), 'If-Match': `"${lease.version}"` };
    const changed = await answer(weir.PATCH('/v1/leases/{leaseId}', { params: { path: { leaseId: lease.id }, header }, body: { replicas: Number(replicas) } }));
    queries.setQueryData(['lease', lease.id], changed);
  };
  return (
    <Ask label="Scale" title={`Scale ${lease.name || lease.id}`} onDo={scale} onOpen={() => setReplicas(String(lease.replicas))}>
      <Field label="Replicas" name="/replicas" inputMode="numeric" value={replicas} onChange={setReplicas} autoFocus hint={<>Each is {sizeOf(lease.resources)}{lease.resources.egressMbps ? ` · ${quantity('EGRESS_MBPS', lease.resources.egressMbps)} ${className('EGRESS_MBPS', '').toLowerCase()}` : ''}.</>} />
    </Ask>
  );
}

function Close({ lease }: { lease: Lease }): ReactNode {
  const queries = useQueryClient();
  const close = async (): Promise<void> => {
    queries.setQueryData(['lease', lease.id], await answer(weir.DELETE('/v1/leases/{leaseId}', { params: { path: { leaseId: lease.id } } })));
  };
  return (
    <Ask label="Close" title={`Close ${lease.name || lease.id}?`} doLabel="Close it for good" isDanger onDo={close}>
      <p>Its replicas stop, its volumes are deleted, and what was held ahead comes back to the wallet. This cannot be undone.</p>
    </Ask>
  );
}
