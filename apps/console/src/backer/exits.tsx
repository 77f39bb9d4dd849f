import type { ReactNode } from 'react';

import { State, Tokens, When } from '../parts/layout.js';
import { Table } from '../parts/table.js';

interface Exit {
  id: string;
  askedAt: number;
  dueAt: number;
  amount: string;
  stopped: boolean;
}

/** What of one's own is on its way out of a pool; nothing where nothing is. `heldBack`: a loss is in evidence that it may have to bear. */
export function Exits({ label, exits, amountTitle = 'At most', heldBack = false }: { label: string; exits: readonly Exit[]; amountTitle?: string; heldBack?: boolean }): ReactNode {
  return exits.length > 0 && (
    <Table label={label} rows={exits} keyOf={({ id }) => id} columns={[
      { title: 'Asked', isHeader: true, cell: ({ askedAt }) => <When at={askedAt} /> },
      { title: 'Due', cell: ({ dueAt, stopped }) => (stopped ? <State of="stopped" text="Stopped by a breaker" /> : heldBack ? <State of="pending" text="When what is in evidence is over" /> : <When at={dueAt} />) },
      { title: amountTitle, isNumber: true, cell: ({ amount }) => <Tokens of={amount} isRough /> },
    ]} />
  );
}
