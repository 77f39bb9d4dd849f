import { moment } from './moment.js';
import { plainTable } from './plain-table.js';

/** A challenge that is over, as far as a table says it. */
export interface Challenge {
  at: number;
  operatorId: string;
  hostId: string;
  /** Of devices and networks. */
  kind?: string;
  outcome: string;
  reason: string;
  units: { resourceClass: string; units: string }[];
}

/** What the API calls those that are asked for. */
export function challengesOf({ devices, network }: { devices?: boolean | undefined; network?: boolean | undefined }): string {
  if (network) return 'network-challenges';
  return devices ? 'device-challenges' : 'challenges';
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
