import { useQueryClient } from '@tanstack/react-query';
import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { nanoTokensOf, percentOfBps } from '../format.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Head, Panel, State, Tokens, useNow, useTitle, When } from '../parts/layout.js';
import type { FirstReads, ListRead } from '../parts/reads.js';
import { useSearched } from '../parts/search.js';
import { List, usePages } from '../parts/table.js';
import { lossText, shareText, yieldText } from './share.js';

type StakePool = components['schemas']['StakePool'];

const stakePools = (search?: string): ListRead<StakePool> => ({ queryKey: ['stake-pools', search], readPage: async (cursor, limit) => answer(weir.GET('/v1/stake-pools', { params: { query: { cursor, limit, search, positions: true } } })) });
export const firstReads = (): FirstReads => [stakePools()];

/** Pools that one may put tokens behind, and what one has there. */
export function BackerPage(): ReactNode {
  useTitle('Stake pools');
  const { search, field } = useSearched('Search', 'the beginning of an id');
  const pages = usePages(stakePools(search));
  return (
    <>
      <Head title="Stake pools" about="Put tokens behind operators: you get a part of what they earn, and bear a part of what their faults cost." />
      <div className="grid">
        <Panel title="Pools">
          {field}
          <List label="Stake pools" pages={pages} keyOf={({ id }) => id} isEndless empty={search ? 'No such stake pool.' : 'No operator has opened a stake pool yet: they do so on their page of earnings.'} columns={[
            { title: 'Pool', isHeader: true, cell: ({ id }) => <span className="id">{id}</span> },
            { title: 'Of earnings', isNumber: true, cell: ({ terms }) => percentOfBps(terms.earningsBps) },
            { title: 'Commission', isNumber: true, cell: ({ terms }) => percentOfBps(terms.commissionBps) },
            { title: 'Staked', isNumber: true, cell: ({ assets }) => <Tokens of={assets} isRough /> },
            { title: 'A share is worth', isNumber: true, cell: ({ pricePerShareWad }) => shareText(pricePerShareWad) },
            { title: 'Yield so far', isNumber: true, cell: ({ pricePerShareWad, createdAt }) => <YieldSoFar wad={pricePerShareWad} since={createdAt} /> },
            { title: 'Losses so far', isNumber: true, cell: ({ pricePerShareWad }) => lossText(pricePerShareWad) },
            { title: 'State', cell: ({ halted, next }) => <>{halted ? <State of="failed" text="Halted" /> : <State of="open" />}{next && <> terms change <When at={next.from} /></>}</> },
            { title: '', isNumber: true, cell: ({ id, position }) => position && <Position stakePoolId={id} position={position} /> },
          ]} />
        </Panel>
      </div>
    </>
  );
}

const YieldSoFar = ({ wad, since }: { wad: string; since: number }): ReactNode => yieldText(wad, useNow() - since);

function Position({ stakePoolId, position: { shares, worth, exits } }: { stakePoolId: string; position: NonNullable<StakePool['position']> }): ReactNode {
  return (
    <div className="actions">
      {shares !== '0' && <span>yours: <Tokens of={worth} isRough /></span>}
      {exits.map(({ id, amount, dueAt, stopped }) => <span key={id}><Tokens of={amount} isRough /> out {stopped ? 'when its breaker lets it' : <When at={dueAt} />}</span>)}
      <Deposit stakePoolId={stakePoolId} />
      {shares !== '0' && <Leave stakePoolId={stakePoolId} shares={shares} />}
    </div>
  );
}

function Deposit({ stakePoolId }: { stakePoolId: string }): ReactNode {
  const queries = useQueryClient();
  const [amount, setAmount] = useState('');
  const deposit = async (): Promise<void> => {
    await weir.POST('/v1/stake-pools/{stakePoolId}/deposits', { params: { path: { stakePoolId }, header: idempotent() }, body: { amount: nanoTokensOf(amount) ?? amount } });
    await queries.invalidateQueries({ queryKey: ['stake-pools'] });
  };
  return (
    <Ask label="Stake" title="Stake tokens" onDo={deposit}>
      <p>They come out of the wallet, are at stake for this operator's faults, and come back some time after you ask for them.</p>
      <Field label="Amount" name="/amount" inputMode="decimal" unit="tokens" value={amount} onChange={setAmount} isRequired autoFocus />
    </Ask>
  );
}

function Leave({ stakePoolId, shares }: { stakePoolId: string; shares: string }): ReactNode {
  const queries = useQueryClient();
  const leave = async (): Promise<void> => {
    await weir.POST('/v1/stake-pools/{stakePoolId}/exits', { params: { path: { stakePoolId }, header: idempotent() }, body: { shares } });
    await queries.invalidateQueries({ queryKey: ['stake-pools'] });
  };
  return <Ask label="Leave" isDanger title="Take everything out?" onDo={leave}><p>It is paid out when the exit is due, and bears losses until then.</p></Ask>;
}
