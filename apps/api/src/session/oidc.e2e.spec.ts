import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from 'fast-check';

import { freePort } from '#libs/database';
import { newId } from '#libs/kernel';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { Browser } from '../../../../test/support/browser.js';
import { identityProvider, type IdentityProvider } from '../../../../test/support/identity-provider.js';
import { identityControllers } from '../identity/controllers.js';
import { OidcClient, sessionControllers } from './controllers.js';
import { ownPath } from './return-to.js';

let api: TestApi;
let provider: IdentityProvider;
let tenant: Caller;

beforeAll(async () => {
  // Both must know the other's address before they start.
  const port = await freePort();
  provider = await identityProvider(() => [`http://127.0.0.1:${port}/v1/session/oidc/callback`]);
  api = await startTestApi({ controllers: [...sessionControllers, ...identityControllers], providers: [OidcClient], port, api: { oidc: provider } });
  tenant = await api.tenant();
  provider.people.set('ada', { email: 'Ada@example.com', email_verified: true, name: 'Ada L.' });
  provider.people.set('ada-2', { email: 'ada@example.com', email_verified: true });
  provider.people.set('unverified', { email: 'grace@example.com', email_verified: false });
  provider.people.set('nameless', {});
  await api.database.client.member.create({ data: { id: newId('member'), ownerType: 'tenant', ownerId: tenant.ownerId, email: 'ada@example.com', role: 'owner', createdAt: 0n } });
});
afterAll(async () => {
  await api?.close();
  await provider?.close();
});

/** From the first click until the browser is back with us. */
async function signIn(browser: Browser, subject: string, returnTo = '/console/leases?state=active'): Promise<string | undefined> {
  const left = await browser.send('get', `/v1/session/oidc?return_to=${encodeURIComponent(returnTo)}`);
  expect(left.status).toBe(302);
  const back = new URL(await provider.visit(left.headers['location']!, subject));
  expect(back.origin).toBe(api.url);
  return (await browser.send('get', `${back.pathname}${back.search}`)).headers['location'];
}

test('signs in whom the provider vouches for, as what members of the address are', async () => {
  const browser = new Browser(api.url);
  expect((await browser.send('get', '/v1/session/ways')).body).toEqual({ password: true, oidc: true });
  expect(await signIn(browser, 'ada')).toBe('/console/leases?state=active');
  expect([...browser.cookies.keys()]).toEqual(['weir_session']);
  expect((await browser.send('get', '/v1/session')).body).toMatchObject({ account: 'ada@example.com', name: 'Ada L.', roles: [{ kind: 'tenant', id: tenant.ownerId, role: 'owner' }, { kind: 'backer' }] });
  const again = new Browser(api.url);
  expect(await signIn(again, 'ada')).toBe('/console/leases?state=active');
  expect((await again.send('get', '/v1/projects')).status).toBe(200);
});

test('leaves with PKCE, a state and a nonce, each of its own', async () => {
  const leave = async () => new URL((await new Browser(api.url).send('get', '/v1/session/oidc')).headers['location']!).searchParams;
  const [one, two] = [await leave(), await leave()];
  expect(Object.fromEntries(one)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', scope: 'openid email profile', redirect_uri: `${api.url}/v1/session/oidc/callback` });
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(one.get(name)!.length).toBeGreaterThan(20);
    expect(one.get(name)).not.toBe(two.get(name));
  }
});

test('refuses another identity with the same address, and addresses that are not verified', async () => {
  const browser = new Browser(api.url);
  await signIn(new Browser(api.url), 'ada');
  expect(await signIn(browser, 'ada-2')).toBe('/console/sign-in?problem=identity_differs');
  expect(await signIn(browser, 'unverified')).toBe('/console/sign-in?problem=identity_refused');
  expect(await signIn(browser, 'nameless')).toBe('/console/sign-in?problem=identity_refused');
  expect((await browser.send('get', '/v1/session')).status).toBe(401);
});

