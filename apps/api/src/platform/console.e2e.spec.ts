import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import supertest from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { startTestApi, type TestApi } from '../../../../test/support/api.js';
import { consolePolicy } from './console.js';

let folder: string;
let api: TestApi;
let bare: TestApi;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-console-'));
  await mkdir(join(folder, 'built/assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'a secret beside it');
  await writeFile(join(folder, 'built/index.html'), '<!doctype html><title>console</title>');
  await writeFile(join(folder, 'built/favicon.svg'), '<svg/>');
  await writeFile(join(folder, 'built/assets/main-4f5e6d.js'), 'export {}');
  await writeFile(join(folder, 'built/assets/main-4f5e6d.js.br'), brotliCompressSync('export {}'));
  api = await startTestApi({ api: { consoleFolder: join(folder, 'built') } });
  bare = await startTestApi({ beside: api, api: { consoleFolder: join(folder, 'none') } });
});
afterAll(async () => {
  await bare?.close();
  await api?.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string) => supertest(api.url).get(path).redirects(0);

test.each(['/console/', '/console/leases', '/console/leases/lse_4k9d0x7h2m5n8p1qr3st6vwy?tab=logs', '/console/index.html'])('the page is at %s, never kept without asking', async (path) => {
  const answer = await get(path);
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('<title>console</title>');
  expect(answer.headers).toMatchObject({ 'content-type': expect.stringContaining('text/html'), 'cache-control': 'no-cache' });
});

test('files are what they are; those with a hash in their name are kept for ever', async () => {
  const script = await get('/console/assets/main-4f5e6d.js');
  expect([script.status, script.text]).toEqual([200, 'export {}']);
  expect(script.headers).toMatchObject({ 'content-type': expect.stringContaining('javascript'), 'cache-control': 'public, max-age=31536000, immutable' });
  expect((await get('/console/favicon.svg')).headers).toMatchObject({ 'content-type': expect.stringContaining('image/svg+xml'), 'cache-control': 'no-cache' });
  expect((await get('/console/assets/main-gone.js')).body).toMatchObject({ status: 404, code: 'no_such_route' });
});

test('a file of which the build made a compressed copy is sent as that to whoever reads it, and says that it is', async () => {
  const answer = async (encoding: string) => get('/console/assets/main-4f5e6d.js').set('accept-encoding', encoding).buffer(true).parse((response, done) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(null, Buffer.concat(parts)));
  });
  const [brotli, none] = [await answer('br, gzip'), await answer('identity')];
  expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', 'content-type': expect.stringContaining('javascript'), vary: expect.stringMatching(/accept-encoding/i), 'cache-control': 'public, max-age=31536000, immutable' });
  expect(none.headers['content-encoding']).toBeUndefined();
  expect(none.headers).toMatchObject({ vary: expect.stringMatching(/accept-encoding/i) });
});

test.each(['/console/', '/console/leases', '/console/assets/main-4f5e6d.js', '/console/gone.js', '/console', '/'])('%s lets nobody frame it, sniff it, or run what is not ours', async (path) => {
  const { headers } = await get(path).set('accept', 'text/html');
  expect(headers).toMatchObject({ 'content-security-policy': consolePolicy, 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  expect(consolePolicy).not.toMatch(/unsafe|\*|https?:/);
});

test.each(['/console/../secret.txt', '/console/..%2fsecret.txt', '/console/%2e%2e/secret.txt', '/console/assets/..%2f..%2fsecret.txt', '/console/%5c..%5csecret.txt', '/console/.hidden.txt'])('nothing beside it is at %s', async (path) => {
  const answer = await fetch(`${api.url}${path}`);
  expect(await answer.text()).not.toContain('a secret beside it');
});

test('browsers come from / to it; programs find nothing there', async () => {
  const browser = await get('/').set('accept', 'text/html,application/xhtml+xml');
  expect([browser.status, browser.headers['location']]).toEqual([302, '/console/']);
  expect((await get('/').set('accept', 'application/json')).body).toMatchObject({ status: 404, code: 'no_such_route' });
  expect((await get('/console')).headers['location']).toBe('/console/');
  expect((await supertest(api.url).post('/console/')).body).toMatchObject({ status: 405, code: 'method_not_allowed' });
});

test('without a build the API serves, and says so there', async () => {
  const answer = await supertest(bare.url).get('/console/');
  expect(answer.status).toBe(503);
  expect(answer.text).toContain('npm run build');
  expect(answer.headers['x-frame-options']).toBe('DENY');
});
