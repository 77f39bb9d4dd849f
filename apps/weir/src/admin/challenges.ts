import { adminApi } from '../api-access.js';
import { type Challenge, challengeTable } from '../challenge-table.js';
import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';

export interface ListChallengesOptions extends OutputOptions {
  operator?: string;
  devices?: boolean;
}

/** Shows how operators' idle capacity proved itself, the latest hundred challenges: its processors and memory, or its devices. @throws CommandFailed, ConfigurationError. */
export async function listChallenges(config: Config, { operator, devices, json }: ListChallengesOptions): Promise<void> {
  const { call } = await adminApi(config);
  const { items } = await call<{ items: Challenge[] }>('GET', `/v1/admin/${devices ? 'device-' : ''}challenges?limit=100${operator === undefined ? '' : `&operatorId=${encodeURIComponent(operator)}`}`);
  console.log(json ? JSON.stringify(items) : challengeTable(items, 'all'));
}
