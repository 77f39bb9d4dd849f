import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { duration, percentOfBps, words } from '../format.js';
import { POLL_MILLIS } from '../live.js';
import { Ask, Do } from '../parts/dialog.js';
import { Facts, Head, Panel, Read, State, useTitle, When } from '../parts/layout.js';
import type { FirstReads, ListRead, OneRead } from '../parts/reads.js';
import { List, usePages } from '../parts/table.js';
import type { Endpoint } from './webhooks-page.js';

type Attempt = components['schemas']['EndpointAttempt'];

const endpointOf = (endpointId: string): OneRead<Endpoint> => ({ queryKey: ['webhooks', 'endpoints', endpointId], read: async () => answer(weir.GET('/v1/webhooks/endpoints/{endpointId}', { params: { path: { endpointId } } })) });
const summaryOf = (endpointId: string): OneRead<components['schemas']['EndpointSummary']> => ({ queryKey: ['webhooks', 'endpoints', endpointId, 'summary'], read: async () => answer(weir.GET('/v1/webhooks/endpoints/{endpointId}/summary', { params: { path: { endpointId } } })) });
const attemptsOf = (endpointId: string): ListRead<Attempt> => ({
  queryKey: ['webhooks', 'attempts', endpointId], paceMillis: POLL_MILLIS,
  readPage: async (cursor) => answer(weir.GET('/v1/webhooks/endpoints/{endpointId}/attempts', { params: { path: { endpointId }, query: { cursor, limit: 50 } } })),
});
export const firstReads = ({ endpointId }: { endpointId: string }): FirstReads => [endpointOf(endpointId), summaryOf(endpointId), attemptsOf(endpointId)];

export function EndpointPage(): ReactNode {
  const { endpointId } = useParams({ from: '/webhooks/$endpointId' });
  useTitle('Endpoint');
  return (
    <Read {...endpointOf(endpointId)}>
      {(endpoint) => (
        <>
          <Head back={<Link to="/webhooks">Webhooks</Link>} title={<>{endpoint.url} <State of={endpoint.state} /></>} about={endpoint.description || undefined} actions={<Actions endpoint={endpoint} />} />
          <div className="grid">
            <Panel title="Lately"><Summary endpoint={endpoint} /></Panel>
            <Attempts endpointId={endpointId} />
          </div>
        </>
      )}
    </Read>
  );
}

function Summary({ endpoint }: { endpoint: Endpoint }): ReactNode {
  return (
    <Read {...summaryOf(endpoint.id)}>
      {({ attempts, successBps, latencyMillis, deliveries }) => (
        <Facts of={[
          ['Attempts', attempts], ['Succeeded', successBps === null ? '–' : percentOfBps(successBps)],
          latencyMillis && ['Answers in', `${duration(latencyMillis.p50)} (99 %: ${duration(latencyMillis.p99)})`],
          ['Pending', deliveries.pending], ['Failed', deliveries.failed],
          endpoint.disabledReason && ['Disabled since it was', words(endpoint.disabledReason)],
          endpoint.circuit.state !== 'closed' && ['Circuit', words(endpoint.circuit.state)],
          endpoint.previousSecretUntil && ['Old secret holds until', <When key="secret" at={endpoint.previousSecretUntil} />],
        ]} />
      )}
    </Read>
  );
}

function Attempts({ endpointId }: { endpointId: string }): ReactNode {
  const pages = usePages(attemptsOf(endpointId));
  return (
    <Panel title="Attempts">
      <List label="Attempts" pages={pages} keyOf={({ id }) => id} empty="Nothing was sent yet. Send a test." columns={[
        { title: 'When', isHeader: true, cell: ({ at }) => <When at={at} /> },
        { title: 'Answer', cell: ({ status, errorClass }) => <>{status && <code>{status}</code>} {errorClass ? <State of="failed" text={words(errorClass)} /> : <State of="ok" />}</> },
        { title: 'Error', cell: ({ error }) => error },
        { title: 'Took', isNumber: true, cell: ({ durationMillis }) => duration(durationMillis) },
        { title: '', isNumber: true, cell: (attempt) => <Again attempt={attempt} /> },
      ]} />
    </Panel>
  );
}

function Again({ attempt: { messageId, deliveryId } }: { attempt: Attempt }): ReactNode {
  const queries = useQueryClient();
  const redeliver = async (): Promise<void> => {
    await weir.POST('/v1/webhooks/messages/{messageId}/deliveries/{deliveryId}/redeliver', { params: { path: { messageId, deliveryId } } });
    await queries.invalidateQueries({ queryKey: ['webhooks'] });
  };
  return <Do onDo={redeliver}>Deliver again</Do>;
}

function Actions({ endpoint: { id, state } }: { endpoint: Endpoint }): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [secret, setSecret] = useState<string>();
  const params = { path: { endpointId: id } };
  const done = async (call: Promise<unknown>): Promise<void> => {
    await call;
    await queries.invalidateQueries({ queryKey: ['webhooks'] });
  };
  const rotate = async (): Promise<void> => setSecret((await answer(weir.POST('/v1/webhooks/endpoints/{endpointId}/rotate', { params: { ...params, header: idempotent() } }))).secret);
  const remove = async (): Promise<void> => {
    await weir.DELETE('/v1/webhooks/endpoints/{endpointId}', { params });
    await navigate({ to: '/webhooks' });
  };
  return (
    <>
      <Do onDo={async () => done(weir.POST('/v1/webhooks/endpoints/{endpointId}/test', { params: { ...params, header: idempotent() } }))}>Send a test</Do>
      {state === 'enabled'
        ? <Do onDo={async () => done(weir.POST('/v1/webhooks/endpoints/{endpointId}/disable', { params }))}>Disable</Do>
        : <Do onDo={async () => done(weir.POST('/v1/webhooks/endpoints/{endpointId}/enable', { params }))}>Enable</Do>}
      <Ask label="New secret" title="A new secret?" doLabel="Make it" onDo={rotate} after={() => <><p>Copy it now: it is shown this once. The old one holds for a while beside it.</p><code className="secret">{secret}</code></>}><p>Messages are then signed with both for a while, so that nothing is lost.</p></Ask>
      <Ask label="Delete" isDanger title="Delete this endpoint?" onDo={remove}><p>It is told of nothing any more, and what is pending is dropped.</p></Ask>
    </>
  );
}
