import { Link, useParams } from '@tanstack/react-router';
import { answer, type components } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { bpsOf, duration, percentOfBps, timeText, tokens, words } from '../format.js';
import { Choice } from '../parts/choice.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Facts, Head, Panel, Read, State, useDoing, useTitle, When } from '../parts/layout.js';
import { NotFound } from '../parts/not-found.js';
import type { FirstReads, ListRead, OneRead } from '../parts/reads.js';
import { useSearched } from '../parts/search.js';
import { List, usePages } from '../parts/table.js';
import { curveText, rateName } from './admin-page.js';
import { Incidents, incidentsOf } from './incidents.js';
import { SetPrice } from './set-price.js';

type Pool = components['schemas']['Pool'];
type Rate = components['schemas']['Rate'];
type AuditEntry = components['schemas']['AuditEntry'];

const poolOf = (poolId: string): OneRead<Pool | null> => ({ queryKey: ['admin', 'pool', poolId], read: async () => findPool(poolId) });
const ratesOf = (poolId: string, search?: string): ListRead<Rate> => ({ queryKey: ['admin', 'rates', poolId, search], readPage: async (cursor) => answer(weir.GET('/v1/admin/pools/{poolId}/rates', { params: { path: { poolId }, query: { cursor, limit: 50, search } } })) });
const changesOf = (subjectId: string, search?: string): ListRead<AuditEntry> => ({ queryKey: ['admin', 'audit', subjectId, search], readPage: async (cursor) => answer(weir.GET('/v1/admin/audit', { params: { query: { cursor, limit: 10, subjectId, search } } })) });
export const firstReads = ({ poolId }: { poolId: string }): FirstReads => [poolOf(poolId), ratesOf(poolId), changesOf(poolId), incidentsOf(poolId)];

/** By what a pool runs: its settings, every version of its prices, what everybody is told of it, and who changed what. */
export function PoolPage(): ReactNode {
  const { poolId } = useParams({ from: '/admin/pools/$poolId' });
  return <Read {...poolOf(poolId)}>{(pool) => (pool ? <OnePool pool={pool} /> : <NotFound />)}</Read>;
}

async function findPool(poolId: string): Promise<Pool | null> {
  const { items } = await answer(weir.GET('/v1/admin/pools', { params: { query: { search: poolId, limit: 200 } } }));
  return items.find(({ id }) => id === poolId) ?? null;
}

function OnePool({ pool }: { pool: Pool }): ReactNode {
  const { id, name } = pool;
  useTitle(name);
  const { search, field } = useSearched('Search prices', 'part of a class');
  const rates = usePages(ratesOf(id, search));
  return (
    <>
      <Head back={<Link to="/admin">Administration</Link>} title={name} about={<span className="id">{id}</span>} actions={<Change pool={pool} />} />
      <div className="grid">
        <Panel title="Settings">
          <Facts of={[
            ['To operators', percentOfBps(pool.operatorBps)], ['To the treasury', percentOfBps(pool.treasuryBps)], ['Fee', percentOfBps(pool.feeBps)], ['Packs by', words(pool.packScore)],
            ['One operator at most', percentOfBps(pool.operatorShareCapBps)], ['Sources may differ by', percentOfBps(pool.meteringToleranceBps)],
            ['Better tiers preferred', percentOfBps(pool.tierWeightBps)], ['Moves at once to free hosts', pool.rebalanceMoves === 0 ? 'none' : pool.rebalanceMoves],
            ['Auctions', pool.auctionFromNanoTokensPerHour === null ? 'none' : `from ${tokens(pool.auctionFromNanoTokensPerHour)} tokens / h, open ${duration(pool.auctionWindowMillis)}`], ['Made', <When key="made" at={pool.createdAt} />],
          ]} />
        </Panel>
        <Panel title="Prices and their versions" actions={<SetPrice poolId={id} />}>
          {field}
          <List label="Rates" pages={rates} keyOf={({ id }) => id} empty={search ? 'No such price.' : 'No price yet: nothing of this pool can be leased.'} columns={[
            { title: 'Class', isHeader: true, cell: rateName },
            { title: 'Version', isNumber: true, cell: ({ version }) => version },
            { title: 'Price', cell: curveText },
            { title: 'From', cell: ({ activeFrom }) => timeText(activeFrom) },
            { title: 'Until', cell: ({ activeFrom, activeUntil }) => (activeUntil !== null ? timeText(activeUntil) : activeFrom > Date.now() ? <State of="pending" /> : <State of="in_force" />) },
          ]} />
        </Panel>
        <Incidents poolId={id} />
        <History subjectId={id} />
      </div>
    </>
  );
}

