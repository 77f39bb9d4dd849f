import { answer, type components, idempotent, type Lease } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { duration, nanoTokensOf, timeText, tokens } from '../format.js';
import { Choice } from '../parts/choice.js';
import { monthsJudged } from '../parts/cover-months.js';
import { type Cover, coversOf } from '../parts/cover.js';
import { Ask } from '../parts/dialog.js';
import { disputeColumns } from '../parts/dispute.js';
import { Field } from '../parts/fields.js';
import { Panel, Read, State, Tokens, useDoing, When } from '../parts/layout.js';
import type { OneRead } from '../parts/reads.js';
import { Table } from '../parts/table.js';

const HOUR_MILLIS = 3_600_000;
const DAY_MILLIS = 24 * HOUR_MILLIS;
const MOST_DISPUTES = 100;
const stateNames: Record<Cover['state'], string> = { waiting: 'Begins soon', running: 'Running', over: 'Over', ended: 'Ended' };

const disputesOf = (coverId: string): OneRead<components['schemas']['CoverDisputePage']> => ({ queryKey: ['disputes', 'of', coverId], read: async () => answer(weir.GET('/v1/cover-disputes', { params: { query: { coverId, limit: MOST_DISPUTES } } })) });
const rulesRead: OneRead<components['schemas']['RuleSet']> = { queryKey: ['rules', 'now'], read: async () => answer(weir.GET('/v1/rules')) };

