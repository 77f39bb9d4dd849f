import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { type Actor, defaultSettings, newId, systemActor } from '#libs/kernel';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { type ExportFormat, ExportStatement, ExportStatementHandler } from '../export-statement.js';
import { NOON, TestWorld } from '../test-world.js';
import { csvRow } from './csv.js';
import { decimal, roughly, tokensInFull } from './decimals.js';
import { html } from './markup.js';
import { measureOf } from './measure.js';

const HOUR = 3_600_000;
/** More than are read at once. */
const LINES = 2_503;
const NASTY = `=HYPERLINK("http://x") <script>alert('1')</script> & "b", c`;

let db: TestDatabase;
let database: Database;
let tenantId: string;
let statementId: string;
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
  const world = await new TestWorld(database).prepare();
  tenantId = await world.tenant(5_000n);
  await database.client.tenant.update({ where: { id: tenantId }, data: { name: NASTY } });
  statementId = newId('statement');
  // Two lines for each lease; one of them a credit. Written as billing would have.
  await database.client.$executeRaw(sql`
    insert into statement_lines (statement_id, line_number, lease_id, lease_name, resource_class, variant, usage, amount, waived, starts_at, ends_at)
    select ${statementId}, n, 'lse_' || lpad((n / 2)::text, 24, '0'), case when n = 2 then ${NASTY} else 'lease ' || n / 2 end, case n % 3 when 0 then 'EGRESS_GIB' else 'CPU_MILLI' end, '',
      n * 3600000000::bigint, case when n % 7 = 0 then -n else n * 1000000007::bigint end, n % 2, ${BigInt(NOON)}::bigint, ${BigInt(NOON + HOUR)}::bigint + n from generate_series(1, ${LINES}) n`);
  await database.client.$executeRaw(sql`
    insert into statement_deposits (transfer_id, statement_id, amount, at) select 'trf_' || lpad(n::text, 24, '0'), ${statementId}, n, ${BigInt(NOON)}::bigint + n / 2 from generate_series(1, 1200) n`);
  await database.client.$executeRaw(sql`
    insert into statements (id, tenant_id, period, starts_at, ends_at, opening_balance, deposits, charges, closing_balance, closed_at)
    select ${statementId}, ${tenantId}, 'hour', ${BigInt(NOON)}, ${BigInt(NOON + HOUR)}, 10000000000000, d.sum, l.sum, 10000000000000::bigint + d.sum - l.sum, ${BigInt(NOON + HOUR)}
    from (select sum(amount)::bigint as sum from statement_deposits where statement_id = ${statementId}) d, (select sum(amount)::bigint as sum from statement_lines where statement_id = ${statementId}) l`);
});
afterAll(() => db.drop());

const actor = (): Actor => ({ ...systemActor, ownerType: 'tenant', ownerId: tenantId });

async function partsOf(format: ExportFormat): Promise<string[]> {
  const { text } = await new ExportStatementHandler(database, defaultSettings).execute(new ExportStatement(actor(), statementId, format));
  const parts: string[] = [];
  for await (const part of text) parts.push(part);
  return parts;
}

const statement = () => database.client.statement.findUniqueOrThrow({ where: { id: statementId } });

describe('a cell of CSV', () => {
  test('is read as it was written, and never as a formula', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (cells) => {
      const [row] = parse(csvRow([...cells, 1]), { relax_column_count: true });
      expect(row!.slice(0, -1).map((cell, place) => (cells[place] === cell ? cell : cell.slice(1)))).toEqual(cells);
      expect(row!.filter((cell) => /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell))).toEqual([]);
    }));
  });

  test('of a number is that number, also below zero', () => {
    expect(csvRow(['-1+2', -1n, 7, { digits: '-0.5' }, null, '=A1', 'a "b"'])).toBe(`'-1+2,-1,7,-0.5,,'=A1,"a ""b"""\r\n`);
  });
});

