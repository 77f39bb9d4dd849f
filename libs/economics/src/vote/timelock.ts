import { allow } from '../refusal.js';

/** An operation's time stands for where it is: 0 there is none, 1 it is done, else when it may be executed. Source: OpenZeppelin's TimelockController. */
export const DONE_AT = 1n;

export type OperationState = 'unset' | 'waiting' | 'ready' | 'done';

/** What must wait before it happens, so that whoever dislikes it can leave. */
export interface Timelock {
  minDelay: bigint;
  readyAt: ReadonlyMap<string, bigint>;
  proposers: ReadonlySet<string>;
  executors: ReadonlySet<string>;
  cancellers: ReadonlySet<string>;
}

export function stateOfTime(readyAt: bigint, now: bigint): OperationState {
  if (readyAt === 0n) return 'unset';
  if (readyAt === DONE_AT) return 'done';
  return readyAt > now ? 'waiting' : 'ready';
}

export function operationState({ readyAt }: Timelock, id: string, now: bigint): OperationState {
  return stateOfTime(readyAt.get(id) ?? 0n, now);
}

/** Schedules an operation. An id is used once. @throws Problem for too short a delay, a stranger or an id in use. */
export function schedule(lock: Timelock, { id, by, delay }: { id: string; by: string; delay: bigint }, now: bigint): Timelock {
  allow(lock.proposers.has(by), 'not_allowed', `${by} does not schedule here.`, '/by');
  allow(operationState(lock, id, now) === 'unset', 'operation_exists', `There is, or was, an operation ${id}.`, '/id');
  allow(delay >= lock.minDelay, 'delay_too_short', `A delay is at least ${lock.minDelay}.`, '/delay');
  return withTime(lock, id, now + delay);
}

/** Executes what is ready, after what it depends on. @throws Problem before that. */
export function execute(lock: Timelock, { id, by, predecessor }: { id: string; by: string; predecessor?: string }, now: bigint): Timelock {
  allow(lock.executors.has(by), 'not_allowed', `${by} does not execute here.`, '/by');
  const state = operationState(lock, id, now);
  allow(state === 'ready', 'operation_not_ready', `The operation is ${state}.`, '/id');
  allow(predecessor === undefined || operationState(lock, predecessor, now) === 'done', 'predecessor_not_done', `${predecessor} comes first.`, '/predecessor');
  return withTime(lock, id, DONE_AT);
}

/** Calls off what is not done. @throws Problem when there is nothing to call off. */
export function cancelOperation(lock: Timelock, { id, by }: { id: string; by: string }, now: bigint): Timelock {
  allow(lock.cancellers.has(by), 'not_allowed', `${by} does not cancel here.`, '/by');
  const state = operationState(lock, id, now);
  allow(state === 'waiting' || state === 'ready', 'unknown_operation', `The operation is ${state}.`, '/id');
  return withTime(lock, id, 0n);
}

/** Changes the delay: by an operation that waited the old one, nobody else. */
export function updateDelay(lock: Timelock, minDelay: bigint, byOperation: boolean): Timelock {
  allow(byOperation, 'not_allowed', 'A delay is changed by an operation that waited.');
  return { ...lock, minDelay };
}

/** What a queued proposal is, by the operation that stands for it: whoever executes or cancels that does so to the proposal. Source: GovernorTimelockControl. */
export function queuedState(state: OperationState): 'queued' | 'executed' | 'canceled' {
  if (state === 'done') return 'executed';
  return state === 'unset' ? 'canceled' : 'queued';
}

function withTime(lock: Timelock, id: string, at: bigint): Timelock {
  return { ...lock, readyAt: new Map(lock.readyAt).set(id, at) };
}