/** Insurance of a lease against outages: what there is, what it paid, and more of it. */
export function LeaseCover({ lease }: { lease: Lease }): ReactNode {
  const isOver = ['closing', 'closed', 'failed'].includes(lease.state);
  return (
    <Panel title="Cover against outages" actions={!isOver && <Buy leaseId={lease.id} />}>
      <Read {...coversOf(lease.id)}>
        {(covers) => covers.length === 0 ? <p className="quiet-text">None: outages are made good by the pool's service credit alone.</p> : <>{covers.map((cover) => <OneCover key={cover.id} cover={cover} />)}</>}
      </Read>
    </Panel>
  );
}

function OneCover({ cover }: { cover: Cover }): ReactNode {
  const { id, state, amount, nanoTokensPerHour, premium, startsAt, endsAt, paid } = cover;
  return (
    <div className="offer cover">
      <div className="actions"><State of={state === 'waiting' ? 'pending' : state} text={stateNames[state]} /><span>up to <Tokens of={amount} isRough />, <Tokens of={nanoTokensPerHour} isRough per="h down" />, premium <Tokens of={premium} isRough />, paid <Tokens of={paid} isRough /></span></div>
      <p className="quiet-text">{timeText(startsAt)} – {timeText(endsAt)}</p>
      <Read queryKey={['covers', 'one', id]} read={async () => answer(weir.GET('/v1/covers/{coverId}', { params: { path: { coverId: id } } }))}>
        {({ claims }) => claims.length === 0 ? <p className="quiet-text">No claim yet: claims are made by themselves, from the record of outages.</p> : (
          <Table label="Claims" rows={claims} keyOf={({ startsAt }) => String(startsAt)} columns={[
            { title: 'Of', isHeader: true, cell: ({ startsAt, endsAt }) => <>{timeText(startsAt)} – {timeText(endsAt)}</> },
            { title: 'Down', cell: ({ downMillis }) => duration(Number(downMillis)) },
            { title: 'Judged', cell: ({ judgedAt }) => <When at={judgedAt} /> },
            { title: 'Loss', isNumber: true, cell: ({ loss }) => <Tokens of={loss} isRough /> },
            { title: 'Credited already', isNumber: true, cell: ({ credited }) => <Tokens of={credited} isRough /> },
            { title: 'Paid', isNumber: true, cell: ({ paid }) => <Tokens of={paid} isRough /> },
          ]} />
        )}
      </Read>
      <Disputes cover={cover} />
    </div>
  );
}

/** What one said against what was found of its months, and saying it. */
function Disputes({ cover }: { cover: Cover }): ReactNode {
  const months = monthsJudged(cover);
  if (months.length === 0) return null;
  return (
    <Read {...disputesOf(cover.id)}>
      {({ items }) => {
        const left = months.filter((startsAt) => !items.some((dispute) => dispute.startsAt === startsAt));
        return (
          <>
            {items.length > 0 && <Table label="Disputes" rows={items} keyOf={({ id }) => id} columns={disputeColumns('/disputes/$disputeId')} />}
            {left.length > 0 && <div className="actions"><OpenDispute cover={cover} months={left} /></div>}
          </>
        );
      }}
    </Read>
  );
}

function OpenDispute({ cover: { id, nanoTokensPerHour }, months }: { cover: Cover; months: readonly number[] }): ReactNode {
  const doing = useDoing('disputes', 'wallet');
  const [startsAt, setStart] = useState(String(months[0]));
  const [hours, setHours] = useState('');
  const [reason, setReason] = useState('');
  const downMillis = hours.trim() === '' ? Number.NaN : Math.round(Number(hours) * HOUR_MILLIS);
  const open = async (): Promise<void> => doing(weir.POST('/v1/cover-disputes', { params: { header: idempotent() }, body: { coverId: id, startsAt: Number(startsAt), downMillis, reason } }));
  return (
    <Ask label="Dispute a month" title="Dispute what was found of a month" doLabel="Dispute it" onDo={open} onOpen={() => setStart(String(months[0]))}>
      <Read {...rulesRead} isStill>{({ rules: { dispute } }) => <p>Assessors vote on it. {dispute && <>You put down <Tokens of={dispute.depositNanoTokens} /> tokens, which are lost only where it is denied.</>}</p>}</Read>
      <Choice label="Month" name="/startsAt" value={startsAt} options={months.map((at) => ({ id: String(at), label: `From ${timeText(at)}` }))} onChange={setStart} />
      <Field label="Down, all replicas together" name="/downMillis" inputMode="decimal" unit="h" value={hours} onChange={setHours} isRequired autoFocus hint={<>An hour is worth <Tokens of={nanoTokensPerHour} isRough />, as far as the cover goes.</>} />
      <Field label="What you saw" name="/reason" rows={3} value={reason} onChange={setReason} isRequired hint="Assessors read it." />
    </Ask>
  );
}

function Buy({ leaseId }: { leaseId: string }): ReactNode {
  const doing = useDoing('covers', 'wallet', 'lease');
  const [amount, setAmount] = useState('');
  const [perHour, setPerHour] = useState('');
  const [days, setDays] = useState('30');
  const terms = { leaseId, amount: nanoTokensOf(amount) ?? amount, nanoTokensPerHour: nanoTokensOf(perHour) ?? perHour, periodMillis: days.trim() === '' ? Number.NaN : Number(days) * DAY_MILLIS };
  const asked = JSON.stringify(terms);
  const [told, setTold] = useState<{ asked: string; quote: components['schemas']['CoverQuote'] }>();
  // A quote is of what was asked then: whoever changes a field asks again.
  const quote = told?.asked === asked ? told.quote : undefined;
  const goOn = async (): Promise<'again' | void> => {
    if (!quote) {
      setTold({ asked, quote: await answer(weir.POST('/v1/covers/quotes', { body: terms })) });
      return 'again';
    }
    return doing(answer(weir.POST('/v1/covers', { params: { header: idempotent() }, body: { ...terms, mostPremium: quote.premium } })));
  };
  return (
    <Ask label="Buy cover" title="Cover this lease against outages" doLabel={quote ? 'Buy it' : 'Ask the price'} onDo={goOn} onOpen={() => setTold(undefined)}>
      <p>Whenever it is down, its loss beyond the service credit is paid to the wallet without being asked for.</p>
      <div className="fields">
        <Field label="Pay at most" name="/amount" inputMode="decimal" unit="tokens" value={amount} onChange={setAmount} isRequired autoFocus />
        <Field label="For each hour down" name="/nanoTokensPerHour" inputMode="decimal" unit="tokens" value={perHour} onChange={setPerHour} isRequired />
        <Field label="For" name="/periodMillis" inputMode="decimal" unit="days" value={days} onChange={setDays} isRequired />
      </div>
      <div role="status">{quote && <p className="note">It costs <strong>{tokens(quote.premium)} tokens</strong>, paid at once and not given back, and holds from {timeText(quote.startsAt)} to {timeText(quote.endsAt)}.</p>}</div>
    </Ask>
  );
}
