import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { nanoTokensOf, percentOfBps, tokens } from '../format.js';
import { poolNames } from '../parts/cover.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Facts, Head, Panel, Read, State, Tokens, useDoing, useTitle, When } from '../parts/layout.js';
import { Table } from '../parts/table.js';
import { lossText, shareText } from './share.js';

type CoverPool = components['schemas']['CoverPool'];
type Position = components['schemas']['CoverPosition'];

/** Capital behind what outages cost tenants: what each pool has, whether it can pay, and what one has there. */
export function CoverPage(): ReactNode {
  useTitle('Insurance');
  return (
    <>
      <Head title="Insurance" about="Put tokens behind what outages cost tenants beyond the service credit. Premiums raise what a share is worth; what is paid out lowers it." />
      <Read queryKey={['cover-pool', 'names']} read={poolNames}>{(names) => names.length === 0 ? <p className="empty">No pool is on offer yet.</p> : <div className="grid">{names.map((name) => <OnePool key={name} name={name} />)}</div>}</Read>
    </>
  );
}

function OnePool({ name }: { name: string }): ReactNode {
  const path = { poolName: name };
  return (
    <Read queryKey={['cover-pool', name]} read={async () => answer(weir.GET('/v1/pools/{poolName}/cover', { params: { path } }))}>
      {(pool) => (
        <Panel title={name} className="half" actions={<><Solvency pool={pool} /><Deposit name={name} /></>}>
          <Facts of={[
            ['Capital', <Tokens key="assets" of={pool.assets} isRough />], ['Covers', <Tokens key="open" of={pool.openCover} isRough />], ['Has to have', <Tokens key="required" of={pool.required} isRough />],
            ['Free to leave', <Tokens key="free" of={pool.free} isRough />], ['On its way out', <Tokens key="leaving" of={pool.leaving} isRough />], ['Room for cover', <Tokens key="capacity" of={pool.capacity} isRough />],
            ['Premium', `${Number(pool.priceBps) / 100} % a year`], ['A share is worth', shareText(pool.pricePerShareWad)], ['Losses so far', lossText(pool.pricePerShareWad)],
          ]} />
          <Read queryKey={['cover-pool', name, 'position']} read={async () => answer(weir.GET('/v1/pools/{poolName}/cover/position', { params: { path } }))}>{(position) => <Mine position={position} />}</Read>
        </Panel>
      )}
    </Read>
  );
}

function Solvency({ pool: { solvencyBps, halted } }: { pool: CoverPool }): ReactNode {
  if (halted) return <State of="failed" text="Halted" />;
  if (solvencyBps === null) return <State of="ok" text="Nothing to cover" />;
  return <State of={Number(solvencyBps) >= 10_000 ? 'ok' : 'degraded'} text={`Has ${percentOfBps(Number(solvencyBps))} of what it must`} />;
}

function Mine({ position: { pool, shares, worth, exits } }: { position: Position }): ReactNode {
  if (shares === '0' && exits.length === 0) return <p className="quiet-text own">You have nothing here.</p>;
  return (
    <div className="own">
      <div className="actions"><span>yours: <Tokens of={worth} isRough /></span>{shares !== '0' && <Leave name={pool} shares={shares} worth={worth} />}</div>
      {exits.length > 0 && (
        <Table label={`Exits from ${pool}`} rows={exits} keyOf={({ id }) => id} columns={[
          { title: 'Asked', isHeader: true, cell: ({ askedAt }) => <When at={askedAt} /> },
          { title: 'Due', cell: ({ dueAt, stopped }) => (stopped ? <State of="stopped" text="Stopped by a breaker" /> : <When at={dueAt} />) },
          { title: 'At most', isNumber: true, cell: ({ amount }) => <Tokens of={amount} isRough /> },
        ]} />
      )}
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
