import { operatorApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OperatorOptions } from '../options.js';
import { plainTable } from '../plain-table.js';

interface Reputation {
  resourceClass: string;
  tier: string;
  scoreBps: number;
  workedUnitHours: string;
  lostUnitHours: string;
  asOf: number;
}

interface Evidence extends Reputation {
  work: { startsAt: number; unitMillis: string }[];
  faults: { faultId: string; kind: string; at: number; units: string }[];
}

/** Shows how far an operator is trusted; of one class with what that follows from. @throws CommandFailed, ConfigurationError. */
export async function showReputation(config: Config, resourceClass: string | undefined, { operator, json }: OperatorOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  if (resourceClass === undefined) {
    const { items } = await call<{ items: Reputation[] }>('GET', '/v1/operator/reputation');
    if (json) return console.log(JSON.stringify(items));
    return console.log(items.length === 0 ? 'neither work nor faults yet: unproven' : scores(items));
  }
  const found = await call<Evidence>('GET', `/v1/operator/reputation/${encodeURIComponent(resourceClass)}`);
  if (json) return console.log(JSON.stringify(found));
  console.log(scores([found]));
  const evidence = plainTable(['at', 'what', '']);
  evidence.push(...found.faults.map(({ at, kind, units, faultId }) => [moment(at), kind, `${units} units, ${faultId}`]), ...found.work.map(({ startsAt, unitMillis }) => [moment(startsAt), 'work', `${unitMillis} units × ms`]));
  console.log(evidence.toString());
}

function scores(items: readonly Reputation[]): string {
  const rows = plainTable(['class', 'tier', 'score', 'unit hours', 'lost by faults', 'as of']);
  rows.push(...items.map(({ resourceClass, tier, scoreBps, workedUnitHours, lostUnitHours, asOf }) => [resourceClass, tier, `${scoreBps} of 10000`, workedUnitHours, lostUnitHours, moment(asOf)]));
  return rows.toString();
}
