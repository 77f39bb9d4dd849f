import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { MILLIS_PER_DAY, MILLIS_PER_HOUR } from '#libs/kernel';

import { type Caller, startTestApi, type TestApi, testStart } from '../../../../test/support/api.js';
import { addPerson, Browser, PASSWORD } from '../../../../test/support/browser.js';
import { identityControllers } from '../identity/controllers.js';
import { EchoController } from '../system/echo.controller.js';
import { OidcClient, sessionControllers } from './controllers.js';

const controllers = [...sessionControllers, ...identityControllers, EchoController];
let api: TestApi;
let tenant: Caller & { projectId: string };
let other: Caller;
let operator: Caller;

beforeAll(async () => {
  api = await startTestApi({ controllers, providers: [OidcClient] });
  [tenant, other, operator] = await Promise.all([api.tenant(), api.tenant(), api.operator()]);
  await addPerson(api, 'ada@example.com', [{ ownerType: 'tenant', ownerId: tenant.ownerId, role: 'owner' }]);
  await addPerson(api, 'eve@example.com', [
    { ownerType: 'tenant', ownerId: tenant.ownerId, role: 'billing-viewer' }, { ownerType: 'operator', ownerId: operator.ownerId, role: 'technician' },
    { ownerType: 'platform', ownerId: 'platform', role: 'administrator' },
  ]);
});
afterAll(() => api.close());

const moveTo = (at: number): void => api.clock.jump(at);

async function signedIn(account = 'ada@example.com'): Promise<Browser> {
  const browser = new Browser(api.url);
  expect((await browser.signIn(account)).status).toBe(200);
  return browser;
}

