import { operatorApi } from '../api-access.js';
import { type Challenge, challengeTable } from '../challenge-table.js';
import type { Config } from '../config.js';
import type { OperatorOptions } from '../options.js';

export interface ShowChallengesOptions extends OperatorOptions {
  devices?: boolean;
}

/** Shows how idle capacity proved itself, the latest hundred challenges: its processors and memory, or its devices. @throws CommandFailed, ConfigurationError. */
export async function showChallenges(config: Config, { operator, devices, json }: ShowChallengesOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  const { items } = await call<{ items: Challenge[] }>('GET', `/v1/operator/${devices ? 'device-' : ''}challenges?limit=100`);
  console.log(json ? JSON.stringify(items) : challengeTable(items, 'operator'));
}
