import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const page = readFileSync(join(import.meta.dirname, '../docs/scale.md'), 'utf8');
const found = (pattern: RegExp) => pattern.exec(page)!.slice(1).map((text) => Number(text.replaceAll(',', '')));

test('what the page of scale derives of a pool\'s size follows from what it says was measured', () => {
  const [looking] = found(/\| ([\d.]+) µs a host in the scheduler/);
  const [snapshot] = found(/taking the snapshot, each round \| ([\d.]+) µs a host/);
  const [perHost, writing] = found(/costs the scheduler ([\d.]+) µs × \*n\*.* and ([\d.]+) s to write and record it/);
  expect(perHost).toBeCloseTo(looking! + snapshot!, 5);
  const deciding = found(/deciding 1,000 requests in memory \| ([\d.]+), ([\d.]+) and ([\d.]+) s on 10\^3, 10\^4 and 10\^5 hosts/);
  const rows = [...page.matchAll(/^\| ([\d,]+) \| ([\d.]+) s \| ([\d.]+) s \| about ([\d,]+) \|$/gm)].map(([, ...cells]) => cells.map((cell) => Number(cell.replaceAll(',', ''))));
  expect(rows.map(([hosts]) => hosts)).toEqual([1_000, 10_000, 100_000]);
  for (const [index, [hosts, reading, round, perSecond]] of rows.entries()) {
    expect(reading! / ((hosts! * perHost!) / 1e6)).toBeCloseTo(1, 0.5); // the table has one figure of it
    expect(round).toBeCloseTo((hosts! * perHost!) / 1e6 + deciding[index]! + writing!, 1.9);
    expect(perSecond! * round!).toBeGreaterThan(960);
    expect(perSecond! * round!).toBeLessThan(1_040);
  }
});

test('what the page of scale derives for a million hosts does too', () => {
  const [perLease] = found(/scheduler, a lease from request to claim .*?\| ([\d.]+) ms of a core/);
  const [inDatabase] = found(/PostgreSQL for it \| ([\d.]+) ms of a core/);
  const [looking, asked, reading, read] = found(/looking through a pool's hosts, each round \| ([\d.]+) µs a host in the scheduler, ([\d.]+) in PostgreSQL.*?, for ([\d.]+) and ([\d.]+) µs a host/);
  const [snapshot] = found(/taking the snapshot, each round \| ([\d.]+) µs a host/);
  const [each, share, pool, heard, cores] = found(/23 a second: ([\d.]+) ms each is ([\d.]+) % of a core.*? ([\d.]+) s of a core for each pool .*?, ([\d.]+) s: (\d+) cores if all are/);
  expect(each).toBe(perLease);
  expect(share).toBeCloseTo((23 * perLease!) / 10, 0.9);
  expect(pool).toBeCloseTo((10_000 * (looking! + snapshot!)) / 1e6, 2);
  expect(heard).toBeCloseTo(((10_000 / 15) * reading!) / 1e6, 2);
  expect(cores).toBe(Math.round(100 * (pool! + heard!)));
  expect(found(/for the writes \(23 × ([\d.]+) ms/)).toEqual([inDatabase]);
  expect(found(/look through a million hosts a second, ([\d.]+) cores, and read the 67,000 that were heard of, ([\d.]+) of a core/)).toEqual([asked, Number(((1_000_000 / 15) * read! / 1e6).toFixed(1))]);
});
