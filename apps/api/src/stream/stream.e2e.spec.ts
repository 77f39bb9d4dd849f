import { afterAll, beforeAll, expect, test } from 'vitest';

import { appendEvents, type NewEvent } from '#libs/database';
import { newId } from '#libs/kernel';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { addPerson, Browser } from '../../../../test/support/browser.js';
import { identityControllers } from '../identity/controllers.js';
import { OidcClient, sessionControllers } from '../session/controllers.js';
import { EventFeed, MOST_STREAMS_EACH } from './event-feed.js';
import { StreamController } from './stream.controller.js';

let api: TestApi;
let tenant: Caller & { projectId: string };
let other: Caller;
let operator: Caller;

beforeAll(async () => {
  api = await startTestApi({ controllers: [StreamController, ...sessionControllers, ...identityControllers], providers: [EventFeed, OidcClient] });
  [tenant, other, operator] = await Promise.all([api.tenant(), api.tenant(), api.operator()]);
});
afterAll(() => api.close());

interface Heard {
  type: string;
  id: string;
  subject: string | null;
}

const happen = (...events: NewEvent[]) => api.database.transaction((tx) => appendEvents(tx, api.clock.now(), events));
const ofLease = (type: NewEvent['type'], of: Caller, more: object = {}): NewEvent => ({ type, subjectId: newId('lease'), tenantId: of.ownerId, payload: { operatorId: operator.ownerId, hostId: newId('host'), ...more } });

/** Of the stream that is open. */
let heardLast: string | undefined;
const heardOf = (subject: string) => (events: Heard[]) => events.some((event) => event.subject === subject);

/** Listens until so many events were heard, or what is enough; `meanwhile` happens once the stream is open. */
async function hear(headers: Record<string, string>, enough: number | ((events: Heard[]) => boolean), meanwhile?: () => Promise<unknown>, query = ''): Promise<{ events: Heard[]; text: string }> {
  const ending = new AbortController();
  const answer = await fetch(`${api.url}/v1/stream${query}`, { headers, signal: ending.signal });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value!; // the first heartbeat: it is open
  // The feed begins to look after the stream is open.
  while (listening() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const meanwhileDone = meanwhile?.();
  const events = () => [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json!) as Heard);
  const isEnough = typeof enough === 'number' ? () => events().length >= enough : () => enough(events());
  while (!isEnough()) {
    text += (await reader.read()).value;
    heardLast = events().at(-1)?.type;
  }
  await meanwhileDone;
  ending.abort();
  // What goes on happening is not for this one; and the next begins afresh.
  await expect.poll(listening).toBe(0);
  return { events: events(), text };
}

/** Streams whose feed has begun. */
function listening(): number {
  const feed = api.app.get<{ listeners: Set<unknown>; loop: unknown }>(EventFeed);
  return feed.loop === undefined ? 0 : feed.listeners.size;
}

const bearer = (caller: Caller) => ({ authorization: `Bearer ${caller.secret}` });

test('tells a tenant that something of its own happened, in no more words, and nothing that is not its', async () => {
  const own = ofLease('lease.activated', tenant);
  const { events, text } = await hear(bearer(tenant), 2, () => happen(
    ofLease('lease.activated', other), { type: 'host.lost', subjectId: newId('host'), payload: { operatorId: operator.ownerId } }, own,
    { type: 'usage.recorded', subjectId: operator.ownerId, tenantId: tenant.ownerId, payload: {} }, { type: 'capacity.changed', subjectId: newId('pool') },
    { type: 'stake.added', subjectId: newId('stakePool'), payload: { holderId: other.ownerId } }, { type: 'stake.gained', subjectId: newId('stakePool'), payload: { operatorId: operator.ownerId } },
    ofLease('lease.closed', tenant),
  ));
  expect(events.map(({ type }) => type)).toEqual(['lease.activated', 'lease.closed']);
  expect(events[0]).toEqual({ type: 'lease.activated', id: expect.stringMatching(/^\d+$/), subject: own.subjectId });
  expect(text).toContain(`id: ${events[0]!.id}\nevent: lease.activated\n`);
  expect(text).not.toMatch(/opr_|hst_|pol_/);
});

test('tells an operator of its hosts and bids, not of whose leases run there', async () => {
  const mine: NewEvent = { type: 'host.lost', subjectId: newId('host'), payload: { operatorId: operator.ownerId } };
  const { events } = await hear(bearer(operator), 2, () => happen(
    ofLease('lease.placed', tenant), { type: 'host.lost', subjectId: newId('host'), payload: { operatorId: newId('operator') } }, mine, { type: 'deposit.held', subjectId: newId('deposit') },
    { type: 'payout.made', subjectId: newId('payout'), payload: { operatorId: operator.ownerId } },
  ));
  expect(events.map(({ type }) => type)).toEqual(['host.lost', 'payout.made']);
  const technician = await api.key('operator', operator.ownerId, { role: 'technician' });
  const heard = await hear(bearer(technician), 1, () => happen({ type: 'payout.made', subjectId: newId('payout'), payload: { operatorId: operator.ownerId } }, mine));
  expect(heard.events.map(({ type }) => type)).toEqual(['host.lost']);
});

