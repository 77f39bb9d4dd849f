import { WeirProblem } from '@weir/client';
import { type ReactNode, useMemo } from 'react';

import { isOfCode, reload, useIsOutdated } from '../new-version.js';
import { Action } from './action.js';
import { NotFound } from './not-found.js';

/** What to do next, by code; then by status. */
const nextSteps: Record<string, string> = {
  insufficient_funds: 'Add funds to the wallet, or ask for less.',
  quota_exceeded: 'Raise the project\'s quota, close a lease, or ask for less.',
  budget_stopped: 'Raise the budget, or wait for its next period.',
  version_conflict: 'Somebody changed this meanwhile. Look at it again, then repeat.',
  no_payment_service: 'Ask your administrator to add the tokens, or to set up a payment service.',
  key_reused: 'This was sent before with other content. Try once more.',
};
const nextStepsByStatus: Record<number, string> = {
  400: 'Correct the field that is named, then try again.',
  401: 'Sign in again.',
  403: 'Ask an owner for a role that may do this.',
  409: 'Something else happened first. Look at it again, then repeat.',
  412: 'Somebody changed this meanwhile. Look at it again, then repeat.',
  422: 'Correct the field that is named, then try again.',
  429: 'Wait a little, then try again.',
};
const MACHINE_AT_FAULT = 500;

/** What the next step is after this refusal. */
export function nextStepAfter(problem: WeirProblem): string {
  if (problem.retryAfterSeconds !== undefined) return `Try again in ${problem.retryAfterSeconds} s.`;
  return nextSteps[problem.code] ?? nextStepsByStatus[problem.status] ?? (problem.status >= MACHINE_AT_FAULT ? 'This is not your fault. Try again; if it stays, tell your administrator the request below.' : 'Look at it again, then repeat.');
}

/** A refusal in full where a page should be: what happened, its code, what to do next. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactNode {
  const isOutdated = useIsOutdated();
  if (isOutdated && isOfCode(error)) return <Outdated />;
  // An address that could be nobody's is as good as one that is nobody's.
  if (error instanceof WeirProblem && (error.status === 404 || (error.status === 400 && error.pointer?.startsWith(':')))) return <NotFound />;
  const problem = error instanceof WeirProblem ? error : undefined;
  return (
    <section className="problem" role="alert">
      <h2>{problem?.title || (problem ? 'Refused' : isUnreachable(error) ? 'Weir cannot be reached' : 'This page broke')}</h2>
      <p>{problem?.detail ?? (isUnreachable(error) ? 'Nothing answered. Is it running, and are you online?' : messageOf(error))}</p>
      <p className="next">{problem ? nextStepAfter(problem) : 'Try again.'}</p>
      {problem && <Origin problem={problem} />}
      {onRetry && <Action onPress={onRetry}>Try again</Action>}
    </section>
  );
}

/** Code that is gone, since another version came while the page was open. */
function Outdated(): ReactNode {
  return (
    <section className="problem" role="alert">
      <h2>There is a new version</h2>
      <p>This page needs code of the version before, which is gone.</p>
      <Action kind="main" onPress={reload}>Reload</Action>
    </section>
  );
}

/** The same in the room of a line, for what a form or a button was refused. */
export function Refusal({ error }: { error: unknown }): ReactNode {
  const isOutdated = useIsOutdated();
  if (!error) return null;
  if (isOutdated && isOfCode(error)) return <div className="refusal" role="alert"><p>This needs code of the version before, which is gone. <span className="next">Reload, then try again.</span></p></div>;
  const problem = error instanceof WeirProblem ? error : undefined;
  return (
    <div className="refusal" role="alert">
      <p>{problem?.detail ?? (isUnreachable(error) ? 'Weir cannot be reached. Try again.' : messageOf(error))} {problem && <span className="next">{nextStepAfter(problem)}</span>}</p>
      {problem && <Origin problem={problem} />}
    </div>
  );
}

function Origin({ problem }: { problem: WeirProblem }): ReactNode {
  return (
    <p className="origin">
      <code>{problem.code}</code>
      {problem.pointer && <> at <code>{problem.pointer}</code></>}
      {problem.requestId && <> · request <code>{problem.requestId}</code></>}
    </p>
  );
}

/** Refusals by the field that they point at, as React Aria's forms take them: the same ones as long as they are, since a form takes others for new, and holds corrected fields to them again. */
export function useFieldErrors(...errors: readonly unknown[]): Record<string, string> {
  // oxlint-disable-next-line react/exhaustive-deps -- as many at each call
  return useMemo(() => Object.fromEntries(errors.flatMap((error) => (error instanceof WeirProblem && error.pointer ? [[error.pointer, error.detail]] : []))), errors);
}

const isUnreachable = (error: unknown): boolean => isOfCode(error) || (error instanceof TypeError && /fetch|network/i.test(error.message));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'Something went wrong.');
