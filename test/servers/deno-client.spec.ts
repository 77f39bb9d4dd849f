import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { WebhookModule } from '#libs/webhook';

import { webhookControllers } from '../../apps/api/src/webhook/controllers.js';
import { startTestApi, type TestApi } from '../support/api.js';
import { clientExample, packedClient, type PackedClient } from '../support/packed-client.js';

/** From npm, as ninety megabytes that nothing else needs: so it is fetched here alone, and kept. */
const DENO = 'deno@2.9.6';
const cache = join(import.meta.dirname, '../../node_modules/.cache/deno');
const run = promisify(execFile);

let api: TestApi;
let client: PackedClient;
beforeAll(async () => {
  await run('npm', ['install', '--prefix', cache, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', DENO]);
  client = await packedClient();
  api = await startTestApi({ modules: [WebhookModule], controllers: webhookControllers });
}, 400_000);
afterAll(async () => {
  await api?.close();
  if (client) await rm(client.folder, { recursive: true, force: true });
});

/** Deno in the folder of the client, with nothing from elsewhere, and nothing allowed but what is named. */
async function deno(file: string, key: string, ...allowed: string[]): Promise<{ stdout: string; stderr: string }> {
  const env = { PATH: process.env['PATH'], HOME: client.folder, DENO_DIR: join(client.folder, 'deno'), DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1', WEIR_API_KEY: key };
  return run(join(cache, 'node_modules/.bin/deno'), ['run', '--no-prompt', '--no-remote', '--cached-only', '--node-modules-dir=manual', ...allowed, file], { cwd: client.home, env });
}

test('what the README of the client shows runs as it is on Deno, allowed no more than the network to Weir and its key', async () => {
  const { secret } = await api.tenant();
  await writeFile(join(client.home, 'example.ts'), await clientExample(api.url));
  const { stdout } = await deno('example.ts', secret, `--allow-net=${new URL(api.url).host}`, '--allow-env=WEIR_API_KEY');
  expect(stdout).toMatch(/^end_\w+ https:\/\/example\.com\/hooks\ngone\n$/);
  await expect(deno('example.ts', secret, '--allow-env=WEIR_API_KEY')).rejects.toMatchObject({ stderr: expect.stringContaining('NotCapable') });
  await expect(deno('example.ts', `${secret}x`, `--allow-net=${new URL(api.url).host}`, '--allow-env=WEIR_API_KEY')).rejects.toMatchObject({ stderr: expect.stringContaining('WeirProblem') });
});