test('takes no answer that this browser did not go to fetch, nor one twice', async () => {
  const attacker = new Browser(api.url);
  const left = await attacker.send('get', '/v1/session/oidc');
  const back = new URL(await provider.visit(left.headers['location']!, 'ada'));
  const path = `${back.pathname}${back.search}`;
  const victim = new Browser(api.url);
  expect((await victim.send('get', path)).headers['location']).toBe('/console/sign-in?problem=identity_refused');
  await victim.send('get', '/v1/session/oidc');
  expect((await victim.send('get', path)).headers['location']).toBe('/console/sign-in?problem=identity_refused');
  expect((await victim.send('get', '/v1/session')).status).toBe(401);
  const kept = new Map(attacker.cookies);
  expect((await attacker.send('get', path)).headers['location']).toBe('/console/');
  const replay = new Browser(api.url);
  for (const [name, value] of kept) replay.cookies.set(name, value);
  expect((await replay.send('get', path)).headers['location']).toBe('/console/sign-in?problem=identity_refused');
  for (const query of ['', '?code=x&state=y', '?error=access_denied&state=y', '?code=x']) {
    expect((await replay.send('get', `/v1/session/oidc/callback${query}`)).headers['location']).toBe('/console/sign-in?problem=identity_refused');
  }
});

test('never takes over the session that the browser came with', async () => {
  const browser = new Browser(api.url);
  browser.cookies.set('weir_session', 'B'.repeat(43));
  await signIn(browser, 'ada');
  const first = browser.cookies.get('weir_session')!;
  expect(first).not.toBe('B'.repeat(43));
  await signIn(browser, 'ada');
  const old = new Browser(api.url);
  old.cookies.set('weir_session', first);
  expect((await old.send('get', '/v1/session')).status).toBe(401);
});

test.each([
  'https://evil.example/', '//evil.example/', '/\\evil.example', '\\\\evil.example', 'javascript:alert(1)', '/..//evil.example', '/console/../..//evil.example', '/\t/evil.example', '/%09/evil.example\n', 'console', '', '///evil.example', '/.//evil.example', '/\u2028/evil.example',
])('sends nobody to %j', async (returnTo) => {
  const answer = await new Browser(api.url).send('get', `/v1/session/oidc?return_to=${encodeURIComponent(returnTo)}`);
  expect([answer.status, answer.body.pointer]).toEqual([400, '?return_to']);
});

test('whatever is asked for, one comes back to this origin or is refused', () => {
  const part = fc.oneof(fc.constantFrom('/', '//', '\\', '..', '.', '@', ':', 'https:', 'evil.example', '?', '#', '%2f', '%5c', '\t', '\n', 'console', ' '), fc.string({ maxLength: 3 }));
  fc.assert(fc.property(fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')), (asked) => {
    const path = ownPath(asked);
    if (path === undefined) return;
    expect([new URL(path, 'https://weir.example').origin, path]).toEqual(['https://weir.example', expect.stringMatching(/^\/(?![/\\])/)]);
  }), { numRuns: 2_000 });
});

test('without a provider there is no such way in', async () => {
  const beside = await startTestApi({ controllers: sessionControllers, providers: [OidcClient], beside: api });
  const browser = new Browser(beside.url);
  expect((await browser.send('get', '/v1/session/oidc')).body).toMatchObject({ status: 404, code: 'not_found' });
  expect((await browser.send('get', '/v1/session/ways')).body).toEqual({ password: true, oidc: false });
  const nobody = await startTestApi({ controllers: sessionControllers, providers: [OidcClient], beside: api, api: { oidc: { ...provider, issuer: 'http://127.0.0.1:1' } } });
  expect((await new Browser(nobody.url).send('get', '/v1/session/oidc')).body).toMatchObject({ status: 503, code: 'unavailable' });
  await Promise.all([beside.close(), nobody.close()]);
});
