import { adminApi } from '../api-access.js';
import { type Challenge, challengesOf, challengeTable } from '../challenge-table.js';
import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';

export interface ListChallengesOptions extends OutputOptions {
  operator?: string;
  devices?: boolean;
  network?: boolean;
}

/** Shows how operators' idle capacity proved itself, the latest hundred challenges: its processors and memory, its volumes, or its network. @throws CommandFailed, ConfigurationError. */
export async function listChallenges(config: Config, { operator, devices, network, json }: ListChallengesOptions): Promise<void> {
  const { call } = await adminApi(config);
  const { items } = await call<{ items: Challenge[] }>('GET', `/v1/admin/${challengesOf({ devices, network })}?limit=100${operator === undefined ? '' : `&operatorId=${encodeURIComponent(operator)}`}`);
  console.log(json ? JSON.stringify(items) : challengeTable(items, 'all'));
}
