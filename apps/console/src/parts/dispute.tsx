import { Link } from '@tanstack/react-router';
import { type components } from '@weir/client';
import type { ReactNode } from 'react';

import { dayText, duration, timeText, words } from '../format.js';
import { Facts, Panel, State, Tokens, When } from './layout.js';
import type { Column } from './table.js';

export type Dispute = components['schemas']['CoverDispute'];

/** How it stands: what was decided, or what is waited for. */
export function DisputeState({ of: { state, outcome } }: { of: Dispute }): ReactNode {
  if (outcome === null) return <State of="pending" text={state === 'voting' ? 'Voting' : 'Voted, not yet carried out'} />;
  return <State of={outcome === 'accepted' ? 'settled' : outcome === 'denied' ? 'declined' : 'still'} text={words(outcome)} />;
}

/** Columns of a list of disputes; `to`: where one of them is looked at. */
export function disputeColumns(to: '/disputes/$disputeId' | '/backer/disputes/$disputeId' | '/admin/disputes/$disputeId'): readonly Column<Dispute>[] {
  return [
    { title: 'Month', isHeader: true, cell: ({ id, startsAt, endsAt }) => <Link to={to} params={{ disputeId: id }}>{dayText(startsAt)} – {dayText(endsAt)}</Link> },
    { title: 'Pool', cell: ({ pool }) => pool },
    { title: 'State', cell: (dispute) => <DisputeState of={dispute} /> },
    { title: 'Down, as said', cell: ({ downMillis }) => duration(Number(downMillis)) },
    { title: 'On record', cell: ({ recordedMillis }) => duration(Number(recordedMillis)) },
    { title: 'Asked for', isNumber: true, cell: ({ asked }) => <Tokens of={asked} isRough /> },
    { title: 'Decided', cell: ({ decidesAt, decidedAt }) => <When at={decidedAt ?? decidesAt} /> },
  ];
}

/** Everything that is known of a dispute. */
export function DisputeFacts({ of: dispute }: { of: Dispute }): ReactNode {
  const { startsAt, endsAt, recordedMillis, downMillis, nanoTokensPerHour, asked, reason, openedAt, votingEndsAt, decidesAt, deposit, quorum, accept, deny, outcome, paid, decidedAt, vote } = dispute;
  return (
    <div className="grid">
      <Panel title="What is said" className="half">
        <p className="said">{reason}</p>
        <Facts of={[
          ['From', timeText(startsAt)], ['To', timeText(endsAt)], ['Down, as said', duration(Number(downMillis))], ['Down, on record', duration(Number(recordedMillis))],
          ['An hour costs', <Tokens key="hour" of={nanoTokensPerHour} isRough />], ['Asked for', <Tokens key="asked" of={asked} isRough />], ['Put down', <Tokens key="deposit" of={deposit} isRough />],
        ]} />
      </Panel>
      <Panel title="How it stands" className="half">
        <Facts of={[
          ['For it', <Tokens key="accept" of={accept} isRough />], ['Against it', <Tokens key="deny" of={deny} isRough />], ['Needed for or against', <Tokens key="quorum" of={quorum} isRough />],
          vote && ['You voted', vote === 'accept' ? 'for it' : 'against it'],
          ['Opened', <When key="opened" at={openedAt} />], ['Votes until', <When key="voting" at={votingEndsAt} />], decidedAt === null ? ['Carried out after', <When key="decides" at={decidesAt} />] : ['Decided', <When key="decided" at={decidedAt} />],
          outcome !== null && ['Paid', <Tokens key="paid" of={paid ?? '0'} isRough />],
        ]} />
        <p className="quiet-text own">Votes weigh what their assessors had deposited before it was opened. Too few, or as many for as against, is a draw: nothing is paid, and what was put down is given back.</p>
      </Panel>
    </div>
  );
}
