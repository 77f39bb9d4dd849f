import { operatorApi } from '../api-access.js';
import { type Challenge, challengesOf, challengeTable } from '../challenge-table.js';
import type { Config } from '../config.js';
import type { OperatorOptions } from '../options.js';

export interface ShowChallengesOptions extends OperatorOptions {
  devices?: boolean;
  network?: boolean;
}

/** Shows how idle capacity proved itself, the latest hundred challenges: its processors and memory, its volumes, or its network. @throws CommandFailed, ConfigurationError. */
export async function showChallenges(config: Config, { operator, devices, network, json }: ShowChallengesOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  const { items } = await call<{ items: Challenge[] }>('GET', `/v1/operator/${challengesOf({ devices, network })}?limit=100`);
  console.log(json ? JSON.stringify(items) : challengeTable(items, 'operator'));
}