function History({ subjectId }: { subjectId: string }): ReactNode {
  const { search, field } = useSearched('Search changes', 'part of what was done, or by whom');
  const list = usePages(changesOf(subjectId, search));
  return (
    <Panel title="Who changed what">
      {field}
      <List label="Changes" pages={list} keyOf={({ at, action, actorId, requestId }) => `${at} ${action} ${actorId} ${requestId}`} empty={search ? 'No such change.' : 'Nothing was changed since it was made.'} columns={[
        { title: 'What', isHeader: true, cell: ({ action }) => words(action) },
        { title: 'When', cell: ({ at }) => <When at={at} /> },
        { title: 'By', cell: ({ actorId }) => <span className="id">{actorId}</span> },
        { title: 'How', cell: ({ detail }) => <code>{Object.entries(detail).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')}</code> },
      ]} />
    </Panel>
  );
}

const percents = { operatorBps: 'To operators', treasuryBps: 'To the treasury', feeBps: 'Fee', operatorShareCapBps: 'One operator at most', meteringToleranceBps: 'Sources may differ by', tierWeightBps: 'Better tiers preferred' } as const;
type PercentName = keyof typeof percents;
const packScores = [{ id: 'expected-fill', label: 'Expected fill' }, { id: 'fragmentation-gradient', label: 'Fragmentation gradient' }, { id: 'best-fit', label: 'Best fit' }] as const;

function Change({ pool }: { pool: Pool }): ReactNode {
  const doing = useDoing('admin');
  const percentsOf = (): Record<PercentName, string> => Object.fromEntries(Object.keys(percents).map((name) => [name, String(pool[name as PercentName] / 100)])) as Record<PercentName, string>;
  const [written, setWritten] = useState(percentsOf);
  const [packScore, setPackScore] = useState(pool.packScore);
  const [moves, setMoves] = useState(String(pool.rebalanceMoves));
  const open = (): void => {
    setWritten(percentsOf());
    setPackScore(pool.packScore);
    setMoves(String(pool.rebalanceMoves));
  };
  const change = async (): Promise<void> => {
    const bps = Object.fromEntries(Object.entries(written).map(([name, text]) => [name, bpsOf(text)])) as Record<PercentName, number>;
    await doing(weir.PATCH('/v1/admin/pools/{poolId}', { params: { path: { poolId: pool.id } }, body: { ...bps, packScore, rebalanceMoves: moves.trim() === '' ? Number.NaN : Number(moves) } }));
  };
  return (
    <Ask label="Change" title={`Settings of ${pool.name}`} doLabel="Change it" isDanger kind="plain" onDo={change} onOpen={open}>
      <p>It holds at once for what is charged and placed from now on. The first three divide each charge: they sum to 100 %.</p>
      <div className="fields">{Object.entries(percents).map(([name, label]) => <Field key={name} label={label} name={`/${name}`} inputMode="decimal" unit="%" value={written[name as PercentName]} onChange={(text) => setWritten({ ...written, [name]: text })} isRequired />)}
        <Field label="Moves at once to free hosts" name="/rebalanceMoves" inputMode="numeric" value={moves} onChange={setMoves} isRequired hint="Replicas of a lease that may be started elsewhere to free whole hosts and GPUs, at a time; 0: none." />
      </div>
      <Choice label="Packs by" name="/packScore" value={packScore} options={packScores} onChange={(value) => setPackScore(value as typeof packScore)} />
    </Ask>
  );
}
