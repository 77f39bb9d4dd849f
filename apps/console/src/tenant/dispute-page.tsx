import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { disputeOf } from '../backer/dispute-page.js';
import { DisputeFacts, DisputeState } from '../parts/dispute.js';
import { Head, Read, useTitle } from '../parts/layout.js';
import type { FirstReads } from '../parts/reads.js';

export const firstReads = ({ disputeId }: { disputeId: string }): FirstReads => [disputeOf(disputeId)];

/** A dispute as whoever opened it follows it. */
export function DisputePage(): ReactNode {
  const { disputeId } = useParams({ from: '/disputes/$disputeId' });
  useTitle('Dispute');
  return (
    <Read {...disputeOf(disputeId)}>
      {(dispute) => (
        <>
          <Head back={<Link to="/leases">Leases</Link>} title={<>Dispute <DisputeState of={dispute} /></>} about={<span className="id">{dispute.id}{dispute.coverId && ` on ${dispute.coverId}`}</span>} />
          <DisputeFacts of={dispute} />
        </>
      )}
    </Read>
  );
}
