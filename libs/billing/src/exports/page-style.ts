import { hash } from 'node:crypto';

/** How the page looks: on A4, on a screen, and on one of 360 pixels, where each row of a table is a block. */
export const pageStyle = `
@page { size: A4; margin: 16mm 14mm; }
:root { color-scheme: light; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --fill: #f6f8fa; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); font: 14px/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.5rem; }
h1 { margin: 0 0 .25rem; font-size: 1.7rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
p { margin: .25rem 0; }
.soft, small { color: var(--soft); font-size: .85em; }
.id { overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.25rem; margin: 1rem 0 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .35rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { color: var(--soft); font-size: .85em; font-weight: 600; border-bottom-width: 2px; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.time { white-space: nowrap; }
.lease th { padding-top: 1rem; background: var(--fill); }
.sum td, .sum th { font-weight: 600; border-bottom-width: 2px; }
.total td, .total th { font-weight: 700; border-top: 2px solid var(--ink); border-bottom: 2px solid var(--ink); }
.balance { max-width: 30rem; margin-top: 1.5rem; }
footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .75rem; }
@media print {
  body { font-size: 9.5pt; }
  main { max-width: none; padding: 0; }
  thead { display: table-header-group; }
  tr, .balance { break-inside: avoid; }
  .lease, h2 { break-after: avoid; }
  .lease th { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
@media screen and (max-width: 40rem) {
  main { padding: 1rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; }
  .items thead { display: none; }
  .items tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); }
  .items th, .items td { display: flex; justify-content: space-between; gap: 1rem; padding: .1rem .25rem; border: 0; text-align: right; overflow-wrap: anywhere; }
  .items th:first-child, .items td:first-child { text-align: left; }
  .items td[data-of]::before { content: attr(data-of); color: var(--soft); text-align: left; font-weight: 400; }
  .items .lease th { display: block; }
  .items .sum, .items .total { display: flex; justify-content: space-between; }
  .items td:empty { display: none; }
}
`;

/** What a browser may do with the page: show it with this very style, and nothing else. It is self-contained. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${hash('sha256', pageStyle, 'base64')}'; base-uri 'none'; form-action 'none'`;
