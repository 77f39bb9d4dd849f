/** What begins a formula in some spreadsheet, wide forms included. Source: OWASP, CSV injection. */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** A number in decimal digits, which no spreadsheet takes for a formula: it is written as it is. */
export interface Digits {
  digits: string;
}

export type Cell = string | number | bigint | Digits | null;

/** A row of RFC 4180. Text that a spreadsheet would run begins with an apostrophe; null is an empty cell. */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

function written(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number' || typeof cell === 'bigint') return String(cell);
  if (typeof cell === 'object') return cell.digits;
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
