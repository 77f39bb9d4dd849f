import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { POLL_MILLIS } from '../live.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Head, Panel, State, useTitle, When } from '../parts/layout.js';
import { useSearched } from '../parts/search.js';
import type { FirstReads, ListRead } from '../parts/reads.js';
import { List, usePages } from '../parts/table.js';
import { MessageDeliveries } from './message-deliveries.js';

export type Endpoint = components['schemas']['Endpoint'];
type Message = components['schemas']['Message'];

const endpointsBy = (search?: string): ListRead<Endpoint> => ({ queryKey: ['webhooks', 'endpoints', 'all', search], readPage: async (cursor) => answer(weir.GET('/v1/webhooks/endpoints', { params: { query: { cursor, limit: 50, search } } })) });
const messagesBy = (search?: string): ListRead<Message> => ({ queryKey: ['webhooks', 'messages', 'all', search], paceMillis: POLL_MILLIS, readPage: async (cursor) => answer(weir.GET('/v1/webhooks/messages', { params: { query: { cursor, limit: 25, search } } })) });
export const firstReads = (): FirstReads => [endpointsBy(), messagesBy()];

export function WebhooksPage(): ReactNode {
  useTitle('Webhooks');
  const { search, field } = useSearched('Search endpoints', 'part of an address or a description');
  const endpoints = usePages(endpointsBy(search));
  return (
    <>
      <Head title="Webhooks" about="What happens, told to you as signed messages." actions={<NewEndpoint />} />
      <div className="grid">
        <Panel title="Endpoints">
          {field}
          <List label="Endpoints" pages={endpoints} keyOf={({ id }) => id} empty={search ? 'No such endpoint.' : 'No endpoint yet: add the address that is to be told.'} columns={[
            { title: 'Address', isHeader: true, cell: ({ id, url }) => <Link to="/webhooks/$endpointId" params={{ endpointId: id }}>{url}</Link> },
            { title: 'State', cell: ({ state, circuit }) => <><State of={state} />{circuit.state !== 'closed' && <State of="half_open" text="Failing, tried again soon" />}</> },
            { title: 'Told of', cell: ({ eventTypes }) => (eventTypes.length === 0 ? 'everything' : eventTypes.join(', ')) },
          ]} />
        </Panel>
        <Messages />
      </div>
    </>
  );
}

function Messages(): ReactNode {
  const [open, setOpen] = useState<string>();
  const { search, field } = useSearched('Search messages', 'part of a type, or an id');
  const messages = usePages(messagesBy(search));
  return (
    <Panel title="Messages">
      {field}
      <List label="Messages" pages={messages} keyOf={({ id }) => id} empty={search ? 'No such message.' : 'Nothing happened yet that would be told.'} columns={[
        { title: 'Type', isHeader: true, cell: ({ type }) => <code>{type}</code> },
        { title: 'When', cell: ({ createdAt }) => <When at={createdAt} /> },
        { title: 'Deliveries', cell: ({ deliveries }) => <>{deliveries.delivered > 0 && <State of="delivered" text={`${deliveries.delivered} delivered`} />} {deliveries.pending > 0 && <State of="pending" text={`${deliveries.pending} pending`} />} {deliveries.failed > 0 && <State of="failed" text={`${deliveries.failed} failed`} />}</> },
        { title: '', isNumber: true, cell: (message) => <MessageDeliveries message={message} isOpen={open === message.id} onToggle={(isOpen) => setOpen(isOpen ? message.id : undefined)} /> },
      ]} />
    </Panel>
  );
}

function NewEndpoint(): ReactNode {
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [secret, setSecret] = useState<string>();
  const create = async (): Promise<void> => {
    const endpoint = await answer(weir.POST('/v1/webhooks/endpoints', { body: { url, ...(description && { description }) }, params: { header: idempotent() } }));
    setSecret(endpoint.secret);
    await queries.invalidateQueries({ queryKey: ['webhooks'] });
  };
  return (
    <Ask label="Add an endpoint" kind="main" title="Add an endpoint" doLabel="Add" onDo={create} onOpen={() => setSecret(undefined)} after={() => <><p>What is sent to it is signed with this secret. Copy it now: it is shown this once.</p><code className="secret">{secret ?? 'It was shown before.'}</code></>}>
      <Field label="Address" name="/url" type="url" value={url} onChange={setUrl} placeholder="https://example.com/hooks" isRequired autoFocus />
      <Field label="Description" name="/description" value={description} onChange={setDescription} />
    </Ask>
  );
}
