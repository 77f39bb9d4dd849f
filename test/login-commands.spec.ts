import { unzipSync, strFromU8 } from 'fflate';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { ManualClock, systemClock } from '#libs/kernel';
import { type HttpSink, httpSink } from '#libs/testing';
import { WebhookDispatcher, WebhookModule } from '#libs/webhook';

import { WhoAmIController } from '../apps/api/src/identity/whoami.controller.js';
import { webhookControllers } from '../apps/api/src/webhook/controllers.js';
import { type Caller, startTestApi, type TestApi } from './support/api.js';
import { runCommand } from './support/command-line.js';

let api: TestApi;
let tenant: Caller;
let folder: string;
let sink: HttpSink;
beforeAll(async () => {
  api = await startTestApi({ modules: [WebhookModule], controllers: [...webhookControllers, WhoAmIController], clock: new ManualClock(systemClock.now()), settings: { webhookAllowPrivate: true } });
  tenant = await api.tenant();
  sink = await httpSink();
});
afterAll(async () => {
  await sink?.close();
  await api?.close();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

async function home(): Promise<Record<string, string>> {
  folder = await mkdtemp(join(tmpdir(), 'weir-login-'));
  return { WEIR_HOME: join(folder, '.weir'), XDG_CONFIG_HOME: join(folder, 'config') };
}

/** What is piped in. */
function piped(text: string): void {
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(Object.assign(Readable.from([text]), { isTTY: false }) as unknown as typeof process.stdin);
}

describe('weir login', () => {
  test('keeps a key for its owner alone, and commands use it where nothing nearer is', async () => {
    const environment = await home();
    piped(`${tenant.secret}\n`);
    const said = await runCommand(environment, ['login', '--url', api.url]);
    expect(said).toContain(`default: logged in at ${api.url} as tenant`);
    expect(said).not.toContain(tenant.secret);
    const file = join(folder, 'config/weir/profiles.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'config/weir'))).mode & 0o777).toBe(0o700);
    const listed = await runCommand(environment, ['webhook', 'endpoints', '--json']);
    expect(JSON.parse(listed)).toEqual([]);
    expect(JSON.parse(await runCommand(environment, ['login', '--list', '--json']))).toEqual([{ name: 'default', apiUrl: api.url, owner: expect.stringContaining('tenant') as string, isCurrent: true }]);
    expect(await runCommand(environment, ['login', '--list'])).not.toContain(tenant.secret);

    const other = await api.tenant();
    piped(other.secret);
    await runCommand(environment, ['login', '--profile', 'other', '--url', api.url]);
    await other.post('/v1/webhooks/endpoints', { url: sink.url }).expect(201);
    const endpointsOf = async (more: Record<string, string>, ...words: string[]) => (JSON.parse(await runCommand({ ...environment, ...more }, ['webhook', 'endpoints', '--json', ...words])) as unknown[]).length;
    expect(await endpointsOf({})).toBe(1);
    expect(await endpointsOf({}, '--profile', 'default')).toBe(0);
    expect(await endpointsOf({ WEIR_PROFILE: 'default' })).toBe(0);
    expect(await endpointsOf({ WEIR_API_KEY: tenant.secret })).toBe(0);

    expect(JSON.parse(await runCommand(environment, ['login', '--remove', 'other', '--json']))).toEqual({ removed: 'other', apiUrl: api.url });
    expect(await endpointsOf({})).toBe(0);
    expect(await readFile(file, 'utf8')).not.toContain(other.secret);
  });

  test('refuses what is no key, what the API does not know, and profiles that are not there; and sends a key to no other API', async () => {
    const environment = await home();
    piped('');
    await expect(runCommand(environment, ['login', '--url', api.url])).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('no key was given') as string });
    piped('two words');
    await expect(runCommand(environment, ['login', '--url', api.url])).rejects.toMatchObject({ name: 'CommandFailed' });
    piped('weir_ten_wrong');
    await expect(runCommand(environment, ['login', '--url', api.url])).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('401') as string });
    await expect(runCommand(environment, ['login', '--url', 'ftp://x'])).rejects.toMatchObject({ name: 'ConfigurationError' });
    await expect(runCommand(environment, ['login', '--remove', 'none'])).rejects.toMatchObject({ name: 'CommandFailed' });
    await expect(runCommand(environment, ['webhook', 'endpoints', '--profile', 'none'])).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('none is none; weir login --profile none keeps one') as string });
    await expect(runCommand(environment, ['webhook', 'endpoints', '--profile', '../x'])).rejects.toMatchObject({ name: 'ConfigurationError' });
    expect(JSON.parse(await runCommand(environment, ['login', '--list', '--json']))).toEqual([]);
    piped(tenant.secret);
    await runCommand(environment, ['login', '--url', api.url]);
    await expect(runCommand({ ...environment, WEIR_API_URL: 'http://127.0.0.1:1' }, ['webhook', 'endpoints'])).rejects.toMatchObject({ name: 'ConfigurationError' });
    await writeFile(join(folder, 'config/weir/profiles.json'), '[]');
    await expect(runCommand(environment, ['login', '--list'])).rejects.toMatchObject({ name: 'CommandFailed' });
    for (const command of ['login', 'webhook', 'support-bundle']) await expect(runCommand(environment, [command, '--help'])).rejects.toMatchObject({ code: 'commander.helpDisplayed', exitCode: 0 });
  });
});

