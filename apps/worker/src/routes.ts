import type { OutboxEvent } from '#libs/database';
import { type EventType, eventTypes } from '#libs/kernel';
import type { RoutedJob, Routes } from '#libs/queue';

type Step = (event: OutboxEvent) => RoutedJob;

const converge: Step = ({ subjectId, trace }) => ({ queue: 'converge', data: { leaseId: subjectId }, oneAtATime: subjectId, trace });
const settle: Step = ({ subjectId, trace }) => ({ queue: 'settle', data: { leaseId: subjectId }, oneAtATime: subjectId, trace });
/** Hosts were lost or returned: what runs on them is looked at now, rather than with the next sweep. */
const lookAtHosts: Step = ({ trace }) => ({ queue: 'sweep', data: { name: 'hosts' }, oneAtATime: 'hosts', trace });
/** A budget's stop began, or is over: what runs is suspended, or runs again, now rather than with the next sweep. */
const sweep = (name: 'budgets' | 'resume'): Step => ({ trace }) => ({ queue: 'sweep', data: { name }, oneAtATime: name, trace });
/** The whole choreography: what follows from what, besides telling the tenant. What is missing here waits for nobody, or for a sweep. */
const steps: Partial<Record<EventType, readonly Step[]>> = {
  'lease.placed': [converge],
  'lease.changed': [converge],
  'lease.suspended': [converge],
  'lease.closing': [converge],
  'lease.closed': [settle],
  'lease.failed': [converge, settle],
  'budget.stopped': [sweep('budgets')],
  'budget.released': [sweep('resume')],
  'usage.decided': [settle],
  'host.lost': [lookAtHosts],
  'host.returned': [lookAtHosts],
};

/** What follows from each event, and one look for all of them at who is to be told. */
export const routes: Routes = (events) => {
  const told = events.filter(({ type, tenantId }) => eventTypes[type].public && tenantId !== null).map(({ id }) => id.toString());
  return [
    ...events.flatMap((event) => (steps[event.type] ?? []).map((step) => step(event))),
    ...(told.length > 0 ? [{ queue: 'fanout', data: { eventIds: told } } as const] : []),
  ];
};
