import { useMutation } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { answer, type components, type operations } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { headersOfSession, weir } from '../api.js';
import { className, timeText, usageText, words } from '../format.js';
import { Action } from '../parts/action.js';
import { Ask, Do } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Facts, Head, Panel, Read, Tokens, useTitle } from '../parts/layout.js';
import { Refusal } from '../parts/problem.js';
import type { FirstReads, OneRead } from '../parts/reads.js';
import { Table } from '../parts/table.js';
import { save } from '../save.js';

type Line = components['schemas']['StatementLine'];
const MOST_LINES = 200;

const statementOf = (statementId: string): OneRead<components['schemas']['StatementWithLines']> => ({ queryKey: ['statements', statementId], read: async () => answer(weir.GET('/v1/statements/{statementId}', { params: { path: { statementId }, query: { limit: MOST_LINES } } })) });
export const firstReads = ({ statementId }: { statementId: string }): FirstReads => [statementOf(statementId)];

export function StatementPage(): ReactNode {
  const { statementId } = useParams({ from: '/statements/$statementId' });
  useTitle('Statement');
  return (
    <Read {...statementOf(statementId)} isStill>
      {(statement) => (
        <>
          <Head back={<Link to="/statements">Statements</Link>} title={`${words(statement.period)} to ${timeText(statement.endsAt)}`} about={<span className="id">{statement.id}</span>} actions={<Exports statementId={statementId} />} />
          <div className="grid">
            <Panel title="Sums" className="half">
              <Facts of={[
                ['From', timeText(statement.startsAt)], ['Balance before', <Tokens key="opening" of={statement.openingBalance} />], ['Deposits', <Tokens key="deposits" of={statement.deposits} />],
                ['Charges', <Tokens key="charges" of={statement.charges} />], ['Balance after', <Tokens key="closing" of={statement.closingBalance} />],
              ]} />
            </Panel>
            <Verification statementId={statementId} />
            <Panel title="Lines"><Lines lines={statement.lines} isCut={statement.nextCursor !== null} /></Panel>
          </div>
        </>
      )}
    </Read>
  );
}

function Lines({ lines, isCut }: { lines: readonly Line[]; isCut: boolean }): ReactNode {
  if (lines.length === 0) return <p className="quiet-text">Nothing ran in this period.</p>;
  return (
    <>
      <Table label="Lines" rows={lines} keyOf={({ line }) => String(line)} columns={[
        { title: 'Lease', isHeader: true, cell: ({ leaseId, leaseName }) => <Link to="/leases/$leaseId" params={{ leaseId }}>{leaseName || leaseId}</Link> },
        { title: 'For', cell: ({ resourceClass, variant, corrects }) => <>{className(resourceClass, variant)}{corrects && <span className="quiet-text"> corrects an earlier one</span>}</> },
        { title: 'Price', cell: ({ pricing }) => words(pricing) },
        { title: 'Usage', isNumber: true, cell: ({ resourceClass, usage }) => usageText(resourceClass, usage) },
        { title: 'Waived', isNumber: true, cell: ({ waived }) => waived !== '0' && <Tokens of={waived} isRough /> },
        { title: 'Tokens', isNumber: true, cell: ({ amount }) => <Tokens of={amount} /> },
      ]} />
      {isCut && <p className="quiet-text">The first {MOST_LINES} lines; an export has all of them.</p>}
    </>
  );
}

/** Checks the statement here, by what is in its file alone: nothing is asked of the server once the file is here. */
function Verification({ statementId }: { statementId: string }): ReactNode {
  const [trusted, setTrusted] = useState('');
  const checking = useMutation({
    mutationFn: async () => {
      const [{ verifyStatement }, document] = await Promise.all([import('@weir/verify'), answer(weir.GET('/v1/statements/{statementId}/proof', { params: { path: { statementId } } }))]);
      return { ...verifyStatement(document, trusted.trim() ? { publicKey: trusted.trim() } : {}), document };
    },
  });
  const { data } = checking;
  return (
    <Panel title="Is it right?" className="half">
      <p>Every price and every sum is worked out again in this browser, and each line is proven to be in the public log.</p>
      <Field label="The log's public key that you trust" value={trusted} onChange={setTrusted} placeholder="the one in the file" hint="Got from elsewhere than here, such as your auditor." />
      <div className="actions verify">
        <Action kind="main" onPress={() => checking.mutate()} isPending={checking.isPending}>Verify in this browser</Action>
        {data && <Action onPress={() => save(`${statementId}.json`, 'application/json', JSON.stringify(data.document))}>Keep the file</Action>}
      </div>
      <Refusal error={checking.error} />
      {data && (
        <div className={`note ${data.verified ? 'good' : 'bad'}`} role="status">
          {data.verified
            ? <p><strong>Verified.</strong> {data.charges} charges and {data.leaves} leaves of the log are as they should be{data.unexplainedPrices > 0 && `; ${data.unexplainedPrices} prices were agreed on otherwise than by a rate`}. Signed by <code>{data.document.log.publicKey}</code>.</p>
            : <><p><strong>Not verified.</strong></p><ul>{data.findings.map(({ pointer, detail }) => <li key={pointer + detail}><code>{pointer}</code> {detail}</li>)}</ul></>}
        </div>
      )}
    </Panel>
  );
}

const formats = [['csv', 'CSV'], ['json', 'JSON'], ['html', 'Page']] as const;

function Exports({ statementId }: { statementId: string }): ReactNode {
  return <>{formats.map(([format, name]) => <Do key={format} onDo={async () => take(statementId, { format }, format)}>{name}</Do>)}<Focus statementId={statementId} /></>;
}

/** What a bill costs in money depends on what its reader paid for tokens. */
function Focus({ statementId }: { statementId: string }): ReactNode {
  const [tokenPrice, setPrice] = useState('');
  const [currency, setCurrency] = useState('');
  const price = { ...(tokenPrice.trim() && { tokenPrice: tokenPrice.trim() }), ...(currency.trim() && { currency: currency.trim().toUpperCase() }) };
  return (
    <Ask label="FOCUS" title="Costs in money, as FOCUS has them" doLabel="Export" onDo={async () => take(statementId, { format: 'focus', ...price }, 'focus.csv')}>
      <Field label="A token costs" name="?tokenPrice" inputMode="decimal" value={tokenPrice} onChange={setPrice} placeholder="0.01" autoFocus />
      <Field label="In" name="?currency" value={currency} onChange={setCurrency} placeholder="USD" hint="Leave both empty for what this installation says, where it does." />
    </Ask>
  );
}

type Export = NonNullable<operations['exportStatement']['parameters']['query']>;

async function take(statementId: string, query: Export, ending: string): Promise<void> {
  const { response } = await weir.GET('/v1/statements/{statementId}/export', { params: { path: { statementId }, query }, parseAs: 'stream', headers: headersOfSession('GET') });
  save(`${statementId}.${ending}`, response.headers.get('content-type') ?? 'text/plain', await response.blob());
}
