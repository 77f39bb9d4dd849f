import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Database, startEmbedded } from '#libs/database';
import { ensureAdminKey } from '#libs/identity';
import { systemClock } from '#libs/kernel';

import { joinAll, makeAccount } from './account.js';
import { boot, roles } from './boot.js';
import { type Config, credentialsPath, logKeyPath, secretKeyPath } from './config.js';
import { type Credentials, readCredentials, writeCredentials } from './credentials.js';
import { demonstrate } from './demo.js';
import { seed } from './seed.js';
import { onStop } from './stop.js';
import { screen } from './screen.js';

/** Runs everything in one process until told to stop. On a new database it first shows the product's main job. */
export async function up(config: Config, options: { empty: boolean }): Promise<void> {
  const say = screen();
  await mkdir(config.home, { recursive: true });
  const folder = join(config.home, 'postgres');
  const embedded = config.databaseUrl ? undefined : await startEmbedded({ folder });
  say.step('PostgreSQL', embedded ? `embedded, in ${folder}` : 'yours');
  const databaseUrl = config.databaseUrl ?? embedded!.url;
  let running: Awaited<ReturnType<typeof boot>> | undefined;
  const stop = async () => {
    await running?.close();
    await embedded?.stop();
  };
  try {
    running = await boot(roles, await withLogKey(await withSecretKey(config)), databaseUrl);
    onStop(async () => {
      say.line('stopping …');
      await stop();
      say.line('stopped; npm start goes on from here');
    });
    const apiUrl = running.url!;
    say.step('Weir', `API, scheduler, workers and gateway at ${apiUrl}`);
    const known = await readCredentials(config);
    const credentials: Credentials = known ? { ...known, apiUrl } : { apiUrl, adminKey: await ensureAdminKey(running.app.get(Database), systemClock.now()), operatorKeys: {} };
    await writeCredentials(config, credentials);
    let served: string | undefined;
    if (!options.empty && credentials.tenantKey === undefined) {
      const seeded = await seed(credentials, say);
      served = await demonstrate({ ...credentials, ...seeded }, say);
      // Written last: a start that was cut off before is made up for by the next.
      Object.assign(credentials, seeded);
      if (credentials.account !== undefined) await joinAll(credentials);
      await writeCredentials(config, credentials);
    }
    if (credentials.account === undefined) {
      credentials.account = await makeAccount(credentials);
      await writeCredentials(config, credentials);
    }
    say.ready(credentials, credentialsPath(config), served);
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** What secrets are sealed with is made once, and lies beside what is sealed: enough for one person's machine. */
async function withSecretKey(config: Config): Promise<Config> {
  if (config.secretKeys.length > 0) return config;
  return { ...config, secretKeys: [await makeKey(secretKeyPath(config))] };
}

/** So is what signs the log: whoever keeps a head knows it again by its public half. */
async function withLogKey(config: Config): Promise<Config> {
  return config.logKey ? config : { ...config, logKey: await makeKey(logKeyPath(config)) };
}

/** For its owner alone, and never in the place of another. */
async function makeKey(path: string): Promise<Buffer> {
  const key = randomBytes(32);
  await writeFile(path, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}
