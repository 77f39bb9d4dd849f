import type { components } from '@weir/client';
import type { ReactNode } from 'react';

import { className, timeText, tokens, words } from '../format.js';
import { Facts, Panel, State, Tokens, When } from './layout.js';

export type Slash = components['schemas']['Slash'];
export type Fault = components['schemas']['OperatorFault'];

/** What a slash follows from, what was said against it, and who bore it. */
export function SlashFacts({ slash }: { slash: components['schemas']['SlashDetail'] }): ReactNode {
  const { fault, appeal, decision, borne } = slash;
  return (
    <div className="grid">
      <Panel title="What it is for" className="half">
        <Facts of={[
          ['Fault', words(fault.kind)], ['When', <When key="at" at={fault.at} />], ['State of the fault', <State key="fault" of={fault.state} />], fault.reason && ['Why', fault.reason],
          ['Host', <span key="host" className="id">{fault.hostId}</span>], ['Pool', <span key="pool" className="id">{fault.poolId}</span>],
          ...fault.units.map(({ resourceClass, variant, units }) => [`Units of ${className(resourceClass, variant)}`, units] as const),
          ...Object.entries(fault.evidence).map(([name, value]) => [`Evidence: ${words(name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')).toLowerCase()}`, name.endsWith('At') && typeof value === 'number' ? timeText(value) : String(value)] as const),
        ]} />
      </Panel>
      <Panel title="What it costs" className="half">
        <Facts of={[
          ['Amount', <Tokens key="amount" of={slash.amount} isRough />], ['Of', `${tokens(slash.base)} tokens bonded for these units`], ['At stake then', <Tokens key="stake" of={slash.atStake} isRough />],
          ['Slashed before', <Tokens key="before" of={slash.slashedBefore} isRough />], ['By rules', `version ${slash.rulesVersion}`], ['Proposed', <When key="proposed" at={slash.proposedAt} />],
          ['Due', <When key="due" at={slash.dueAt} />], slash.redressUntil !== null && ['Kept for redress until', timeText(slash.redressUntil)],
        ]} />
      </Panel>
      {appeal && <Panel title="Appeal" className="half"><p>{appeal.reason}</p><Facts of={[['Made', <When key="at" at={appeal.at} />], !decision && ['Forgiven unless decided', <When key="by" at={appeal.decideBy} />]]} /></Panel>}
      {decision && <Panel title="Decision" className="half"><p>{decision.reason}</p><Facts of={[['Decided', words(decision.decision)], ['By', decision.decidedBy === 'time' ? 'nobody in time' : 'an administrator'], ['When', <When key="at" at={decision.at} />]]} /></Panel>}
      {borne && <Panel title="Who bore it"><Facts of={[
        ['Bond', <Tokens key="bond" of={borne.bond} isRough />], ['Stake pool', <Tokens key="stake" of={borne.stake} isRough />], ['Insurance', <Tokens key="insurance" of={borne.insurance} isRough />],
        ['Treasury', <Tokens key="treasury" of={borne.treasury} isRough />], ['Nobody', <Tokens key="deficit" of={borne.deficit} isRough />], ['Harm to tenants', <Tokens key="harm" of={borne.harm} isRough />], ['When', <When key="at" at={borne.at} />],
      ]} /></Panel>}
    </div>
  );
}

/** Columns of a list of faults that operators and administrators share. */
export const faultColumns: readonly { title: string; isHeader?: boolean; cell: (fault: Fault) => ReactNode }[] = [
  { title: 'Fault', isHeader: true, cell: ({ kind }) => words(kind) },
  { title: 'State', cell: ({ state }) => <State of={state} /> },
  { title: 'When', cell: ({ at }) => <When at={at} /> },
  { title: 'Host', cell: ({ hostId }) => <span className="id">{hostId}</span> },
  { title: 'Why', cell: ({ reason }) => reason },
];
