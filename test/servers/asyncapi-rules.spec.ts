import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
// As the rules for the OpenAPI document: large, used by nothing else, installed when this is run for the first time.
const folder = join(root, 'node_modules/.cache/asyncapi-rules');

const script = `
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
const { Parser } = createRequire(process.argv[1])('@asyncapi/parser');
const { document, diagnostics } = await new Parser().parse(await text(process.stdin));
process.stdout.write(JSON.stringify({ messages: document?.messages().length, diagnostics: diagnostics.map(({ code, message, severity, path }) => ({ code, message, severity, path })) }));
`;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private": true}');
  await writeFile(join(folder, 'check.mjs'), script);
  if (existsSync(join(folder, 'node_modules/@asyncapi/parser'))) return;
  const { status, stderr } = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', '@asyncapi/parser@3.6.6'], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the parser could not be installed: ${stderr}`);
}, 300_000);

function parsed(document: string): { messages?: number; diagnostics: { code: string; severity: number; message: string }[] } {
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'check.mjs')], { cwd: folder, input: document, encoding: 'utf8', timeout: 120_000, maxBuffer: 64 * 1024 * 1024 });
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout) as ReturnType<typeof parsed>;
}

test("the AsyncAPI document is valid by its makers' own parser, without a warning", async () => {
  const text = await readFile(join(root, 'asyncapi.json'), 'utf8');
  const { messages, diagnostics } = parsed(text);
  expect(diagnostics).toEqual([]);
  expect(messages).toBe(Object.keys((JSON.parse(text) as { components: { messages: object } }).components.messages).length);
  // It does look.
  const broken = parsed(text.replace('"action": "send"', '"action": "sends"').replace('"#/components/messages/lease.requested"', '"#/nowhere"'));
  expect(broken.diagnostics.filter(({ severity }) => severity === 0).map(({ code }) => code)).toEqual(expect.arrayContaining(['invalid-ref', 'asyncapi-document-resolved']));
});
