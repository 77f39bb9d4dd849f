import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
// Both are large, and nothing else needs them: they are installed when this is run for the first time.
const folder = join(root, 'node_modules/.cache/openapi-rules');
const packages = ['@redocly/cli@2.77.0', '@stoplight/spectral-cli@6.16.3'];
const document = join(root, 'openapi.json');

beforeAll(async () => {
  if (existsSync(join(folder, 'node_modules/.bin/redocly')) && existsSync(join(folder, 'node_modules/.bin/spectral'))) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private": true}');
  const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the rules could not be installed: ${stderr}`);
}, 300_000);

function rules(tool: string, ...words: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'node_modules/.bin', tool), 'lint', document, ...words], { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 300_000 });
  return { status, said: `${stdout}\n${stderr}` };
}

test("the OpenAPI document breaks none of Redocly's recommended rules", () => {
  const { status, said } = rules('redocly', '--extends', 'recommended', '--format', 'json');
  expect(status, said.slice(-4_000)).toBe(0);
  const found = JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1)) as { totals: { errors: number; warnings: number }; problems: { ruleId: string; message: string }[] };
  expect(found.problems).toEqual([]);
});

test("the OpenAPI document breaks none of Spectral's recommended rules", async () => {
  await writeFile(join(folder, 'spectral.yaml'), 'extends: ["spectral:oas"]\n');
  const { status, said } = rules('spectral', '--ruleset', join(folder, 'spectral.yaml'), '--format', 'json', '--quiet', '--fail-severity', 'hint');
  expect(JSON.parse(said.slice(said.indexOf('['), said.lastIndexOf(']') + 1)), said.slice(-4_000)).toEqual([]);
  expect(status).toBe(0);
});
