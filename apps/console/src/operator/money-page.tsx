import { useQueryClient } from '@tanstack/react-query';
import { answer, type components, idempotent, WeirProblem } from '@weir/client';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { weir } from '../api.js';
import { bpsOf, dayText, nanoTokensOf, percentOfBps, words } from '../format.js';
import { Ask, Do } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Facts, Head, Panel, Read, State, Tokens, useTitle, When } from '../parts/layout.js';
import type { FirstReads, ListRead, OneRead } from '../parts/reads.js';
import { List, Table, usePages, Waiting } from '../parts/table.js';
import { save } from '../save.js';

const Chart = lazy(async () => ({ default: (await import('../parts/chart.js')).Chart }));

type Earnings = components['schemas']['Earnings'];
type OwnPayouts = components['schemas']['OwnPayouts'];
type Bond = components['schemas']['Bond'];

const earningsRead: OneRead<Earnings> = { queryKey: ['earnings', 'days'], read: readEarnings };
const payoutsRead: ListRead<OwnPayouts['items'][number]> = { queryKey: ['earnings', 'payouts'], readPage: async (cursor) => answer(weir.GET('/v1/operator/payouts', { params: { query: { cursor, limit: 25 } } })) };
const bondRead: OneRead<Bond> = { queryKey: ['bond'], read: async () => answer(weir.GET('/v1/operator/bond')) };
const stakeRead: OneRead<components['schemas']['StakePool'] | null> = {
  queryKey: ['stake-pool'],
  read: async () => answer(weir.GET('/v1/operator/stake-pool')).catch((error: unknown) => {
    if (error instanceof WeirProblem && error.status === 404) return null;
    throw error;
  }),
};
export const firstReads = (): FirstReads => [payoutsRead, earningsRead, bondRead, stakeRead];

/** What capacity earned, what is paid out and when, and what is at stake for it. */
export function MoneyPage(): ReactNode {
  useTitle('Earnings');
  return (
    <>
      <Head title="Earnings" about="What your capacity earned, when it is paid out, and what is at stake for it. Amounts are tokens." />
      <div className="grid">
        <Read {...earningsRead}>{(earnings) => <Earned earnings={earnings} />}</Read>
        <Payouts />
        <BondPanel />
        <StakePanel />
      </div>
    </>
  );
}

const MOST_PAGES = 10;

/** By the hour, the latest first, as far back as a few pages go; the sums are of all. */
async function readEarnings(): Promise<Earnings> {
  const first = await answer(weir.GET('/v1/operator/earnings', { params: { query: { by: 'hour', limit: 200 } } }));
  let last = first;
  const items = [...first.items];
  for (let page = 1; page < MOST_PAGES && last.nextCursor !== null; page++) {
    last = await answer(weir.GET('/v1/operator/earnings', { params: { query: { by: 'hour', limit: 200, cursor: last.nextCursor } } }));
    items.push(...last.items);
  }
  return { ...first, items, nextCursor: last.nextCursor };
}

function Earned({ earnings: { items, total, balance, nextCursor } }: { earnings: Earnings }): ReactNode {
  const hours = new Map<number, bigint>();
  for (const { periodStartsAt, amount } of items) hours.set(periodStartsAt, (hours.get(periodStartsAt) ?? 0n) + BigInt(amount));
  const points = [...hours].toSorted(([one], [other]) => one - other);
  return (
    <Panel title="Earned in 30 days" className="two-thirds">
      <Facts of={[['Earned', <Tokens key="total" of={total} isRough />], ['Not yet paid out', <Tokens key="balance" of={balance} isRough />]]} />
      {points.length <= 1 && <p className="quiet-text">{points.length === 0 ? 'Nothing yet: it is earned while leases run on your hosts.' : 'A chart is drawn once two hours have earned something.'}</p>}
      {points.length > 1 && <Suspense fallback={<Waiting />}><Chart label="Earned by the hour" unit="tokens" at={points.map(([at]) => at)} lines={[{ name: 'Earned', values: points.map(([, amount]) => Number(amount) / 1e9) }]} /></Suspense>}
      {nextCursor !== null && <p className="quiet-text">The chart shows the first {items.length} lines; the API has all of them.</p>}
    </Panel>
  );
}

