import { Link, useParams } from '@tanstack/react-router';
import { answer } from '@weir/client';
import type { ReactNode } from 'react';

import { weir } from '../api.js';
import { Ask } from '../parts/dialog.js';
import { type Dispute, DisputeFacts, DisputeState } from '../parts/dispute.js';
import { Head, Read, useDoing, useTitle } from '../parts/layout.js';
import type { FirstReads, OneRead } from '../parts/reads.js';

export const disputeOf = (disputeId: string): OneRead<Dispute> => ({ queryKey: ['disputes', 'one', disputeId], read: async () => answer(weir.GET('/v1/cover-disputes/{disputeId}', { params: { path: { disputeId } } })) });
export const firstReads = ({ disputeId }: { disputeId: string }): FirstReads => [disputeOf(disputeId)];

/** A dispute as somebody reads it who votes on it. */
export function VotePage(): ReactNode {
  const { disputeId } = useParams({ from: '/backer/disputes/$disputeId' });
  useTitle('Dispute');
  return (
    <Read {...disputeOf(disputeId)}>
      {(dispute) => (
        <>
          <Head
            back={<Link to="/backer/insurance">Insurance</Link>} title={<>Dispute <DisputeState of={dispute} /></>} about={<span className="id">{dispute.id}</span>}
            // Nobody votes on a dispute of its own, nor twice.
            actions={dispute.state === 'voting' && dispute.coverId === null && dispute.vote === null && <><Vote dispute={dispute} vote="accept" /><Vote dispute={dispute} vote="deny" /></>}
          />
          <DisputeFacts of={dispute} />
        </>
      )}
    </Read>
  );
}

function Vote({ dispute: { id }, vote }: { dispute: Dispute; vote: 'accept' | 'deny' }): ReactNode {
  const doing = useDoing('disputes');
  const cast = async (): Promise<void> => doing(weir.POST('/v1/cover-disputes/{disputeId}/votes', { params: { path: { disputeId: id } }, body: { vote } }));
  return (
    <Ask label={vote === 'accept' ? 'Vote for it' : 'Vote against it'} doLabel="Vote" isDanger={vote === 'deny'} kind="plain" title={vote === 'accept' ? 'Was it down as long as is said?' : 'Was it not down as long as is said?'} onDo={cast}>
      <p>{vote === 'accept' ? 'Accepted, the insurance pays what is asked for.' : 'Denied, nothing more is paid, and what was put down is lost.'} A vote stays as it is. You gain and lose nothing by how you vote.</p>
    </Ask>
  );
}
