import { useQueryClient } from '@tanstack/react-query';
import { answer, type components } from '@weir/client';
import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

import { weir } from '../api.js';
import { duration, timeText } from '../format.js';
import { Action } from '../parts/action.js';
import { Do } from '../parts/dialog.js';
import { Read, State } from '../parts/layout.js';
import type { Message } from './message-deliveries.js';

type Delivery = components['schemas']['Delivery'];

/** What `MessageDeliveries` opens. */
export function DeliveriesDialog({ message, onToggle }: { message: Message; onToggle: (isOpen: boolean) => void }): ReactNode {
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={onToggle}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">{message.type}</Heading>
          <div className="body">
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
            <pre className="logs" tabIndex={0} aria-label="Message">{JSON.stringify(message.payload, null, 2)}</pre>
            <Read queryKey={['webhooks', 'messages', message.id]} read={async () => answer(weir.GET('/v1/webhooks/messages/{messageId}/deliveries', { params: { path: { messageId: message.id }, query: { limit: 50 } } }))}>
              {({ items }) => items.length === 0 ? <p>No endpoint was to be told of this.</p> : items.map((delivery) => <OneDelivery key={delivery.id} delivery={delivery} />)}
            </Read>
          </div>
          <div className="buttons"><Action slot="close">Done</Action></div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function OneDelivery({ delivery }: { delivery: Delivery }): ReactNode {
  const queries = useQueryClient();
  const redeliver = async (): Promise<void> => {
    await weir.POST('/v1/webhooks/messages/{messageId}/deliveries/{deliveryId}/redeliver', { params: { path: { messageId: delivery.messageId, deliveryId: delivery.id } } });
    await queries.invalidateQueries({ queryKey: ['webhooks'] });
  };
  return (
    <section className="offer" aria-label={`Delivery to ${delivery.endpointId}`}>
      <div className="actions"><State of={delivery.state} /> <span className="id">{delivery.endpointId}</span> <Do onDo={redeliver}>Deliver again</Do></div>
      <ol className="plain">{delivery.attempts.map((attempt) => <li key={attempt.id}><Attempt attempt={attempt} /></li>)}</ol>
    </section>
  );
}

function Attempt({ attempt: { at, status, error, durationMillis } }: { attempt: Delivery['attempts'][number] }): ReactNode {
  return <><span className="quiet-text">{timeText(at)}</span> {status ? <code>{status}</code> : <State of="failed" text="No answer" />} {error} <span className="quiet-text">{duration(durationMillis)}</span></>;
}