function Payouts(): ReactNode {
  const pages = usePages(payoutsRead);
  const upcoming = (pages.data?.pages[0] as OwnPayouts | undefined)?.upcoming;
  return (
    <Panel title="Payouts" className="third">
      {upcoming && <Facts of={[
        ['Next', upcoming.frozen ? 'frozen' : upcoming.at ? <When key="at" at={upcoming.at} /> : 'none: no payment service is set up'], ['Amount', <Tokens key="amount" of={upcoming.amount} isRough />],
        ['Earned too lately', <Tokens key="held" of={upcoming.held} isRough />], ['Least paid out', <Tokens key="threshold" of={upcoming.threshold} isRough />],
      ]} />}
      <List label="Payouts" pages={pages} keyOf={({ id }) => id} empty="Nothing was paid out yet." columns={[
        { title: 'Of', isHeader: true, cell: ({ periodStartsAt }) => dayText(periodStartsAt) },
        { title: 'State', cell: ({ state }) => <State of={state} /> },
        { title: 'Tokens', isNumber: true, cell: ({ amount }) => <Tokens of={amount} isRough /> },
        { title: 'Proof', isNumber: true, cell: ({ id, periodStartsAt }) => <Do kind="quiet" aria-label={`Proof of the payout of ${dayText(periodStartsAt)}`} onDo={async () => keepProof(id)}>Proof</Do> },
      ]} />
      <p className="quiet-text">A proof is a file with all that the payout follows from: <code>weir verify FILE</code> reckons it again, without asking us.</p>
    </Panel>
  );
}

async function keepProof(payoutId: string): Promise<void> {
  const proof = await answer(weir.GET('/v1/operator/payouts/{payoutId}/proof', { params: { path: { payoutId } } }));
  save(`${payoutId}.json`, 'application/json', JSON.stringify(proof));
}

function BondPanel(): ReactNode {
  return (
    <Read {...bondRead}>
      {(bond) => (
        <Panel title="Bond" className="half" actions={<><Move kind="bond" /><Move kind="unbond" /></>}>
          <Facts of={[['Bonded', <Tokens key="bonded" of={bond.bonded} isRough />], ['Required', <Tokens key="required" of={bond.required} isRough />], ['In use', <Tokens key="use" of={bond.inUse} isRough />], ['By rules', `version ${bond.rulesVersion}`]]} />
          <Unbonding of={bond.unbonding} />
        </Panel>
      )}
    </Read>
  );
}

function Unbonding({ of }: { of: Bond['unbonding'] }): ReactNode {
  if (of.length === 0) return null;
  return (
    <Table label="On its way out" rows={of} keyOf={({ id }) => id} columns={[
      { title: 'Free', isHeader: true, cell: ({ releasesAt }) => <When at={releasesAt} /> },
      { title: 'Tokens', isNumber: true, cell: ({ amount }) => <Tokens of={amount} isRough /> },
    ]} />
  );
}

function Move({ kind }: { kind: 'bond' | 'unbond' }): ReactNode {
  const queries = useQueryClient();
  const [amount, setAmount] = useState('');
  const move = async (): Promise<void> => {
    const init = { body: { amount: nanoTokensOf(amount) ?? amount }, params: { header: idempotent() } };
    await (kind === 'bond' ? weir.POST('/v1/operator/bond', init) : weir.POST('/v1/operator/bond/unbondings', init));
    await queries.invalidateQueries({ queryKey: ['bond'] });
  };
  return (
    <Ask label={kind === 'bond' ? 'Bond' : 'Unbond'} title={kind === 'bond' ? 'Bond earnings' : 'Take back from the bond'} onDo={move}>
      <p>{kind === 'bond' ? 'What is bonded is lost where a fault costs it, and lets capacity be on offer.' : 'It is free after the time that the rules say, and at stake until then.'}</p>
      <Field label="Amount" name="/amount" inputMode="decimal" unit="tokens" value={amount} onChange={setAmount} isRequired autoFocus />
    </Ask>
  );
}

function StakePanel(): ReactNode {
  return (
    <Read {...stakeRead}>
      {(pool) => (
        <Panel title="Stake behind you" className="half" actions={<Terms />}>
          {pool ? <Facts of={[
            ['Staked', <Tokens key="assets" of={pool.assets} isRough />], ['Of earnings to backers', percentOfBps(pool.terms.earningsBps)], ['Your commission', percentOfBps(pool.terms.commissionBps)],
            pool.next && ['Terms change', <When key="next" at={pool.next.from} />], ['State', words(pool.halted ? 'halted' : 'open')],
          ]} /> : <p className="quiet-text">No stake pool yet. Set its terms, and others can back you.</p>}
        </Panel>
      )}
    </Read>
  );
}

function Terms(): ReactNode {
  const queries = useQueryClient();
  const [earnings, setEarnings] = useState('');
  const [commission, setCommission] = useState('');
  const set = async (): Promise<void> => {
    await weir.PUT('/v1/operator/stake-pool/terms', { body: { earningsBps: bpsOf(earnings), commissionBps: bpsOf(commission) } });
    await queries.invalidateQueries({ queryKey: ['stake-pool'] });
  };
  return (
    <Ask label="Terms" title="Terms of your stake pool" doLabel="Set" onDo={set}>
      <Field label="Of your earnings to backers" name="/earningsBps" inputMode="decimal" unit="%" value={earnings} onChange={setEarnings} isRequired autoFocus />
      <Field label="Your commission of that" name="/commissionBps" inputMode="decimal" unit="%" value={commission} onChange={setCommission} isRequired />
    </Ask>
  );
}