describe('signing in', () => {
  test('says who one is and as what one may act, and tells no script the cookie', async () => {
    const browser = new Browser(api.url);
    const answer = await browser.signIn('Ada@Example.com');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      account: 'ada@example.com', name: 'Ada', csrfToken: expect.any(String), expiresAt: api.clock.now() + 7 * MILLIS_PER_DAY,
      roles: [{ kind: 'tenant', id: tenant.ownerId, name: expect.any(String), role: 'owner' }, { kind: 'backer', id: tenant.ownerId, name: expect.any(String), role: 'owner' }],
    });
    expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/^weir_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/)]);
    expect((await browser.send('get', '/v1/session')).body).toEqual(answer.body);
  });

  test('over https takes a cookie of the whole origin that goes over https alone', async () => {
    const beside = await startTestApi({ controllers, providers: [OidcClient], beside: api, api: { publicUrl: 'https://weir.example' } });
    const answer = await new Browser(beside.url, 'https://weir.example').signIn('ada@example.com');
    expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-weir_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/)]);
    expect((await new Browser(beside.url).signIn('ada@example.com')).body).toMatchObject({ status: 403, code: 'cross_site_request' });
    await beside.close();
  });

  test.each([['ada@example.com', 'wrong'], ['nobody@example.com', PASSWORD], ['ada@example.com', `${PASSWORD} `]])('is refused to %s with %j, and all refusals are alike', async (account, password) => {
    const answer = await new Browser(api.url).signIn(account, password);
    expect(answer.body).toEqual({ type: expect.any(String), title: 'Sign-in refused', status: 401, code: 'sign_in_refused', detail: 'The account or the password is wrong.', requestId: expect.any(String) });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('keeps nothing that could be used again: neither password nor cookie', async () => {
    const browser = await signedIn();
    const kept = JSON.stringify(await api.database.query(sql`select p.*, s.* from people p join sessions s on s.person_id = p.id`), (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(kept).not.toContain(browser.cookies.get('weir_session'));
    expect(kept).not.toContain(PASSWORD);
    expect(kept).not.toContain(browser.csrfToken);
  });

  test('after many failures waits, whatever the password, but for this account from here alone', async () => {
    await addPerson(api, 'guessed@example.com');
    const browser = new Browser(api.url);
    for (let attempt = 0; attempt < 10; attempt += 1) expect((await browser.signIn('guessed@example.com', 'wrong')).status).toBe(401);
    const refused = await browser.signIn('guessed@example.com');
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await signedIn();
  });

  test('does not count those who know the password', async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) statuses.push((await new Browser(api.url).signIn('ada@example.com')).status);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  test('keeps the newest twenty sessions of a person', async () => {
    const first = await signedIn('eve@example.com');
    for (let more = 0; more < 20; more += 1) {
      moveTo(api.clock.now() + 1);
      await signedIn('eve@example.com');
    }
    expect((await first.send('get', '/v1/session')).status).toBe(401);
    const [row] = await api.database.query<{ count: bigint }>(sql`select count(*) from sessions s join people p on p.id = s.person_id where p.email = 'eve@example.com'`);
    expect(row!.count).toBe(20n);
  });
});

describe('a session', () => {
  test('is over once it is signed out, idle too long, too old, or its person removed', async () => {
    const left = await signedIn();
    const copy = new Browser(api.url);
    copy.cookies.set('weir_session', left.cookies.get('weir_session')!);
    expect((await left.send('delete', '/v1/session')).status).toBe(204);
    expect(left.cookies.size).toBe(0);
    expect((await copy.send('get', '/v1/session')).body).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect((await copy.send('get', '/v1/projects')).status).toBe(401);

    const idle = await signedIn();
    const used = await signedIn();
    moveTo(testStart + 8 * MILLIS_PER_HOUR);
    expect((await used.send('get', '/v1/session')).status).toBe(200);
    moveTo(testStart + 16 * MILLIS_PER_HOUR);
    expect((await idle.send('get', '/v1/session')).status).toBe(401);
    for (let hours = 16; hours < 24 * 7; hours += 8) {
      moveTo(testStart + hours * MILLIS_PER_HOUR);
      expect((await used.send('get', '/v1/projects')).status).toBe(200);
    }
    moveTo(testStart + 7 * MILLIS_PER_DAY + 1_000);
    expect((await used.send('get', '/v1/projects')).status).toBe(401);

    const personId = await addPerson(api, 'gone@example.com', [{ ownerType: 'tenant', ownerId: tenant.ownerId, role: 'owner' }]);
    const gone = await signedIn('gone@example.com');
    expect((await gone.send('get', '/v1/projects')).status).toBe(200);
    expect((await (await api.admin()).delete(`/v1/admin/people/${personId}`)).status).toBe(204);
    expect((await gone.send('get', '/v1/projects')).status).toBe(401);
  });

  test('is never the one that the browser came with', async () => {
    const planted = 'A'.repeat(43);
    const victim = new Browser(api.url);
    victim.cookies.set('weir_session', planted);
    await victim.signIn('ada@example.com');
    expect(victim.cookies.get('weir_session')).not.toBe(planted);
    const attacker = new Browser(api.url);
    attacker.cookies.set('weir_session', planted);
    expect((await attacker.send('get', '/v1/session')).status).toBe(401);
    const before = victim.cookies.get('weir_session')!;
    await victim.signIn('ada@example.com');
    expect(victim.cookies.get('weir_session')).not.toBe(before);
    attacker.cookies.set('weir_session', before);
    expect((await attacker.send('get', '/v1/session')).status).toBe(401);
  });

  test('changes nothing for pages that are not ours', async () => {
    const browser = await signedIn();
    const token = browser.csrfToken!;
    const write = (headers: Record<string, string>, origin?: string) => {
      const from = new Browser(api.url, origin ?? api.url);
      from.cookies.set('weir_session', browser.cookies.get('weir_session')!);
      return from.send('post', '/v1/projects', { name: `p-${Math.random()}` }, headers);
    };
    expect((await write({})).body).toMatchObject({ status: 403, code: 'cross_site_request' });
    expect((await write({ 'x-weir-csrf': 'A'.repeat(43) })).body).toMatchObject({ status: 403, code: 'cross_site_request' });
    expect((await write({ 'x-weir-csrf': (await signedIn()).csrfToken! })).body).toMatchObject({ status: 403, code: 'cross_site_request' });
    for (const origin of ['https://evil.example', 'null', `${api.url}.evil.example`, api.url.replace('127.0.0.1', 'localhost'), 'not an origin']) {
      expect((await write({ 'x-weir-csrf': token }, origin)).body, origin).toMatchObject({ status: 403, code: 'cross_site_request' });
    }
    expect((await write({ 'x-weir-csrf': token })).status).toBe(201);
    const out = new Browser(api.url, 'https://evil.example');
    out.cookies.set('weir_session', browser.cookies.get('weir_session')!);
    expect((await out.send('delete', '/v1/session')).status).toBe(403);
    expect((await out.signIn('ada@example.com')).body).toMatchObject({ status: 403, code: 'cross_site_request' });
    expect((await browser.send('get', '/v1/session')).status).toBe(200);
  });

  test('acts as what its person is a member of, and nothing else', async () => {
    const eve = await signedIn('eve@example.com');
    expect((await eve.send('get', '/v1/whoami')).body).toMatchObject({ status: 400, code: 'role_needed', pointer: 'x-weir-role' });
    eve.role = `operator:${operator.ownerId}`;
    expect((await eve.send('get', '/v1/whoami')).body).toMatchObject({ ownerType: 'operator', ownerId: operator.ownerId, role: 'technician', keyName: 'eve@example.com', keyId: expect.stringMatching(/^mbr_/) });
    expect((await eve.send('get', '/v1/projects')).status).toBe(403);
    eve.role = `tenant:${tenant.ownerId}`;
    expect((await eve.send('post', '/v1/projects', { name: 'mine' })).body).toMatchObject({ status: 403, scope: 'identity:write' });
    eve.role = 'admin:platform';
    expect((await eve.send('get', '/v1/admin/tenants')).status).toBe(200);
    for (const foreign of [`tenant:${other.ownerId}`, `operator:${tenant.ownerId}`, 'tenant:', 'admin:', 'system:platform', 'tenant:ten_000000000000000000000000']) {
      eve.role = foreign;
      expect((await eve.send('get', '/v1/whoami')).body, foreign).toMatchObject({ status: 403, code: 'role_not_held' });
    }
  });

  test('is nothing once the membership ends, at once', async () => {
    await addPerson(api, 'leaver@example.com', [{ ownerType: 'tenant', ownerId: tenant.ownerId, role: 'developer' }]);
    const leaver = await signedIn('leaver@example.com');
    const { ownerId: id, body } = { ownerId: tenant.ownerId, body: (await tenant.get('/v1/members')).body as { items: { id: string; email: string }[] } };
    expect((await leaver.send('get', '/v1/projects')).status).toBe(200);
    expect((await tenant.delete(`/v1/members/${body.items.find(({ email }) => email === 'leaver@example.com')!.id}`)).status).toBe(204);
    leaver.role = `tenant:${id}`;
    expect((await leaver.send('get', '/v1/projects')).body).toMatchObject({ status: 403, code: 'role_not_held' });
    expect((await leaver.send('get', '/v1/session')).body).toMatchObject({ roles: [] });
  });

  test('is named in the audit log by its member', async () => {
    const browser = await signedIn();
    await browser.send('post', '/v1/projects', { name: 'audited' });
    const { body } = await tenant.get('/v1/audit?action=project.created');
    expect(body.items[0].actorId).toMatch(/^mbr_/);
  });

  test('gives way to a key that comes with it', async () => {
    const browser = await signedIn();
    const answer = await browser.send('get', '/v1/whoami', undefined, { authorization: `Bearer ${other.secret}` });
    expect(answer.body).toMatchObject({ ownerId: other.ownerId });
    expect((await browser.send('get', '/v1/whoami', undefined, { authorization: 'Bearer weir_ten_none' })).status).toBe(401);
  });
});

describe('a password', () => {
  test('is changed by whoever knows it, and ends all other sessions', async () => {
    await addPerson(api, 'changer@example.com');
    const [here, there] = [await signedIn('changer@example.com'), await signedIn('changer@example.com')];
    expect((await here.send('post', '/v1/session/password', { current: 'wrong', password: 'another long enough' })).body).toMatchObject({ status: 401, code: 'sign_in_refused', pointer: '/current' });
    expect((await here.send('post', '/v1/session/password', { current: PASSWORD, password: 'short' })).body).toMatchObject({ status: 400, pointer: '/password' });
    expect((await here.send('post', '/v1/session/password', { current: PASSWORD, password: 'another long enough' })).status).toBe(204);
    expect((await here.send('get', '/v1/session')).status).toBe(200);
    expect((await there.send('get', '/v1/session')).status).toBe(401);
    expect((await new Browser(api.url).signIn('changer@example.com')).status).toBe(401);
    expect((await new Browser(api.url).signIn('changer@example.com', 'another long enough')).status).toBe(200);
  });

  test('that is lost is set anew by an administrator, and by nobody else', async () => {
    const id = await addPerson(api, 'lost@example.com');
    const before = await signedIn('lost@example.com');
    expect((await tenant.put(`/v1/admin/people/${id}/password`, { password: 'a new one, long enough' })).status).toBe(403);
    const admin = await api.admin();
    expect((await admin.put(`/v1/admin/people/${id}/password`, { password: 'a new one, long enough' })).body).toMatchObject({ id, hasPassword: true });
    expect((await before.send('get', '/v1/session')).status).toBe(401);
    expect((await new Browser(api.url).signIn('lost@example.com', 'a new one, long enough')).status).toBe(200);
    expect((await admin.post('/v1/admin/people', { email: 'LOST@example.com', name: 'Ada', password: PASSWORD })).body).toMatchObject({ status: 409, code: 'person_exists' });
    expect((await admin.get('/v1/admin/people')).text).not.toContain('scrypt');
    expect((await admin.get('/v1/admin/people?search=LOST%40')).body.items.map(({ email }: { email: string }) => email)).toEqual(['lost@example.com']);
  });
});
