import { Link, useParams } from '@tanstack/react-router';
import { answer } from '@weir/client';
import type { ReactNode } from 'react';

import { weir } from '../api.js';
import { type Dispute, DisputeFacts, DisputeState } from '../parts/dispute.js';
import { Head, Read, useTitle } from '../parts/layout.js';
import type { FirstReads, OneRead } from '../parts/reads.js';

const disputeOf = (disputeId: string): OneRead<Dispute> => ({ queryKey: ['disputes', 'any', disputeId], read: async () => answer(weir.GET('/v1/admin/cover-disputes/{disputeId}', { params: { path: { disputeId } } })) });
export const firstReads = ({ disputeId }: { disputeId: string }): FirstReads => [disputeOf(disputeId)];

/** A dispute as an administrator sees it. */
export function AnyDisputePage(): ReactNode {
  const { disputeId } = useParams({ from: '/admin/disputes/$disputeId' });
  useTitle('Dispute');
  return (
    <Read {...disputeOf(disputeId)}>
      {(dispute) => (
        <>
          <Head back={<Link to="/admin/disputes">Disputes</Link>} title={<>Dispute <DisputeState of={dispute} /></>} about={<span className="id">{dispute.id} on {dispute.coverId}</span>} />
          <DisputeFacts of={dispute} />
        </>
      )}
    </Read>
  );
}
