import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { nanoTokensOf, percentOfBps, tokens } from '../format.js';
import { Action } from '../parts/action.js';
import { Ask } from '../parts/dialog.js';
import { type Dispute, disputeColumns } from '../parts/dispute.js';
import { Field } from '../parts/fields.js';
import { Facts, Head, Panel, State, Tokens, useDoing, useTitle } from '../parts/layout.js';
import { Problem } from '../parts/problem.js';
import type { FirstReads, ListRead } from '../parts/reads.js';
import { List, usePages, Waiting } from '../parts/table.js';
import { Exits } from './exits.js';
import { lossText, shareText } from './share.js';

type CoverPool = components['schemas']['CoverPoolWithPosition'];

const coverPoolsRead: ListRead<CoverPool> = { queryKey: ['cover-pool', 'all'], readPage: async (cursor) => answer(weir.GET('/v1/cover-pools', { params: { query: { cursor, limit: 50 } } })) };
const disputesRead: ListRead<Dispute> = { queryKey: ['disputes', 'all'], readPage: async (cursor) => answer(weir.GET('/v1/cover-disputes', { params: { query: { cursor, limit: 25 } } })) };
export const firstReads = (): FirstReads => [coverPoolsRead, disputesRead];

/** Capital behind what outages cost tenants: what each pool has, whether it can pay, what one has there, and what one votes on. */
export function CoverPage(): ReactNode {
  useTitle('Insurance');
  const pools = usePages(coverPoolsRead);
  const disputes = usePages(disputesRead);
  return (
    <>
      <Head title="Insurance" about="Put tokens behind what outages cost tenants beyond the service credit. Premiums raise what a share is worth; what is paid out lowers it." />
      <div className="grid">
        <Pools pages={pools} />
        <Panel title="Disputes">
          <List label="Disputes" pages={disputes} keyOf={({ id }) => id} empty="None: what was found of covered months is disputed by nobody, or you have deposited nothing to vote with." columns={disputeColumns('/backer/disputes/$disputeId')} />
        </Panel>
      </div>
    </>
  );
}

function Pools({ pages }: { pages: ReturnType<typeof usePages<CoverPool>> }): ReactNode {
  if (pages.isPending) return <Waiting />;
  if (!pages.data) return <Problem error={pages.error} onRetry={() => void pages.refetch()} />;
  const pools = pages.data.pages.flatMap(({ items }) => items);
  if (pools.length === 0) return <p className="empty">No pool is on offer yet.</p>;
  return (
    <>
      {pools.map((pool) => <OnePool key={pool.pool} pool={pool} />)}
      {pages.hasNextPage && <p className="more"><Action onPress={() => void pages.fetchNextPage()} isPending={pages.isFetchingNextPage}>Show more</Action></p>}
    </>
  );
}

function OnePool({ pool }: { pool: CoverPool }): ReactNode {
  return (
    <Panel title={pool.pool} className="half" actions={<><Solvency pool={pool} /><Deposit name={pool.pool} /></>}>
      <Facts of={[
        ['Capital', <Tokens key="assets" of={pool.assets} isRough />], ['Covers', <Tokens key="open" of={pool.openCover} isRough />], ['Has to have', <Tokens key="required" of={pool.required} isRough />],
        ['Free to leave', <Tokens key="free" of={pool.free} isRough />], ['On its way out', <Tokens key="leaving" of={pool.leaving} isRough />], ['Room for cover', <Tokens key="capacity" of={pool.capacity} isRough />],
        ['Premium', `${Number(pool.priceBps) / 100} % a year`], ['A share is worth', shareText(pool.pricePerShareWad)], ['Losses so far', lossText(pool.pricePerShareWad)],
      ]} />
      <Mine position={pool.position} />
      <Assessing assessor={pool.assessor} />
    </Panel>
  );
}

function Solvency({ pool: { solvencyBps, halted } }: { pool: CoverPool }): ReactNode {
  if (halted) return <State of="failed" text="Halted" />;
  if (solvencyBps === null) return <State of="ok" text="Nothing to cover" />;
  return <State of={Number(solvencyBps) >= 10_000 ? 'ok' : 'degraded'} text={`Has ${percentOfBps(Number(solvencyBps))} of what it must`} />;
}

