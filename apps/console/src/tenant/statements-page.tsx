import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, type components, idempotent } from '@weir/client';
import type { ReactNode } from 'react';

import { weir } from '../api.js';
import { timeText, words } from '../format.js';
import { Do } from '../parts/dialog.js';
import { Head, Tokens, useTitle } from '../parts/layout.js';
import { useSearched } from '../parts/search.js';
import type { FirstReads, ListRead } from '../parts/reads.js';
import { List, usePages } from '../parts/table.js';

type Statement = components['schemas']['Statement'];

const statements = (search?: string): ListRead<Statement> => ({ queryKey: ['statements', 'all', search], readPage: async (cursor, limit) => answer(weir.GET('/v1/statements', { params: { query: { cursor, limit, sort: '-startsAt', search } } })) });
export const firstReads = (): FirstReads => [statements()];

export function StatementsPage(): ReactNode {
  useTitle('Statements');
  const queries = useQueryClient();
  const { search, field } = useSearched('Search', 'the beginning of an id');
  const pages = usePages(statements(search));
  const close = async (): Promise<void> => {
    await answer(weir.POST('/v1/statements', { params: { header: idempotent() } }));
    await queries.invalidateQueries({ queryKey: ['statements'] });
  };
  return (
    <>
      <Head title="Statements" about="Your bills. Each can be checked in this browser, without trusting anybody." actions={<Do onDo={close}>Bill what is open now</Do>} />
      {field}
      <List
        label="Statements"
        isEndless
        pages={pages}
        keyOf={({ id }) => id}
        empty={search ? <>No such statement.</> : <><strong>No statement yet.</strong> One closes by itself at the end of each period.</>}
        columns={[
          { title: 'Until', isHeader: true, cell: ({ id, endsAt }) => <Link to="/statements/$statementId" params={{ statementId: id }}>{timeText(endsAt)}</Link> },
          { title: 'Period', cell: ({ period }) => words(period) },
          { title: 'Deposits', isNumber: true, cell: ({ deposits }) => <Tokens of={deposits} isRough /> },
          { title: 'Charges', isNumber: true, cell: ({ charges }) => <Tokens of={charges} isRough /> },
          { title: 'Balance after', isNumber: true, cell: ({ closingBalance }) => <Tokens of={closingBalance} isRough /> },
        ]}
      />
    </>
  );
}
