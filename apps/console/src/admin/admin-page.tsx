import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, type components } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { className, duration, percentOfBps, pricedPer, words } from '../format.js';
import { Action } from '../parts/action.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Facts, Head, Panel, Read, State, Tokens, useDoing, useTitle, When } from '../parts/layout.js';
import { Refusal } from '../parts/problem.js';
import { useSearched } from '../parts/search.js';
import type { FirstReads, ListRead, OneRead } from '../parts/reads.js';
import { List, usePages } from '../parts/table.js';

type Pool = components['schemas']['Pool'];
type Rate = components['schemas']['Rate'];
type Difference = components['schemas']['LedgerDifference'];

const poolsBy = (search?: string): ListRead<Pool> => ({ queryKey: ['admin', 'pools', search], readPage: async (cursor) => answer(weir.GET('/v1/admin/pools', { params: { query: { cursor, limit: 50, search } } })) });
const healthRead: OneRead<components['schemas']['AdminHealth']> = { queryKey: ['admin', 'health'], read: async () => answer(weir.GET('/v1/admin/health')) };
const differencesRead: ListRead<Difference> = { queryKey: ['admin', 'differences'], readPage: async (cursor) => answer(weir.GET('/v1/admin/ledger/differences', { params: { query: { cursor, limit: 25, open: true } } })) };
export const firstReads = (): FirstReads => [poolsBy(), healthRead, differencesRead];

/** Whether everything is well, and by what parameters it runs. */
export function AdminPage(): ReactNode {
  useTitle('Administration');
  const { search, field } = useSearched('Search pools', 'part of a name, or an id');
  const pools = usePages(poolsBy(search));
  return (
    <>
      <Head title="Administration" about="Whether everything is well, and by which pools and prices it runs." />
      <div className="grid">
        <Health />
        <Ledger />
        <Differences />
        <Panel title="Pools">
          {field}
          <List label="Pools" pages={pools} keyOf={({ id }) => id} empty={search ? 'No such pool.' : 'No pool yet.'} columns={[
            { title: 'Name', isHeader: true, cell: ({ id, name }) => <Link to="/admin/pools/$poolId" params={{ poolId: id }}>{name}</Link> },
            { title: 'To operators', isNumber: true, cell: ({ operatorBps }) => percentOfBps(operatorBps) },
            { title: 'To the treasury', isNumber: true, cell: ({ treasuryBps }) => percentOfBps(treasuryBps) },
            { title: 'Fee', isNumber: true, cell: ({ feeBps }) => percentOfBps(feeBps) },
            { title: 'Packs by', cell: ({ packScore }) => words(packScore) },
          ]} />
        </Panel>
      </div>
    </>
  );
}

const tones = { ok: 'ok', warning: 'degraded', failed: 'failed' } as const;

function Health(): ReactNode {
  return (
    <Read {...healthRead}>
      {({ state, queues, outbox, schedulers, clusters, ledger }) => (
        <Panel title="Health" actions={<><a href="/v1/admin/queues/">Look into the queues</a><State of={tones[state]} text={words(state)} /></>}>
          <Facts of={[
            ['Queues', <State key="queues" of={tones[queues.state]} text={`${sum(queues.items, 'waiting')} waiting, ${sum(queues.items, 'failed')} failed`} />],
            ['Outbox', <State key="outbox" of={tones[outbox.state]} text={`${outbox.waiting} waiting, ${duration(outbox.lagMillis)} behind`} />],
            ['Schedulers', <State key="schedulers" of={tones[schedulers.state]} text={`${schedulers.items.filter(({ isActive }) => isActive).length} of ${schedulers.items.length} active`} />],
            ['Clusters', <State key="clusters" of={tones[clusters.state]} text={`${clusters.items.length}, ${sum(clusters.items, 'silent')} hosts silent`} />],
            ['Ledger', <State key="ledger" of={tones[ledger.state]} text={`${ledger.openDifferences} differences`} />],
          ]} />
        </Panel>
      )}
    </Read>
  );
}

const sum = <K extends string>(items: readonly Record<K, number>[], name: K): number => items.reduce((total, item) => total + item[name], 0);