test('tells keys of one project of that project, and those without the scope nothing', async () => {
  const limited = await api.key('tenant', tenant.ownerId, { projectId: tenant.projectId });
  const inProject = await hear(bearer(limited), 1, () => happen(ofLease('lease.closed', tenant, { projectId: newId('project') }), ofLease('lease.activated', tenant, { projectId: tenant.projectId })));
  expect(inProject.events.map(({ type }) => type)).toEqual(['lease.activated']);
  const viewer = await api.key('tenant', tenant.ownerId, { role: 'billing-viewer' });
  const bills = await hear(bearer(viewer), 1, () => happen(ofLease('lease.closed', tenant), { type: 'statement.closed', subjectId: newId('statement'), tenantId: tenant.ownerId }));
  expect(bills.events.map(({ type }) => type)).toEqual(['statement.closed']);
});

test('goes on where somebody left, also with what was written before and seen after', async () => {
  const first = await hear(bearer(tenant), 1, () => happen(ofLease('lease.requested', tenant)));
  const left = first.events.at(-1)!.id;
  const missed = [ofLease('lease.placed', tenant), ofLease('lease.placed', other), ofLease('lease.activated', tenant)];
  await happen(...missed);
  // What was heard before may come again, in order before it.
  const { events } = await hear({ ...bearer(tenant), 'last-event-id': left }, heardOf(missed[2]!.subjectId));
  expect(events.filter(({ id }) => BigInt(id) > BigInt(left)).map(({ subject }) => subject)).toEqual([missed[0]!.subjectId, missed[2]!.subjectId]);
  const late = await hear(bearer(tenant), 2, async () => {
    // The first takes its id, and is committed after the second.
    const [written, seen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = api.database.transaction(async (tx) => {
      await appendEvents(tx, api.clock.now(), [ofLease('lease.closing', tenant)]);
      written.resolve();
      await seen.promise;
    });
    await written.promise;
    await happen(ofLease('lease.closed', tenant));
    await expect.poll(() => heardLast).toBe('lease.closed');
    seen.resolve();
    await slow;
  });
  expect(late.events.map(({ type }) => type).toSorted()).toEqual(['lease.closed', 'lease.closing']);
});

test('who missed too much is told to look anew', async () => {
  await api.database.client.$executeRawUnsafe(`select setval(pg_get_serial_sequence('outbox_events', 'id'), 50000)`);
  await happen(ofLease('lease.closed', tenant));
  const { events } = await hear({ ...bearer(tenant), 'last-event-id': '1' }, 1);
  expect(events).toEqual([{ type: 'stream.reset', id: '50001', subject: null }]);
});

test('a person hears as the role that the address names, of theirs alone', async () => {
  await addPerson(api, 'ada@example.com', [{ ownerType: 'tenant', ownerId: tenant.ownerId, role: 'owner' }, { ownerType: 'operator', ownerId: operator.ownerId, role: 'owner' }]);
  const browser = new Browser(api.url);
  await browser.signIn('ada@example.com');
  const cookie = { cookie: `weir_session=${browser.cookies.get('weir_session')}` };
  const { events } = await hear(cookie, 1, () => happen({ type: 'host.lost', subjectId: newId('host'), payload: { operatorId: operator.ownerId } }, ofLease('lease.closed', tenant)), `?role=tenant:${tenant.ownerId}`);
  expect(events.map(({ type }) => type)).toEqual(['lease.closed']);
  expect((await browser.send('get', '/v1/stream')).body).toMatchObject({ status: 400, code: 'role_needed' });
  expect((await browser.send('get', `/v1/stream?role=tenant:${other.ownerId}`)).body).toMatchObject({ status: 403, code: 'role_not_held' });
  expect((await browser.send('get', `/v1/projects?role=tenant:${tenant.ownerId}`)).body).toMatchObject({ code: 'role_needed' });
});

test('is refused without a key, with a foreign id, and beyond ten at once', async () => {
  expect((await api.anonymous.get('/v1/stream')).status).toBe(401);
  expect((await other.get('/v1/stream').set('last-event-id', 'x')).status).toBe(400);
  const ending = new AbortController();
  const open = () => fetch(`${api.url}/v1/stream`, { headers: bearer(other), signal: ending.signal });
  for (let streams = 0; streams < MOST_STREAMS_EACH; streams += 1) {
    const answer = await open();
    expect(answer.status).toBe(200);
    await answer.body!.getReader().read();
  }
  await expect.poll(listening).toBe(MOST_STREAMS_EACH);
  expect((await other.get('/v1/stream')).body).toMatchObject({ status: 429, code: 'rate_limited' });
  ending.abort();
  await expect.poll(listening).toBe(0);
});
