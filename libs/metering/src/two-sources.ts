import { type Millis, MILLIS_PER_HOUR, MILLIS_PER_MINUTE } from '#libs/kernel';

/** What sources counted is compared hour by hour (UTC): samples need not begin and end together. */
export const WINDOW_MILLIS = MILLIS_PER_HOUR;
/** So long after its end: by then, those that count have told. What comes later is compared again. */
export const COMPARED_AFTER_MILLIS = 10 * MILLIS_PER_MINUTE;

/** What one source counted of a claim's meter in a window. Of samples that reach beyond it, the part in proportion to time. */
export interface Reading {
  reporterId: string;
  /** All gateways together are one source: each counts what passes through it. */
  source: string;
  quantity: bigint;
  /** From the first to the last moment of it. */
  startsAt: Millis;
  endsAt: Millis;
  samples: number;
}

/** One account of what was used in a window: of one source, or of sources of one reporter that took turns. */
export interface Side extends Omit<Reading, 'source'> {
  sources: string[];
}

/** The beginning of the window that a sample is charged in: where it ended, as far as is known. */
export function windowOf(endedAt: Millis): Millis {
  const last = endedAt - 1;
  return last - (last % WINDOW_MILLIS);
}

/**
 * The accounts there are of a window, the one that counts when all agree first: the platform's before an operator's, then by name.
 * Sources of one reporter that do not overlap are one account: an agent that was started again under another name. Pure; in any order of readings the same.
 */
export function sidesOf(readings: readonly Reading[]): Side[] {
  const sides: Side[] = [];
  for (const { source, ...reading } of readings.toSorted(byTime)) {
    const before = sides.find((side) => side.reporterId === reading.reporterId && side.endsAt <= reading.startsAt);
    if (!before) {
      sides.push({ ...reading, sources: [source] });
      continue;
    }
    before.sources.push(source);
    before.quantity += reading.quantity;
    before.samples += reading.samples;
    before.endsAt = reading.endsAt;
  }
  return sides.toSorted(byTrust);
}

/** Whether the accounts are further apart than the tolerance, in basis points of the largest, allows. */
export function differ(sides: readonly Side[], toleranceBps: number): boolean {
  const quantities = sides.map(({ quantity }) => quantity);
  const most = quantities.reduce((a, b) => (a > b ? a : b));
  const least = quantities.reduce((a, b) => (a < b ? a : b));
  return (most - least) * 10_000n > most * BigInt(toleranceBps);
}

function byTime(a: Reading, b: Reading): number {
  return a.startsAt - b.startsAt || a.endsAt - b.endsAt || compare(a.reporterId, b.reporterId) || compare(a.source, b.source);
}

function byTrust(a: Side, b: Side): number {
  return Number(b.reporterId === 'platform') - Number(a.reporterId === 'platform') || compare(a.reporterId, b.reporterId) || compare(a.sources[0]!, b.sources[0]!);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
