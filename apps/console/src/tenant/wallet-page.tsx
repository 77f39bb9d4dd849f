import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, type components, idempotent, WeirProblem } from '@weir/client';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { weir } from '../api.js';
import { dayText, nanoTokensOf, percentOfBps, tokens, words } from '../format.js';
import { Ask, Do } from '../parts/dialog.js';
import { Check, Field } from '../parts/fields.js';
import { Facts, Head, Panel, Read, Span, State, Tokens, useTitle, When } from '../parts/layout.js';
import type { FirstReads, ListRead, OneRead } from '../parts/reads.js';
import { useSearched } from '../parts/search.js';
import { List, Table, usePages, Waiting } from '../parts/table.js';

const Chart = lazy(async () => ({ default: (await import('../parts/chart.js')).Chart }));

type Wallet = components['schemas']['Wallet'];
type Entry = components['schemas']['WalletEntry'];
type Budget = components['schemas']['Budget'];
type TopUpRule = components['schemas']['TopUpRule'];

const walletRead: OneRead<Wallet> = { queryKey: ['wallet'], read: async () => answer(weir.GET('/v1/wallet')) };
const entriesBy = (search?: string): ListRead<Entry> => ({ queryKey: ['wallet', 'entries', search], readPage: async (cursor) => answer(weir.GET('/v1/wallet/entries', { params: { query: { cursor, limit: 50, search, sort: '-at' } } })) });
const topUpRead: OneRead<TopUpRule | null> = {
  queryKey: ['wallet', 'top-up'],
  read: async () => answer(weir.GET('/v1/wallet/top-up')).catch((error: unknown) => {
    if (error instanceof WeirProblem && error.status === 404) return null;
    throw error;
  }),
};
const requestsRead: OneRead<components['schemas']['TopUpPage']> = { queryKey: ['wallet', 'top-ups'], read: async () => answer(weir.GET('/v1/wallet/top-ups', { params: { query: { limit: 5 } } })) };
const budgetsRead: OneRead<components['schemas']['BudgetPage']> = { queryKey: ['budgets'], read: async () => answer(weir.GET('/v1/budgets', { params: { query: { limit: 100 } } })) };
export const firstReads = (): FirstReads => [walletRead, entriesBy(), topUpRead, requestsRead, budgetsRead];

export function WalletPage(): ReactNode {
  useTitle('Wallet');
  return (
    <Read {...walletRead}>
      {(wallet) => (
        <>
          <Head title="Wallet" about="What you have, what is spoken for, and how long it lasts at what runs now. Amounts are tokens." actions={<RequestFunds />} />
          <div className="grid">
            <Panel title="Now" className="two-thirds"><Balance wallet={wallet} /></Panel>
            <Panel title="Runway" className="third"><Runway wallet={wallet} /></Panel>
            <Panel title="Movements" className="two-thirds"><Entries balance={wallet.balance} /></Panel>
            <div className="third grid"><TopUps /><Budgets /></div>
          </div>
        </>
      )}
    </Read>
  );
}

function Balance({ wallet }: { wallet: Wallet }): ReactNode {
  return (
    <div className="facts-big">
      <Facts of={[
        ['Available', <Tokens key="available" of={wallet.available} isRough />],
        ['Balance', <Tokens key="balance" of={wallet.balance} isRough />],
        ['Held ahead for leases', <Tokens key="escrow" of={wallet.inEscrow} isRough />],
        BigInt(wallet.storageReserve) > 0n && ['Reserve for volumes', <Tokens key="reserve" of={wallet.storageReserve} isRough />],
        ['Spending', <Tokens key="rate" of={wallet.nanoTokensPerHour} isRough per="h" />],
      ]} />
    </div>
  );
}

function Runway({ wallet: { runwayMillis, lastsUntil, whenFundsEnd } }: { wallet: Wallet }): ReactNode {
  return (
    <>
      <p className="quote"><span className="price">{runwayMillis === null ? 'No end in sight' : <Span of={runwayMillis} />}</span></p>
      <p className="quiet-text">{lastsUntil ? <>until {dayText(lastsUntil)}</> : 'nothing is spent now'}</p>
      <p className="quiet-text">When funds end: a warning <Span of={whenFundsEnd.warningMillis} /> before, then <Span of={whenFundsEnd.suspensionMillis} /> suspended with volumes kept, then closed.</p>
    </>
  );
}

