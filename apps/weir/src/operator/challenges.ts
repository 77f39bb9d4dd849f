import { operatorApi } from '../api-access.js';
import { challengesOf, type KindOptions } from '../challenge-kinds.js';
import { type Challenge, challengeTable } from '../challenge-table.js';
import type { Config } from '../config.js';
import type { OperatorOptions } from '../options.js';

export interface ShowChallengesOptions extends KindOptions, OperatorOptions {}

/** Shows how idle capacity proved itself, the latest hundred challenges: its processors and memory, its volumes, its network, or its GPUs. @throws CommandFailed, ConfigurationError. */
export async function showChallenges(config: Config, { operator, json, ...kind }: ShowChallengesOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  const { items } = await call<{ items: Challenge[] }>('GET', `/v1/operator/${challengesOf(kind)}?limit=100`);
  console.log(json ? JSON.stringify(items) : challengeTable(items, 'operator'));
}