describe('an amount', () => {
  test('is told exactly', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }), fc.integer({ min: 0, max: 18 }), (units, places) => {
      const [whole, fraction = ''] = decimal(units, places).split('.');
      expect(BigInt(whole! + fraction.padEnd(places, '0'))).toBe(units);
      expect(BigInt(tokensInFull(units).replaceAll(/[,.]/g, ''))).toBe(units);
    }));
    expect([decimal(-5n, 1), decimal(120n, 2), tokensInFull(-1_234_567_000_000_001n)]).toEqual(['-0.5', '1.2', '-1,234,567.000000001']);
  });

  test('of usage is told to the nearest thousandth', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 16n }), (usage, per) => {
      const told = BigInt(roughly(usage, per).replaceAll(/[,.]/g, ''));
      const error = 2n * (told * per - usage * 1_000n);
      expect(error <= per && -error <= per).toBe(true);
    }));
    expect(roughly(BigInt(1_500 * HOUR), measureOf('CPU_MILLI').per)).toBe('1.500');
    expect(measureOf('CUSTOM_FPGA')).toEqual({ unit: 'CUSTOM_FPGA-hours', focusUnit: 'Unit-Hours', per: BigInt(HOUR) });
    expect(measureOf('EGRESS_GIB')).toEqual({ unit: 'GiB egress', focusUnit: 'GiB', per: 2n ** 30n });
  });
});

test('markup escapes whatever is put into it', () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const inside = html`<p title="${text}">${text}</p>`.text.slice('<p title="'.length, -'</p>'.length);
    expect(inside.replace('">', '')).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
  }));
});

describe('an export', () => {
  test('as JSON is all of it, in parts', async () => {
    const parts = await partsOf('json');
    const document = JSON.parse(parts.join('')) as { id: string; charges: string; lines: { line: number; amount: string }[]; depositLines: { amount: string }[] };
    const { charges, deposits } = await statement();
    expect(document).toMatchObject({ id: statementId, tenantId, period: 'hour', charges: charges.toString() });
    expect(document.lines.map(({ line }) => line)).toEqual(Array.from({ length: LINES }, (_, place) => place + 1));
    expect(document.lines.reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBe(charges);
    expect(document.depositLines.reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBe(deposits);
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(parts.join('').length / 2);
  });

  test('as CSV has every line once, sums to the charges, and runs nothing', async () => {
    const rows = parse<Record<string, string>>((await partsOf('csv')).join(''), { columns: true, record_delimiter: '\r\n' });
    expect(rows).toHaveLength(LINES);
    expect(rows.reduce((sum, row) => sum + BigInt(row['amount_nano_tokens']!), 0n)).toBe((await statement()).charges);
    expect(rows[1]).toEqual({
      statement_id: statementId, line: '2', lease_id: 'lse_000000000000000000000001', lease_name: `'${NASTY}`, resource_class: 'CPU_MILLI', variant: '', starts_at: '2026-11-23T12:00:00.000Z',
      ends_at: '2026-11-23T13:00:00.002Z', usage: '7200000000', amount_nano_tokens: '2000000014', amount_tokens: '2.000000014', waived_nano_tokens: '0', corrects_statement_id: '',
    });
    expect(rows[6]).toMatchObject({ amount_nano_tokens: '-7', amount_tokens: '-0.000000007' });
  });

  test('as a page holds nothing that runs or loads, and sums lease by lease', async () => {
    const page = (await partsOf('html')).join('');
    expect(page).toContain('&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;b&quot;, c');
    expect(page).not.toMatch(/<script|<img|<link|<iframe| on\w+="| src=| href=|url\(|@import/i);
    for (const tag of ['table', 'tbody', 'thead', 'tr', 'td', 'th', 'dl', 'main', 'small']) {
      expect(page.match(new RegExp(`<${tag}[ >]`, 'g'))?.length, tag).toBe(page.match(new RegExp(`</${tag}>`, 'g'))?.length);
    }
    const shown = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, text]) => BigInt(text!.replaceAll(/[,.]/g, '')));
    const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
    const { charges, deposits } = await statement();
    expect(shown(/All charges<\/th><td class="number">([-\d,.]+)/g)).toEqual([charges]);
    expect(shown(/All deposits<\/th><td class="number">([-\d,.]+)/g)).toEqual([deposits]);
    expect(sum(shown(/Sum of this lease<\/th><td class="number">([-\d,.]+)/g))).toBe(charges);
    expect(sum(shown(/data-of="Amount" class="number">([-\d,.]+)/g))).toBe(charges + deposits);
  });
});
