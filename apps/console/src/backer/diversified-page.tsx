import { useQueries } from '@tanstack/react-query';
import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { nanoTokensOf, percentOfBps } from '../format.js';
import { usePace } from '../live.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Facts, Head, Panel, Span, State, Tokens, useDoing, useTitle, When } from '../parts/layout.js';
import { Problem } from '../parts/problem.js';
import type { FirstReads, OneRead } from '../parts/reads.js';
import { Rows, Waiting } from '../parts/table.js';
import { Exits } from './exits.js';
import { bpsOfWhole, lossText, partOfShares, shareText } from './share.js';

type Pool = components['schemas']['DiversifiedPool'];
type Position = components['schemas']['DiversifiedPosition'];
type Rules = components['schemas']['Rules'];

const poolRead: OneRead<Pool> = { queryKey: ['diversified', 'pool'], read: async () => answer(weir.GET('/v1/diversified-pool')) };
const positionRead: OneRead<Position> = { queryKey: ['diversified', 'position'], read: async () => answer(weir.GET('/v1/diversified-pool/position')) };
const rulesRead: OneRead<components['schemas']['RuleSet']> = { queryKey: ['rules', 'now'], read: async () => answer(weir.GET('/v1/rules')) };
export const firstReads = (): FirstReads => [poolRead, positionRead, rulesRead];

/** The pool that backs many operators: what a share is worth, what is where under which caps, and what one has there. */
export function DiversifiedPage(): ReactNode {
  useTitle('Diversified pool');
  return (
    <>
      <Head title="Diversified pool" about="Put tokens behind many operators at once, under a cap for each: you get a part of what they earn, and what the faults of one cost is a small part of yours." />
      <All />
    </>
  );
}

/** What stands beside each other comes together, so that nothing moves when the last of it is there. */
function All(): ReactNode {
  const refetchInterval = usePace();
  const [pool, position, rules] = useQueries({ queries: [
    { queryKey: poolRead.queryKey, queryFn: poolRead.read, refetchInterval }, { queryKey: positionRead.queryKey, queryFn: positionRead.read, refetchInterval }, { queryKey: rulesRead.queryKey, queryFn: rulesRead.read },
  ] });
  if (pool.data && position.data && rules.data) {
    return (
      <div className="grid">
        <Whole pool={pool.data} caps={rules.data.rules.diversified} />
        <Mine position={position.data} outMillis={(rules.data.rules.stake?.unbondingMillis ?? 0) + (rules.data.rules.diversified?.roundMillis ?? 0)} />
        <Holdings pool={pool.data} cap={rules.data.rules.diversified?.operatorMostBps} />
      </div>
    );
  }
  const failed = [pool, position, rules].find(({ isError }) => isError);
  return failed ? <Problem error={failed.error} onRetry={() => void failed.refetch()} /> : <Waiting />;
}

function Whole({ pool, caps }: { pool: Pool; caps: Rules['diversified'] }): ReactNode {
  const sumOf = (what: 'worth' | 'leaving'): bigint => pool.holdings.reduce((sum, holding) => sum + BigInt(holding[what]), 0n);
  return (
    <Panel title="The pool" className="half" actions={pool.heldBack && <State of="pending" text="Held back" />}>
      <Facts of={[
        ['A share is worth', shareText(pool.pricePerShareWad)], ['Losses so far', lossText(pool.pricePerShareWad)], ['All that it has', <Tokens key="assets" of={pool.assets} isRough />],
        ['Behind operators', <Tokens key="behind" of={sumOf('worth')} isRough />], ['On its way back', <Tokens key="leaving" of={sumOf('leaving')} isRough />], ['In hand', <Tokens key="cash" of={pool.cash} isRough />],
        ['Owed to who leaves', <Tokens key="owed" of={pool.owed} isRough />],
        ['Divided', pool.roundAt === null ? 'not yet' : <When key="at" at={pool.roundAt} />], pool.nextRoundAt !== null && ['Again, at the earliest', <When key="next" at={pool.nextRoundAt} />],
        caps && ['Most behind one operator', percentOfBps(caps.operatorMostBps)], caps && ['Most behind those that belong together', percentOfBps(caps.groupMostBps)],
        caps && ['Least of earnings to backers', percentOfBps(caps.leastEarningsBps)],
      ]} />
      {pool.heldBack && <p className="quiet-text">A loss is in evidence that may fall on something it has: nobody is paid until that is over, at the price of then.</p>}
    </Panel>
  );
}

