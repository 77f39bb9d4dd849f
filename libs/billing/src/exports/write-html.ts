import type { Millis } from '#libs/kernel';

import type { StatementLineView } from '../statement.view.js';
import type { Bill } from './bill.js';
import { roughly, tokensInFull } from './decimals.js';
import { html, Markup } from './markup.js';
import { measureOf } from './measure.js';
import { pagePolicy, pageStyle } from './page-style.js';

/** The statement as a page to read and to print, in one file that asks for nothing else. Lines stand under their lease, with its sum. */
export async function* writeHtml(bill: Bill): AsyncGenerator<string> {
  yield head(bill).text;
  yield* deposits(bill);
  yield* charges(bill);
  yield foot(bill).text;
}

function head({ statement, tenantName }: Bill): Markup {
  const { id, tenantId, period, startsAt, endsAt, closedAt, openingBalance, closingBalance } = statement;
  // The style stands as it is: its hash is what lets it through.
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="${pagePolicy}">
<title>Statement ${id}</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<main>
<header>
<h1>Statement</h1>
<p class="soft id">${id}</p>
<dl>
<dt>For</dt><dd>${tenantName} <small>${tenantId}</small></dd>
<dt>Period</dt><dd>${time(startsAt)} to ${time(endsAt)} UTC <small>${period}</small></dd>
<dt>Closed</dt><dd>${time(closedAt)} UTC</dd>
</dl>
</header>
<table class="balance">
<tbody>
<tr><th scope="row">Opening balance</th>${amount(openingBalance)}</tr>
<tr><th scope="row">+ Deposits</th>${amount(statement.deposits)}</tr>
<tr><th scope="row">− Charges</th>${amount(statement.charges)}</tr>
<tr class="total"><th scope="row">Closing balance</th>${amount(closingBalance)}</tr>
</tbody>
</table>
<p class="soft">Amounts are tokens. A billionth of a token is the least there is: nothing here is rounded but usage.</p>
`;
}

async function* deposits(bill: Bill): AsyncGenerator<string> {
  yield html`<h2>Deposits</h2>
<table class="items">
<thead><tr><th scope="col">Time (UTC)</th><th scope="col">Transfer</th><th scope="col" class="number">Amount</th></tr></thead>
<tbody>
`.text;
  for await (const page of bill.deposits()) {
    yield page.map((deposit) => html`<tr><td data-of="Time (UTC)">${time(deposit.at)}</td><td data-of="Transfer" class="id">${deposit.transferId}</td>${amount(deposit.amount, 'Amount')}</tr>
`.text).join('');
  }
  yield html`<tr class="total"><th scope="row" colspan="2">All deposits</th>${amount(bill.statement.deposits)}</tr>
</tbody>
</table>
`.text;
}

async function* charges(bill: Bill): AsyncGenerator<string> {
  yield html`<h2>Charges</h2>
<table class="items">
<thead><tr><th scope="col">Resource</th><th scope="col">From – to (UTC)</th><th scope="col" class="number">Usage</th><th scope="col" class="number">Waived</th><th scope="col" class="number">Amount</th></tr></thead>
<tbody>
`.text;
  let [leaseId, sum] = ['', 0n];
  for await (const page of bill.lines()) {
    const rows: string[] = [];
    for (const shown of page) {
      if (shown.leaseId !== leaseId) {
        if (leaseId !== '') rows.push(leaseSum(sum).text);
        rows.push(html`<tr class="lease"><th scope="rowgroup" colspan="5">${shown.leaseName} <small class="id">${shown.leaseId}</small></th></tr>
`.text);
        [leaseId, sum] = [shown.leaseId, 0n];
      }
      sum += BigInt(shown.amount);
      rows.push(line(shown).text);
    }
    yield rows.join('');
  }
  if (leaseId !== '') yield leaseSum(sum).text;
  yield html`<tr class="total"><th scope="row" colspan="4">All charges</th>${amount(bill.statement.charges)}</tr>
</tbody>
</table>
`.text;
}

function line({ resourceClass, variant, startsAt, endsAt, usage, waived, amount: charged, corrects }: StatementLineView): Markup {
  const { unit, per } = measureOf(resourceClass);
  const measured = html`<td data-of="Usage" class="number">${roughly(BigInt(usage), per)} ${unit}</td>`;
  const notAsked = waived === '0' ? html`<td></td>` : amount(BigInt(waived), 'Waived');
  return html`<tr><td>${resourceClass} ${variant}${corrects ? html` <span class="soft">(corrects ${corrects.statementId})</span>` : ''}</td><td data-of="From – to (UTC)"><span><span class="time">${time(startsAt)} –</span> <span class="time">${time(endsAt)}</span></span></td>${measured}${notAsked}${amount(BigInt(charged), 'Amount')}</tr>
`;
}

function leaseSum(sum: bigint): Markup {
  return html`<tr class="sum"><th scope="row" colspan="4">Sum of this lease</th>${amount(sum)}</tr>
`;
}

function foot({ statement: { id } }: Bill): Markup {
  return html`<footer class="soft">
<p>Check it without trusting anyone: download GET /v1/statements/${id}/proof and run <b>weir verify</b> on it.</p>
<p>Waived: owed besides, and not asked for, since the funds had ended. Usage is shown to the nearest thousandth, and charged exactly.</p>
</footer>
</main>
</body>
</html>
`;
}

/** A cell; with what it is of, where columns have no heads. */
function amount(nanoTokens: bigint, of?: string): Markup {
  return of ? html`<td data-of="${of}" class="number">${tokensInFull(nanoTokens)}</td>` : html`<td class="number">${tokensInFull(nanoTokens)}</td>`;
}

/** `2026-11-23 12:00:00`, with milliseconds where there are some. */
function time(at: Millis): string {
  return new Date(at).toISOString().replace('T', ' ').replace(/(\.000)?Z$/, '');
}
