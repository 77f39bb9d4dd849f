import type { OutboxEvent } from '#libs/database';
import { type EventType, eventTypes } from '#libs/kernel';
import type { RoutedJob, Routes } from '#libs/queue';

type Step = (event: OutboxEvent) => RoutedJob;

const converge: Step = ({ subjectId }) => ({ queue: 'converge', data: { leaseId: subjectId }, oneAtATime: subjectId });
const settle: Step = ({ subjectId }) => ({ queue: 'settle', data: { leaseId: subjectId }, oneAtATime: subjectId });
/** Hosts were lost or returned: what runs on them is looked at now, rather than with the next sweep. */
const lookAtHosts: Step = () => ({ queue: 'sweep', data: { name: 'hosts' }, oneAtATime: 'hosts' });
/** Tells the tenant's endpoints. */
const fanout: Step = ({ id }) => ({ queue: 'fanout', data: { eventId: id.toString() } });

/** The whole choreography: what follows from what, besides telling the tenant. What is missing here waits for nobody, or for a sweep. */
const steps: Partial<Record<EventType, readonly Step[]>> = {
  'lease.placed': [converge],
  'lease.changed': [converge],
  'lease.closing': [converge],
  'lease.closed': [settle],
  'lease.failed': [converge, settle],
  'host.lost': [lookAtHosts],
  'host.returned': [lookAtHosts],
};

/** Every event type, with the jobs that an event of it calls for. */
export const routes: Routes = Object.fromEntries(
  (Object.keys(eventTypes) as EventType[]).map((type) => [
    type,
    (event: OutboxEvent) => [...(steps[type] ?? []), ...(eventTypes[type].public && event.tenantId !== null ? [fanout] : [])].map((step) => step(event)),
  ]),
);
