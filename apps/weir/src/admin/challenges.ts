import { adminApi } from '../api-access.js';
import { challengesOf, type KindOptions } from '../challenge-kinds.js';
import { type Challenge, challengeTable } from '../challenge-table.js';
import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';

export interface ListChallengesOptions extends KindOptions, OutputOptions {
  operator?: string;
}

/** Shows how operators' idle capacity proved itself, the latest hundred challenges: its processors and memory, its volumes, its network, or its GPUs. @throws CommandFailed, ConfigurationError. */
export async function listChallenges(config: Config, { operator, json, ...kind }: ListChallengesOptions): Promise<void> {
  const { call } = await adminApi(config);
  const { items } = await call<{ items: Challenge[] }>('GET', `/v1/admin/${challengesOf(kind)}?limit=100${operator === undefined ? '' : `&operatorId=${encodeURIComponent(operator)}`}`);
  console.log(json ? JSON.stringify(items) : challengeTable(items, 'all'));
}
