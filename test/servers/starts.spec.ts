import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { freePort } from '#libs/database';

import { type Fence, fencesOf, Reader } from '../support/play-page.js';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/start');
/** The last one stops what the others use. */
const roles = ['tenant', 'operator', 'backer', 'integrator', 'administrator'];

let home: string;
let first: Reader;
let before: Fence[];
let sitDown: () => Promise<Reader>;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'weir-starts-'));
  await chmod(home, 0o755);
  const [port, gatewayPort, ownPort] = [await freePort(), await freePort(), await freePort()].map(String) as [string, string, string];
  const environment = {
    PATH: process.env.PATH!, HOME: home, WEIR_PORT: port, WEIR_GATEWAY_PORT: gatewayPort, NO_COLOR: '1',
    npm_config_cache: process.env.npm_config_cache ?? join(homedir(), '.npm'), npm_config_prefer_offline: 'true', npm_config_update_notifier: 'false',
  };
  sitDown = () => Reader.sitDown(root, environment, { 7070: port, 7071: gatewayPort, 3000: ownPort });
  before = await fencesOf(join(folder, 'README.md'));
  first = await sitDown();
  await first.play('docs/start/README.md', before);
}, 900_000);
afterAll(async () => {
  await first?.leave();
  await rm(home, { recursive: true, force: true });
});

describe('the ten-minute starts, typed word for word but for the ports', () => {
  test('are five, and one page before them', async () => {
    expect((await readdir(folder)).toSorted()).toEqual(['README.md', ...roles.map((role) => `${role}.md`)].toSorted());
  });

  test.each(roles)('%s', async (role) => {
    const fences = await fencesOf(join(folder, `${role}.md`));
    expect(fences.filter(({ language }) => language === 'sh').length).toBeGreaterThan(4);
    const reader = await sitDown();
    await first.leaveTerminals(reader);
    first = reader;
    await reader.play('docs/start/README.md', before.filter(({ where }) => where === '').slice(-2));
    await reader.play(`docs/start/${role}.md`, fences);
  });
});