function Entries({ balance }: { balance: string }): ReactNode {
  const { search, field } = useSearched('Search movements', 'part of a reason, or a lease');
  const pages = usePages(entriesBy(search));
  const entries = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const series = balancesBefore(entries, BigInt(balance));
  return (
    <>
      {/* Without the movements between those that were found no balance is known. */}
      {!search && series.at.length > 1 && <Suspense fallback={<Waiting />}><Chart label="Balance" unit="tokens" at={series.at} lines={[{ name: 'Balance', values: series.balance }]} /></Suspense>}
      {field}
      <List
        label="Movements"
        pages={pages}
        keyOf={({ transferId, amount }) => transferId + amount}
        empty={search ? 'No such movement.' : 'Nothing moved yet.'}
        columns={[
          { title: 'What', isHeader: true, cell: ({ reason }) => words(reason) },
          { title: 'Lease', cell: ({ leaseId }) => leaseId && <Link to="/leases/$leaseId" params={{ leaseId }} className="id">{leaseId.slice(0, 12)}…</Link> },
          { title: 'When', cell: ({ at }) => <When at={at} /> },
          { title: 'Tokens', isNumber: true, cell: ({ amount }) => <Tokens of={amount} isRough /> },
        ]}
      />
    </>
  );
}

/** The balance after each movement, back from the one that is now, of the latest of them; a chart's points. */
function balancesBefore(entries: readonly Entry[], balance: bigint): { at: number[]; balance: number[] } {
  const at: number[] = [];
  const points: number[] = [];
  let after = balance;
  for (const entry of entries.toSorted((one, other) => other.at - one.at)) {
    if (at.at(-1) !== entry.at) {
      at.push(entry.at);
      points.push(Number(after) / 1e9);
    }
    after -= BigInt(entry.amount);
  }
  return { at: at.toReversed(), balance: points.toReversed() };
}

/** Tokens as they were written, as nano-tokens; what is no amount is left for the API to refuse at its field. */
const amountOf = (text: string): string => nanoTokensOf(text) ?? text;

function RequestFunds(): ReactNode {
  const queries = useQueryClient();
  const [amount, setAmount] = useState('');
  const request = async (): Promise<void> => {
    await answer(weir.POST('/v1/wallet/top-ups', { body: { amount: amountOf(amount) } }));
    await queries.invalidateQueries({ queryKey: ['wallet'] });
  };
  return (
    <Ask label="Add funds" kind="main" title="Add funds" doLabel="Ask for it" onDo={request}>
      <p>Your payment service is asked for this much; the wallet has it when it is paid.</p>
      <Field label="Amount" name="/amount" inputMode="decimal" unit="tokens" value={amount} onChange={setAmount} isRequired autoFocus />
    </Ask>
  );
}

function TopUps(): ReactNode {
  return (
    <Read {...topUpRead}>
      {(rule) => (
        <Panel title="Top-up" actions={<><TopUpForm rule={rule} />{rule && <RemoveTopUp />}</>}>
          {rule ? <Facts of={[
            ['When below', <Tokens key="threshold" of={rule.threshold} isRough />],
            ['Ask for', <Tokens key="amount" of={rule.amount} isRough />],
            ['This month', <><Tokens of={rule.requestedThisMonth} isRough /> of <Tokens of={rule.mostPerMonth} isRough /></>],
          ]} /> : <p className="quiet-text">None: the wallet asks for nothing by itself.</p>}
          <Requests />
        </Panel>
      )}
    </Read>
  );
}

function Requests(): ReactNode {
  return (
    <Read {...requestsRead}>
      {({ items }) => items.length > 0 && (
        <Table label="Requests for funds" rows={items} keyOf={({ id }) => id} columns={[
          { title: 'Asked', isHeader: true, cell: ({ requestedAt }) => <When at={requestedAt} /> },
          { title: 'State', cell: ({ state, reason }) => <span title={reason ?? undefined}><State of={state === 'requested' ? 'pending' : state} text={words(state)} /></span> },
          { title: 'Tokens', isNumber: true, cell: ({ amount, received }) => <Tokens of={received ?? amount} isRough /> },
        ]} />
      )}
    </Read>
  );
}