describe('weir webhook listen', () => {
  test('forwards what an endpoint gets, verified and signed, over an API that is away for a while', async () => {
    const environment = await home();
    const receiver = await httpSink();
    const { body } = await tenant.post('/v1/webhooks/endpoints', { url: sink.url }).expect(201);
    const endpoint = body as { id: string; secret: string };
    await tenant.post(`/v1/webhooks/endpoints/${endpoint.id}/test`).expect(202);
    // Between the command and the API stands one that fails at first.
    let failures = 2;
    const door: Server = createServer((request, response) => {
      if (failures > 0) {
        failures -= 1;
        response.writeHead(503).end('{"code":"unavailable"}');
        return;
      }
      void fetch(api.url + request.url!, { headers: { authorization: request.headers.authorization! } }).then(async (answer) => response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => { door.once('listening', resolve); });
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    try {
      const at = { ...environment, WEIR_API_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}`, WEIR_API_KEY: tenant.secret, WEIR_WEBHOOK_SECRET: endpoint.secret };
      const told = await runCommand(at, ['webhook', 'listen', endpoint.id, '--forward', receiver.url, '--since', '1h', '--most', '1', '--json']);
      expect(JSON.parse(told)).toMatchObject({ type: 'endpoint.test', verified: true, status: 200 });
      expect(receiver.received).toHaveLength(1);
      // As the API itself sends it.
      await api.app.get(WebhookDispatcher).drain();
      expect(receiver.received[0]!.body).toBe(sink.received.at(-1)!.body);
      expect(receiver.received[0]!.headers['webhook-id']).toBe(sink.received.at(-1)!.headers['webhook-id']);

      await expect(runCommand({ ...at, WEIR_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}` }, ['webhook', 'listen', endpoint.id, '--forward', receiver.url, '--since', '1h'])).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('nothing was forwarded') as string });
      expect(receiver.received).toHaveLength(1);
      // What is there already is not new.
      const listening = runCommand(at, ['webhook', 'listen', endpoint.id, '--forward', '1', '--most', '1', '--json']);
      await vi.waitFor(() => expect(vi.mocked(console.error).mock.calls.flat().join('\n')).toContain('forwarding to http://localhost:1/'), { timeout: 10_000 });
      await tenant.post(`/v1/webhooks/endpoints/${endpoint.id}/test`).expect(202);
      expect(JSON.parse(await listening)).toMatchObject({ type: 'endpoint.test', error: expect.any(String) as string });
    } finally {
      door.close();
      await receiver.close();
    }
  });

  test('needs the secret, an endpoint of the tenant, and somewhere to go', async () => {
    const environment = { ...await home(), WEIR_API_URL: api.url, WEIR_API_KEY: tenant.secret };
    await expect(runCommand(environment, ['webhook', 'listen', 'end_4k9d0x7h2m5n8p1qr3st6vwy', '--forward', '3000'])).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('WEIR_WEBHOOK_SECRET') as string });
    const secret = { WEIR_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}` };
    await expect(runCommand({ ...environment, ...secret }, ['webhook', 'listen', 'end_4k9d0x7h2m5n8p1qr3st6vwy', '--forward', '3000'])).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('404') as string });
    await expect(runCommand(environment, ['webhook', 'listen', 'end_1', '--forward', 'not a port'])).rejects.toMatchObject({ code: 'commander.invalidArgument' });
    const other = await api.tenant();
    const { body } = await other.post('/v1/webhooks/endpoints', { url: sink.url }).expect(201);
    await tenant.get(`/v1/webhooks/endpoints/${body.id}/requests`).expect(404);
    const reader = await api.key('tenant', other.ownerId, { scopes: ['webhooks:read'] });
    await reader.get(`/v1/webhooks/endpoints/${body.id}/requests`).expect(403);
  });
});

describe('weir support-bundle', () => {
  test('holds what was found and none of the secrets that lie everywhere', async () => {
    const base = await home();
    const { mkdir } = await import('node:fs/promises');
    const planted = {
      sealing: Buffer.alloc(32, 11).toString('base64'), log: Buffer.alloc(32, 12).toString('base64'), admin: 'weir_adm_Planted0administrator0key', operator: 'weir_opr_Planted0operators0key', tenant: 'weir_ten_Planted0tenants0key',
      password: 'correct-horse-battery', database: 'pa&ss w0rd/of=db', redis: 'redis-pass-word', oidc: 'oidc~client~secret', payment: `whsec_${Buffer.alloc(24, 13).toString('base64')}`,
      webhook: `whsec_${Buffer.alloc(32, 14).toString('base64')}`, profile: 'weir_ten_Planted0profiles0key', foreign: 'weir_ten_of0somebody0else0whom0we0do0not0know', filed: 'oidc-secret-in-a-file',
    };
    const session = 'sessions0value0in0a0cookie';
    await mkdir(join(folder, 'config/weir'), { recursive: true });
    await mkdir(base.WEIR_HOME!, { recursive: true });
    // An installation that says more than it should.
    const leaky = createServer((request, response) => {
      response.writeHead(request.url === '/metrics' ? 200 : 500, { 'content-type': 'text/plain' });
      response.end(`${request.url} ${request.headers.authorization} ${Object.values(planted).join(' ')} ${encodeURIComponent(planted.database)} ${Buffer.from(planted.password).toString('base64')} Cookie: weir_session=${session}\nupstream_secret=${session}`);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => { leaky.once('listening', resolve); });
    const apiUrl = `http://127.0.0.1:${(leaky.address() as AddressInfo).port}`;
    await writeFile(join(base.WEIR_HOME!, 'credentials.json'), JSON.stringify({ apiUrl, adminKey: planted.admin, operatorKeys: { north: planted.operator }, tenantKey: planted.tenant, account: { email: 'admin@weir.local', password: planted.password } }));
    await writeFile(join(folder, 'config/weir/profiles.json'), JSON.stringify({ current: 'default', profiles: { default: { apiUrl, key: planted.profile, owner: 'tenant' } } }));
    await writeFile(join(folder, 'oidc'), planted.filed);
    const environment = {
      ...base, WEIR_LOG_KEY: planted.log, WEIR_SECRET_KEY: planted.sealing, WEIR_API_URL: apiUrl, DATABASE_URL: `postgres://weir:${encodeURIComponent(planted.database)}@127.0.0.1:1/weir`, REDIS_URL: `redis://:${planted.redis}@127.0.0.1:1`,
      WEIR_PAYMENT_URL: 'https://payments.example', WEIR_PAYMENT_SECRET: planted.payment, WEIR_WEBHOOK_SECRET: planted.webhook, WEIR_OIDC_ISSUER: 'https://id.example', WEIR_OIDC_CLIENT_ID: 'weir', WEIR_OIDC_CLIENT_SECRET: planted.oidc, WEIR_OIDC_CLIENT_SECRET_FILE: join(folder, 'oidc'), WEIR_SWEEP_EVERY: '7s',
    };
    try {
      const out = join(folder, 'bundle.zip');
      const { file, files } = JSON.parse(await runCommand(environment, ['support-bundle', '--out', out, '--json'])) as { file: string; files: string[] };
      expect(file).toBe(out);
      const read = Object.fromEntries(Object.entries(unzipSync(await readFile(out))).map(([name, bytes]) => [name, strFromU8(bytes)]));
      expect(Object.keys(read).toSorted()).toEqual(files.toSorted());
      expect(JSON.parse(read['about.json']!)).toMatchObject({ weir: '0.1.0', node: process.versions.node });
      expect(JSON.parse(read['configuration.json']!)).toMatchObject({ WEIR_SWEEP_EVERY: '7s', WEIR_LOG_KEY: 'set', DATABASE_URL: 'set' });
      expect(JSON.parse(read['findings.json']!)).toEqual(expect.arrayContaining([expect.objectContaining({ check: 'database', state: 'failed' })]));
      expect(read['health/metrics.txt']).toContain('/metrics');
      const everything = Object.values(read).join('\n');
      for (const [name, secret] of Object.entries({ ...planted, session })) {
        for (const written of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex')]) expect(everything.includes(written), `${name} as ${written}`).toBe(false);
      }
      expect((await stat(out)).mode & 0o777).toBe(0o600);
    } finally {
      leaky.close();
    }
  });

  test("sends a profile's key to no other API than the one it was given for", async () => {
    const environment = await home();
    piped(tenant.secret);
    await runCommand(environment, ['login', '--url', api.url]);
    const heard: (string | undefined)[] = [];
    const elsewhere = createServer((request, response) => {
      heard.push(request.headers.authorization);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => { elsewhere.once('listening', resolve); });
    try {
      const out = join(folder, 'bundle.zip');
      await runCommand({ ...environment, WEIR_API_URL: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}` }, ['support-bundle', '--out', out]);
      expect(heard.filter((authorization) => authorization !== undefined)).toEqual([]);
      expect(strFromU8(unzipSync(await readFile(out))['health/status.json']!)).toContain("the profile's key is for");
    } finally {
      elsewhere.close();
    }
  });

  test('is written of an installation that is there, and of one whose configuration cannot be read', async () => {
    const environment = await home();
    const admin = await api.admin();
    const out = join(folder, 'bundle.zip');
    expect(await runCommand({ ...environment, WEIR_API_URL: api.url, WEIR_API_KEY: admin.secret }, ['support-bundle', '--out', out])).toContain('findings.json');
    await runCommand({ ...environment, WEIR_PROT: '1' }, ['support-bundle', '--out', out]);
    expect(strFromU8(unzipSync(await readFile(out))['findings.json']!)).toContain('WEIR_PROT');
    await expect(runCommand(environment, ['support-bundle', '--out', join(folder, 'no/such/folder.zip')])).rejects.toMatchObject({ name: 'CommandFailed' });
  });
});