function Mine({ position: { shares, worth, exits, heldBack }, outMillis }: { position: Position; outMillis: number }): ReactNode {
  return (
    <Panel title="Yours" className="half" actions={<><Deposit />{shares !== '0' && <Leave shares={shares} outMillis={outMillis} />}</>}>
      {shares === '0' ? <p className="quiet-text">You have nothing here.</p> : <Facts of={[['Your shares are worth', <Tokens key="worth" of={worth} isRough />], ['Shares', <Tokens key="shares" of={shares} isRough />]]} />}
      <Exits label="Exits" exits={exits} heldBack={heldBack} />
    </Panel>
  );
}

function Holdings({ pool: { holdings, assets, owed }, cap }: { pool: Pool; cap: number | undefined }): ReactNode {
  const divided = BigInt(assets) - BigInt(owed);
  return (
    <Panel title="Where it is">
      {holdings.length === 0 ? <p className="empty">It backs nobody yet: what comes in is divided in the next round, over operators of whose earnings enough reaches those who back them.</p> : (
        <Rows label="Holdings" rows={holdings} keyOf={({ poolId }) => poolId} columns={[
          { title: 'Stake pool', isHeader: true, cell: ({ poolId }) => <span className="id">{poolId}</span> },
          { title: 'Behind it', isNumber: true, cell: ({ worth }) => <Tokens of={worth} isRough /> },
          { title: cap === undefined ? 'Of what is divided' : `Of what is divided (most: ${percentOfBps(cap)})`, isNumber: true, cell: ({ worth }) => percentOfBps(bpsOfWhole(BigInt(worth), divided)) },
          { title: 'On its way back', isNumber: true, cell: ({ leaving }) => <Tokens of={leaving} isRough /> },
        ]} />
      )}
    </Panel>
  );
}

function Deposit(): ReactNode {
  const doing = useDoing('diversified', 'wallet');
  const [amount, setAmount] = useState('');
  const deposit = async (): Promise<void> => doing(weir.POST('/v1/diversified-pool/deposits', { params: { header: idempotent() }, body: { amount: nanoTokensOf(amount) ?? amount } }));
  return (
    <Ask label="Deposit" title="Back many operators" onDo={deposit} onOpen={() => setAmount('')}>
      <p>They come out of the wallet, are divided over operators in the next round, are at stake for their faults, and come back some time after you ask for them.</p>
      <Field label="Amount" name="/amount" inputMode="decimal" unit="tokens" value={amount} onChange={setAmount} isRequired autoFocus />
    </Ask>
  );
}

function Leave({ shares, outMillis }: { shares: string; outMillis: number }): ReactNode {
  const doing = useDoing('diversified', 'wallet');
  const [part, setPart] = useState('100');
  const leave = async (): Promise<void> => doing(weir.POST('/v1/diversified-pool/exits', { params: { header: idempotent() }, body: { shares: partOfShares(shares, part)! } }));
  return (
    <Ask label="Leave" isDanger title="Take tokens out?" onDo={leave} onOpen={() => setPart('100')}>
      <p>You get the lower of what they are worth now and what they are worth at the end, after those who asked before you. That takes about <Span of={outMillis} />, and they bear losses until then.</p>
      <Field label="Of your shares" name="/shares" inputMode="decimal" unit="%" value={part} onChange={setPart} validate={(text) => (partOfShares(shares, text) ? undefined : 'Expected a part of them: more than nothing, at most 100')} isRequired autoFocus />
    </Ask>
  );
}