function TopUpForm({ rule }: { rule: TopUpRule | null }): ReactNode {
  const queries = useQueryClient();
  const [threshold, setThreshold] = useState('');
  const [amount, setAmount] = useState('');
  const [most, setMost] = useState('');
  const open = (): void => {
    setThreshold(rule ? plain(rule.threshold) : '');
    setAmount(rule ? plain(rule.amount) : '');
    setMost(rule ? plain(rule.mostPerMonth) : '');
  };
  const save = async (): Promise<void> => {
    await answer(weir.PUT('/v1/wallet/top-up', { body: { threshold: amountOf(threshold), amount: amountOf(amount), mostPerMonth: amountOf(most) } }));
    await queries.invalidateQueries({ queryKey: ['wallet'] });
  };
  return (
    <Ask label={rule ? 'Change' : 'Set up'} title="Top up by itself" doLabel="Save" onOpen={open} onDo={save}>
      <Field label="When less is available than" name="/threshold" inputMode="decimal" unit="tokens" value={threshold} onChange={setThreshold} isRequired autoFocus />
      <Field label="Ask for" name="/amount" inputMode="decimal" unit="tokens" value={amount} onChange={setAmount} isRequired />
      <Field label="At most in a month" name="/mostPerMonth" inputMode="decimal" unit="tokens" value={most} onChange={setMost} isRequired />
    </Ask>
  );
}

function RemoveTopUp(): ReactNode {
  const queries = useQueryClient();
  const remove = async (): Promise<void> => {
    await weir.DELETE('/v1/wallet/top-up');
    await queries.invalidateQueries({ queryKey: ['wallet'] });
  };
  return <Do onDo={remove}>Stop</Do>;
}

function Budgets(): ReactNode {
  return (
    <Panel title="Budgets" actions={<NewBudget />}>
      <Read {...budgetsRead}>
        {({ items }) => items.length === 0 ? <p className="quiet-text">None: what is spent is bounded by the wallet alone.</p> : <ul className="plain findings">{items.map((budget) => <li key={budget.id}><OneBudget budget={budget} /></li>)}</ul>}
      </Read>
    </Panel>
  );
}

function OneBudget({ budget }: { budget: Budget }): ReactNode {
  const queries = useQueryClient();
  const remove = async (): Promise<void> => {
    await weir.DELETE('/v1/budgets/{budgetId}', { params: { path: { budgetId: budget.id } } });
    await queries.invalidateQueries({ queryKey: ['budgets'] });
  };
  const spentBps = BigInt(budget.amount) > 0n ? Number((BigInt(budget.spent) * 10_000n) / BigInt(budget.amount)) : 10_000;
  return (
    <div>
      <p><strong><Tokens of={budget.spent} isRough /></strong> of <Tokens of={budget.amount} isRough /> ({percentOfBps(spentBps)}) {budget.stoppedAt && <State of="failed" text="Stopped" />}</p>
      <meter min={0} max={10_000} value={Math.min(spentBps, 10_000)} aria-label="Spent of the budget" />
      <p className="quiet-text">{budget.projectId ? <>project <span className="id">{budget.projectId}</span></> : 'all projects'}, until {dayText(budget.period.endsAt)}{budget.hardStop && ', suspends when reached'}</p>
      <Ask label="Remove" isDanger title="Remove this budget?" onDo={remove}><p>Leases that it suspended go on.</p></Ask>
    </div>
  );
}

/** Of a budget, in percent: when to be told. */
const ALERT_SHARES = [50, 80, 100];

function NewBudget(): ReactNode {
  const queries = useQueryClient();
  const [amount, setAmount] = useState('');
  const [hardStop, setHardStop] = useState(false);
  const create = async (): Promise<void> => {
    await answer(weir.POST('/v1/budgets', { body: { amount: amountOf(amount), hardStop, alertShares: ALERT_SHARES }, params: { header: idempotent() } }));
    await queries.invalidateQueries({ queryKey: ['budgets'] });
  };
  return (
    <Ask label="New budget" title="A budget for each month" doLabel="Set it" onDo={create}>
      <Field label="To spend in a month" name="/amount" inputMode="decimal" unit="tokens" value={amount} onChange={setAmount} isRequired autoFocus />
      <Check isSelected={hardStop} onChange={setHardStop}>Suspend leases when it is reached</Check>
    </Ask>
  );
}

/** As somebody would write it. */
const plain = (nanoTokens: string): string => tokens(nanoTokens).replaceAll('\u202F', '');
