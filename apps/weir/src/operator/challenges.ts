import { operatorApi } from '../api-access.js';
import { type Challenge, challengeTable } from '../challenge-table.js';
import type { Config } from '../config.js';
import type { OperatorOptions } from '../options.js';

/** Shows how idle capacity proved itself, the latest hundred challenges. @throws CommandFailed, ConfigurationError. */
export async function showChallenges(config: Config, { operator, json }: OperatorOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  const { items } = await call<{ items: Challenge[] }>('GET', '/v1/operator/challenges?limit=100');
  console.log(json ? JSON.stringify(items) : challengeTable(items, 'operator'));
}
