import type { components } from '@weir/client';
import { lazy, type ReactNode, Suspense } from 'react';

import { Action } from '../parts/action.js';

const DeliveriesDialog = lazy(async () => ({ default: (await import('./deliveries-dialog.js')).DeliveriesDialog }));

export type Message = components['schemas']['Message'];

export interface MessageDeliveriesProps {
  message: Message;
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
}

/** What a message says, each try to deliver it, and another try. */
export function MessageDeliveries({ message, isOpen, onToggle }: MessageDeliveriesProps): ReactNode {
  return (
    <>
      <Action aria-label={`Look at ${message.type}`} aria-expanded={isOpen} onPress={() => onToggle(true)}>Look</Action>
      {isOpen && <Suspense><DeliveriesDialog message={message} onToggle={onToggle} /></Suspense>}
    </>
  );
}
