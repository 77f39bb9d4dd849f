import { moment } from './moment.js';
import { plainTable } from './plain-table.js';

/** A challenge that is over, as far as a table says it. */
export interface Challenge {
  at: number;
  operatorId: string;
  hostId: string;
  /** Of all but processors and memory. */
  kind?: string;
  outcome: string;
  reason: string;
  units: { resourceClass: string; units: string }[];
}

/** @returns what is to be printed. */
export function challengeTable(challenges: readonly Challenge[], of: 'operator' | 'all'): string {
  if (challenges.length === 0) return 'no challenge is over yet';
  const table = plainTable(['judged', ...(of === 'all' ? ['operator'] : []), 'host', 'asked', 'of', 'outcome', 'why']);
  table.push(...challenges.map(({ at, kind = 'compute', operatorId, hostId, units, outcome, reason }) => [
    moment(at), ...(of === 'all' ? [operatorId] : []), hostId, kind, units.map(({ resourceClass, units: count }) => `${count} ${resourceClass}`).join(', '), outcome, reason,
  ]));
  return table.toString();
}