/** Balances are compared with entries all the time; to add up every entry anew takes as long as the ledger is, and so is asked for. */
function Ledger(): ReactNode {
  const audit = useQuery({ queryKey: ['ledger-audit'], queryFn: async () => answer(weir.GET('/v1/admin/ledger/audit')), enabled: false });
  return (
    <Panel title="Ledger" className="half" actions={<Action isPending={audit.isFetching} onPress={() => void audit.refetch()}>Audit all of it</Action>}>
      <Read {...healthRead}>
        {({ ledger: { state, checkedAt } }) => <p><State of={tones[state]} text={checkedAt === null ? 'Not reconciled yet' : 'Reconciled'} /> {checkedAt !== null && <When at={checkedAt} />}</p>}
      </Read>
      <div role="status">{audit.data ? <Audit of={audit.data} /> : <p className="quiet-text">Whatever moves is compared with its entries within seconds. An audit adds up every entry there is: of a long ledger that takes a while.</p>}</div>
      <Refusal error={audit.error} />
    </Panel>
  );
}

function Audit({ of: { entriesSum, issued, accounts, transfers, wrongBalances, unbalancedTransfers, wrongHistories } }: { of: components['schemas']['LedgerAudit'] }): ReactNode {
  const isWell = entriesSum === '0' && wrongBalances.length + unbalancedTransfers.length + wrongHistories.length === 0;
  return (
    <>
      <p><State of={isWell ? 'ok' : 'failed'} text={isWell ? 'It sums to zero, and every balance is that of its entries' : 'It does not add up'} /></p>
      <Facts of={[['Issued', <Tokens key="issued" of={issued} isRough />], ['Accounts', accounts], ['Transfers', transfers], ['Sum of entries', entriesSum], ['Wrong balances', wrongBalances.length], ['Unbalanced transfers', unbalancedTransfers.length], ['Wrong histories', wrongHistories.length]]} />
    </>
  );
}

function Differences(): ReactNode {
  const list = usePages(differencesRead);
  return (
    <Panel title="Differences that are open" className="half">
      <List label="Differences" pages={list} keyOf={({ id }) => String(id)} empty="None." columns={[
        { title: 'Kind', isHeader: true, cell: ({ kind }) => words(kind) },
        { title: 'Account', cell: ({ account }) => <span className="id">{account.kind} {account.ownerId}</span> },
        { title: 'Since', cell: ({ at }) => <When at={at} /> },
        { title: 'Expected', isNumber: true, cell: ({ expected }) => <Tokens of={expected} /> },
        { title: 'Found', isNumber: true, cell: ({ found }) => <Tokens of={found} /> },
        { title: '', isNumber: true, cell: (difference) => <span className="actions">{!difference.notes.some(({ what }) => what === 'acknowledged') && <Settle difference={difference} how="acknowledgement" />}<Settle difference={difference} how="resolution" /></span> },
      ]} />
    </Panel>
  );
}

const hows = {
  acknowledgement: { label: 'Acknowledge', about: 'It stays open; others see that somebody looks into it.' },
  resolution: { label: 'Resolve', about: 'It is over: say what was wrong, and by what it was put right.' },
} as const;

function Settle({ difference: { id }, how }: { difference: Difference; how: keyof typeof hows }): ReactNode {
  const doing = useDoing('admin');
  const [reason, setReason] = useState('');
  const params = { path: { differenceId: id } };
  const settle = async (): Promise<void> => doing(how === 'resolution' ? weir.POST('/v1/admin/ledger/differences/{differenceId}/resolution', { params, body: { reason } }) : weir.POST('/v1/admin/ledger/differences/{differenceId}/acknowledgement', { params, body: { reason } }));
  return (
    <Ask label={hows[how].label} isDanger={how === 'resolution'} title={`${hows[how].label} this difference?`} onDo={settle}>
      <p>{hows[how].about}</p>
      <Field label="Why" name="/reason" value={reason} onChange={setReason} isRequired autoFocus />
    </Ask>
  );
}

/** What a unit costs by this rate, in words. */
export function curveText({ curve, resourceClass }: Pick<Rate, 'curve' | 'resourceClass'>): ReactNode {
  if (curve.kind === 'fixed') return <>fixed: <Tokens of={curve.nanoTokensPerUnitHour} per={pricedPer(resourceClass)} /></>;
  if (curve.kind === 'kinked') return <>rises with use: from <Tokens of={curve.base} />, kink at {percentOfBps(curve.kinkBps)}</>;
  return <>tip <Tokens of={curve.tip} />, base from <Tokens of={curve.initial} />, target {percentOfBps(curve.targetBps)}</>;
}

export const rateName = ({ resourceClass, variant }: Rate): string => className(resourceClass, variant);