function Mine({ position: { pool, shares, worth, exits } }: { position: CoverPool['position'] }): ReactNode {
  if (shares === '0' && exits.length === 0) return <p className="quiet-text own">You have nothing here.</p>;
  return (
    <div className="own">
      <div className="actions"><span>yours: <Tokens of={worth} isRough /></span>{shares !== '0' && <Leave name={pool} shares={shares} worth={worth} />}</div>
      <Exits label={`Exits from ${pool}`} exits={exits} />
    </div>
  );
}

function Deposit({ name }: { name: string }): ReactNode {
  const doing = useDoing('cover-pool', 'wallet');
  const [amount, setAmount] = useState('');
  const deposit = async (): Promise<void> => doing(weir.POST('/v1/pools/{poolName}/cover/deposits', { params: { path: { poolName: name }, header: idempotent() }, body: { amount: nanoTokensOf(amount) ?? amount } }));
  return (
    <Ask label="Deposit" title={`Back the insurance of ${name}`} onDo={deposit} onOpen={() => setAmount('')}>
      <p>They come out of the wallet, pay for outages when those happen, and come back some time after you ask for them, once nothing they stand behind needs them.</p>
      <Field label="Amount" name="/amount" inputMode="decimal" unit="tokens" value={amount} onChange={setAmount} isRequired autoFocus />
    </Ask>
  );
}

function Leave({ name, shares, worth }: { name: string; shares: string; worth: string }): ReactNode {
  const doing = useDoing('cover-pool', 'wallet');
  const leave = async (): Promise<void> => doing(weir.POST('/v1/pools/{poolName}/cover/exits', { params: { path: { poolName: name }, header: idempotent() }, body: { shares } }));
  return <Ask label="Leave" isDanger title="Take everything out?" onDo={leave}><p>You get at most {tokens(worth)} tokens, after those who asked before you and once open covers do not need it. It bears losses until then.</p></Ask>;
}

/** What one's votes weigh on what is disputed from now on. */
function Assessing({ assessor: { pool, weight, exits } }: { assessor: CoverPool['assessor'] }): ReactNode {
  return (
    <div className="own">
      <div className="actions">
        <span>{weight === '0' ? 'You do not vote on disputes here.' : <>Your vote on disputes weighs <Tokens of={weight} isRough /></>}</span>
        <AssessorMove pool={pool} kind="deposit" />{weight !== '0' && <AssessorMove pool={pool} kind="exit" />}
      </div>
      <Exits label={`Deposits on their way back from ${pool}`} exits={exits} amountTitle="Tokens" />
    </div>
  );
}

function AssessorMove({ pool, kind }: { pool: string; kind: 'deposit' | 'exit' }): ReactNode {
  const doing = useDoing('cover-pool', 'disputes', 'wallet');
  const [amount, setAmount] = useState('');
  const move = async (): Promise<void> => {
    const init = { params: { path: { poolName: pool }, header: idempotent() }, body: { amount: nanoTokensOf(amount) ?? amount } };
    await doing(kind === 'deposit' ? weir.POST('/v1/pools/{poolName}/cover/assessor/deposits', init) : weir.POST('/v1/pools/{poolName}/cover/assessor/exits', init));
  };
  return (
    <Ask label={kind === 'deposit' ? 'Assess' : 'Stop assessing'} title={kind === 'deposit' ? `Vote on disputes of ${pool}` : 'Take back of what you vote by'} doLabel={kind === 'deposit' ? 'Deposit' : 'Take back'} onDo={move} onOpen={() => setAmount('')}>
      <p>{kind === 'deposit' ? 'Your votes weigh what you deposit, on disputes that are opened from then on. Nobody gains or loses by how they vote, and a deposit bears no loss.' : 'It has no vote from now on, and comes back once all that it voted on is over.'}</p>
      <Field label="Amount" name="/amount" inputMode="decimal" unit="tokens" value={amount} onChange={setAmount} isRequired autoFocus />
    </Ask>
  );
}
