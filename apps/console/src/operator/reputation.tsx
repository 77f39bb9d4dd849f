import { answer, type components } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { className, dayText, percentOfBps, usageText, words } from '../format.js';
import { Action } from '../parts/action.js';
import { Panel, Read, State } from '../parts/layout.js';
import type { OneRead } from '../parts/reads.js';
import { Table } from '../parts/table.js';

type Reputation = components['schemas']['Reputation'];

export const reputationRead: OneRead<components['schemas']['ReputationList']> = { queryKey: ['reputation'], read: async () => answer(weir.GET('/v1/operator/reputation')) };
const evidenceOf = (resourceClass: string): OneRead<Reputation> => ({ queryKey: ['reputation', resourceClass], read: async () => answer(weir.GET('/v1/operator/reputation/{resourceClass}', { params: { path: { resourceClass } } })) });

/** As many days as are shown; the API has all that count. */
const MOST_DAYS = 14;
const tones = { trusted: 'high', proven: 'medium', unproven: 'low' } as const;

/** How far one is trusted with each class, and all that it follows from. */
export function ReputationPanel(): ReactNode {
  const [chosen, setChosen] = useState<string>();
  return (
    <Panel title="Reputation">
      <Read {...reputationRead}>
        {({ items }) => (items.length === 0 ? <p className="quiet-text">Neither work nor faults yet: unproven. It is found at the end of each day.</p> : (
          <Table label="Reputation" rows={items} keyOf={({ resourceClass }) => resourceClass} columns={[
            { title: 'Class', isHeader: true, cell: ({ resourceClass }) => className(resourceClass, '') },
            { title: 'Tier', cell: ({ tier }) => <State of={tones[tier]} text={words(tier)} /> },
            { title: 'Score', isNumber: true, cell: ({ scoreBps }) => percentOfBps(scoreBps) },
            { title: 'Hours of work', isNumber: true, cell: ({ workedUnitHours }) => workedUnitHours },
            { title: 'Hours that faults count for', isNumber: true, cell: ({ lostUnitHours }) => lostUnitHours },
            { title: 'Up to', cell: ({ asOf }) => dayText(asOf) },
            { title: '', isNumber: true, cell: ({ resourceClass }) => <Action kind="quiet" aria-pressed={chosen === resourceClass} aria-label={`Evidence for ${className(resourceClass, '')}`} onPress={() => setChosen(chosen === resourceClass ? undefined : resourceClass)}>Evidence</Action> },
          ]} />
        ))}
      </Read>
      {chosen !== undefined && <Read key={chosen} {...evidenceOf(chosen)}>{(reputation) => <Evidence of={reputation} />}</Read>}
    </Panel>
  );
}

function Evidence({ of: { resourceClass, work, faults, rulesVersion } }: { of: Reputation }): ReactNode {
  const name = className(resourceClass, '');
  return (
    <div className="evidence" role="group" aria-label={`Evidence for ${name}`}>
      <h3>Faults that count for {name}</h3>
      {faults.length === 0 ? <p className="quiet-text">None.</p> : (
        <Table label={`Faults that count for ${name}`} rows={faults} keyOf={({ faultId }) => faultId} columns={[
          { title: 'Kind', isHeader: true, cell: ({ kind }) => words(kind) },
          { title: 'Found', cell: ({ at }) => dayText(at) },
          { title: 'Fault', cell: ({ faultId }) => <span className="id">{faultId}</span> },
        ]} />
      )}
      <h3>Work by day</h3>
      {work.length === 0 ? <p className="quiet-text">None that counts.</p> : (
        <Table label={`Work by day with ${name}`} rows={work.slice(0, MOST_DAYS)} keyOf={({ startsAt }) => String(startsAt)} columns={[
          { title: 'Day', isHeader: true, cell: ({ startsAt }) => dayText(startsAt) },
          { title: 'Work', isNumber: true, cell: ({ unitMillis }) => usageText(resourceClass, unitMillis) },
        ]} />
      )}
      <p className="quiet-text">The score is how much of all these hours was work, by version {rulesVersion} of the rules{work.length > MOST_DAYS && `; of ${work.length} days that count, the latest ${MOST_DAYS}`}. What was done and what faults count for is halved with each half-life.</p>
    </div>
  );
}
