import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { signalChannels, Signals, sql } from '#libs/database';
import { defaultSettings, MILLIS_PER_HOUR, newId, publicEventTypes, systemActor } from '#libs/kernel';

import {
  AddMaintenanceWindow, CordonHost, CreatePool, DiagnoseInventory, DrainHost, giveCapacity, GetHost, type HostFilter, type HostView, type InventoryInput, ListClusters, ListHosts,
  ListOfferedPools, ListPools, ListSites, type Page, RecordHeartbeats, RegisterCluster, RegisterHosts, RegisterSite, RemoveHost, RemoveMaintenanceWindow, ReplaceInventory,
  type Take, takeCapacity, UncordonHost, UpdateHost, UpdatePool,
} from '#libs/inventory';
import { testDatabase } from '#libs/testing';

import { actorOf, testInventory, type TestInventory } from './test-inventory.js';

let weir: TestInventory;
beforeAll(async () => {
  weir = await testInventory(await testDatabase());
});
afterAll(() => weir.close());

const admin = actorOf('platform', 'platform');
const tenant = actorOf('tenant', newId('tenant'));
const standard: InventoryInput[] = [
  { resourceClass: 'CPU_MILLI', total: 8_000 },
  { resourceClass: 'GPU_MILLI', variant: 'A100', total: 2_000 },
];
const cpu = (hostId: string, amount: number): Take => ({ hostId, resourceClass: 'CPU_MILLI', variant: '', amount });

let counter = 0;
/** An operator with a pool, a site and a cluster of its own, and as many hosts, heard of just now. */
async function fleet(hosts: number, inventories = standard) {
  counter += 1;
  const actor = actorOf('operator', newId('operator'));
  const pool = await weir.run(new CreatePool(admin, { name: `pool-${counter}` }));
  const site = await weir.run(new RegisterSite(actor, { name: 'fra1', jurisdiction: 'DE', region: 'europe-west' }));
  const cluster = await weir.run(new RegisterCluster(actor, { siteId: site.id, pool: pool.name, name: 'c1', driver: 'simulated' }));
  const registered = hosts === 0 ? { hosts: [] } : await weir.run(new RegisterHosts(actor, {
    clusterId: cluster.id, hosts: Array.from({ length: hosts }, (_, n) => ({ name: `host-${n}`, traits: ['nvme'], inventories })),
  }));
  if (hosts > 0) await weir.run(new RecordHeartbeats(actor, { clusterId: cluster.id }));
  const ids = registered.hosts.map((host) => host.id);
  return { actor, pool, site, cluster, ids, first: ids[0]! };
}

async function take(...takes: Take[]): Promise<void> {
  const rows = await weir.database.transaction((tx) => tx.$queryRaw<unknown[]>(sql`with taken as (${takeCapacity(takes)}) select * from taken`));
  expect(rows).toHaveLength(takes.length);
}

async function events(subjectId: string): Promise<string[]> {
  const rows = await weir.database.query<{ type: string }>(sql`select type from outbox_events where subject_id = ${subjectId} order by id`);
  return rows.map((row) => row.type);
}

describe('registering', () => {
  test('a site, a cluster and hosts, which offer what was declared', async () => {
    const { actor, pool, site, cluster, ids, first } = await fleet(2);
    expect(await weir.ask(new ListSites(actor, { limit: 10 }))).toEqual({ items: [site], next: null });
    expect(await weir.ask(new ListClusters(actor, { limit: 10 }))).toEqual({ items: [cluster], next: null });
    expect(await weir.ask(new GetHost(actor, first))).toMatchObject({
      id: first, operatorId: actor.ownerId, siteId: site.id, clusterId: cluster.id, poolId: pool.id, name: 'host-0', jurisdiction: 'DE', region: 'europe-west',
      state: 'open', capacity: 'dedicated', traits: ['nvme'], generation: 1, contact: 'live', maintenance: [],
      inventories: [
        { resourceClass: 'CPU_MILLI', variant: '', total: 8_000, reserved: 0, minUnit: 1, maxUnit: 8_000, stepSize: 1, allocationRatioBps: 10_000, expandable: true, capacity: 8_000, used: 0, deviceUsed: [] },
        { resourceClass: 'GPU_MILLI', variant: 'A100', total: 2_000, capacity: 2_000, used: 0, deviceUsed: [0, 0] },
      ],
    });
    expect((await weir.ask(new ListHosts(actor, {}, { limit: 10 }))).items.map((host) => host.id)).toEqual(ids.toSorted());
    const audited = await weir.database.query<{ action: string }>(sql`select action from audit_entries where owner_id = ${actor.ownerId} order by id`);
    expect(audited.map((entry) => entry.action)).toEqual(['site.registered', 'cluster.registered', 'hosts.registered']);
  });

  test('the same key registers once', async () => {
    const { actor, cluster } = await fleet(0);
    const again = () => weir.run(new RegisterHosts(actor, { clusterId: cluster.id, hosts: [{ name: 'h', inventories: standard }] }, 'once'));
    const answers = await Promise.all([again(), again(), again()]);
    expect(new Set(answers.map((answer) => answer.hosts[0]!.id)).size).toBe(1);
  });

  test('500 hosts at once, and nothing of them when one name is taken', async () => {
    const { actor, cluster } = await fleet(0);
    const hosts = Array.from({ length: 500 }, (_, n) => ({ name: `h${n}`, inventories: standard }));
    await expect(weir.run(new RegisterHosts(actor, { clusterId: cluster.id, hosts: [...hosts.slice(0, 499), { name: 'h7', inventories: standard }] })))
      .rejects.toMatchObject({ code: 'name_taken', options: { pointer: '/hosts' } });
    expect(await weir.ask(new ListHosts(actor, {}, { limit: 1 }))).toEqual({ items: [], next: null });
    expect((await weir.run(new RegisterHosts(actor, { clusterId: cluster.id, hosts }))).hosts).toHaveLength(500);
    expect((await weir.ask(new DiagnoseInventory(actor, { limit: 1 }))).hosts).toBe(500);
  });

  test.each(['XX', 'de', 'DEU', 'UK', '276'])('refuses %s as a jurisdiction', async (jurisdiction) => {
    await expect(weir.run(new RegisterSite(actorOf('operator', newId('operator')), { name: 's', jurisdiction, region: 'r' })))
      .rejects.toMatchObject({ code: 'invalid_jurisdiction', options: { pointer: '/jurisdiction' } });
  });

  test('names are taken once, and what is foreign is not there', async () => {
    const { actor, site, cluster, first } = await fleet(1);
    const other = actorOf('operator', newId('operator'));
    await expect(weir.run(new RegisterSite(actor, { name: site.name, jurisdiction: 'FR', region: 'r' }))).rejects.toMatchObject({ code: 'name_taken' });
    await expect(weir.run(new RegisterCluster(other, { siteId: site.id, pool: 'pool-1', name: 'x', driver: 'simulated' }))).rejects.toMatchObject({ code: 'not_found' });
    await expect(weir.run(new RegisterCluster(actor, { siteId: site.id, pool: 'nowhere', name: 'x', driver: 'simulated' }))).rejects.toMatchObject({ code: 'not_found' });
    await expect(weir.run(new RegisterHosts(other, { clusterId: cluster.id, hosts: [] }))).rejects.toMatchObject({ code: 'not_found' });
    for (const command of [new CordonHost(other, first), new UpdateHost(other, first, { generation: 1 }), new RemoveHost(other, first, 1), new DrainHost(other, first)]) {
      await expect(weir.run(command as CordonHost)).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(weir.ask(new GetHost(other, first))).rejects.toMatchObject({ code: 'not_found' });
    await expect(weir.run(new RecordHeartbeats(other, { clusterId: cluster.id }))).rejects.toMatchObject({ code: 'not_found' });
    await expect(weir.ask(new ListHosts(tenant, {}, { limit: 1 }))).rejects.toMatchObject({ code: 'forbidden' });
  });

  test.each([
    ['a GPU without a model', { resourceClass: 'GPU_MILLI', total: 1_000 }, 'variant'],
    ['a CPU with a variant', { resourceClass: 'CPU_MILLI', variant: 'fast', total: 1_000 }, 'variant'],
    ['half a GPU', { resourceClass: 'GPU_MILLI', variant: 't4', total: 1_500 }, 'total'],
    ['processors that cannot grow', { resourceClass: 'CPU_MILLI', total: 1_000, expandable: false }, 'expandable'],
    ['GPUs promised twice', { resourceClass: 'GPU_MILLI', variant: 't4', total: 1_000, allocationRatioBps: 20_000 }, 'allocationRatioBps'],
    ['more reserved than there is', { resourceClass: 'CPU_MILLI', total: 10, reserved: 11 }, 'reserved'],
    ['a minimum above the maximum', { resourceClass: 'CPU_MILLI', total: 10, minUnit: 5, maxUnit: 4 }, 'minUnit'],
    ['a step that nothing fits', { resourceClass: 'CPU_MILLI', total: 10, minUnit: 3, maxUnit: 4, stepSize: 5 }, 'stepSize'],
  ] as [string, InventoryInput, string][])('refuses %s', async (_name, inventory, field) => {
    const { actor, cluster } = await fleet(0);
    await expect(weir.run(new RegisterHosts(actor, { clusterId: cluster.id, hosts: [{ name: 'h', inventories: [inventory] }] })))
      .rejects.toMatchObject({ code: 'invalid_inventory', options: { pointer: `/hosts/0/inventories/0/${field}` } });
  });

  test('refuses one class twice, and accepts a class of which there is nothing', async () => {
    const { actor, cluster } = await fleet(0);
    const register = (inventories: InventoryInput[]) => weir.run(new RegisterHosts(actor, { clusterId: cluster.id, hosts: [{ name: 'h', inventories }] }));
    await expect(register([standard[0]!, standard[0]!])).rejects.toMatchObject({ code: 'invalid_inventory' });
    expect((await register([{ resourceClass: 'CUSTOM_TPU', variant: 'v5', total: 0 }])).hosts).toHaveLength(1);
  });
});

describe('the generation', () => {
  test('goes up with each change; a stale one changes nothing', async () => {
    const { actor, first } = await fleet(1);
    const before = await weir.run(new UpdateHost(actor, first, { generation: 1, traits: ['b', 'a', 'b'], capacity: 'idle' }));
    expect(before).toMatchObject({ generation: 2, traits: ['a', 'b'], capacity: 'idle' });
    for (const command of [
      new UpdateHost(actor, first, { generation: 1, traits: [] }),
      new ReplaceInventory(actor, first, { generation: 1, inventories: [] }),
      new CordonHost(actor, first, 1),
      new DrainHost(actor, first, { generation: 3 }),
      new RemoveHost(actor, first, 1),
    ]) {
      await expect(weir.run(command as UpdateHost)).rejects.toMatchObject({ code: 'stale_generation', kind: 'conflict', options: { extra: { generation: 2 } } });
    }
    expect(await weir.ask(new GetHost(actor, first))).toEqual(before);
  });

  test('lets one of two writers through', async () => {
    const { actor, first } = await fleet(1);
    const outcomes = await Promise.allSettled(['x', 'y', 'z'].map((trait) => weir.run(new UpdateHost(actor, first, { generation: 1, traits: [trait] }))));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });
});

describe('replacing an inventory', () => {
  test('never takes from under claims', async () => {
    const { actor, first } = await fleet(1);
    await take(cpu(first, 5_000), { hostId: first, resourceClass: 'GPU_MILLI', variant: 'A100', amount: 300, devices: [{ index: 1, milli: 300 }] });
    const before = await weir.ask(new GetHost(actor, first));
    const [cpus, gpus] = [{ resourceClass: 'CPU_MILLI', total: 8_000 }, { resourceClass: 'GPU_MILLI', variant: 'A100', total: 2_000 }] as const;
    for (const inventories of [
      [{ ...cpus, total: 4_999 }, gpus], // less than is used
      [{ ...cpus, reserved: 3_001 }, gpus],
      [{ ...cpus, allocationRatioBps: 6_000 }, gpus],
      [cpus, { ...gpus, total: 1_000 }], // the device in use would go
      [cpus], // the class in use would go
    ]) {
      await expect(weir.run(new ReplaceInventory(actor, first, { generation: 1, inventories }))).rejects.toMatchObject({ code: 'capacity_in_use', kind: 'conflict' });
    }
    expect(await weir.ask(new GetHost(actor, first))).toEqual(before);
    const after = await weir.run(new ReplaceInventory(actor, first, {
      generation: 1, inventories: [{ ...cpus, total: 5_000 }, { ...gpus, total: 3_000 }, { resourceClass: 'STORAGE_GIB', variant: 'nvme', total: 100 }],
    }));
    expect(after.generation).toBe(2);
    expect(after.inventories.map(({ resourceClass, capacity, used, deviceUsed }) => [resourceClass, capacity, used, deviceUsed])).toEqual([
      ['CPU_MILLI', 5_000, 5_000, []], ['GPU_MILLI', 3_000, 300, [0, 300, 0]], ['STORAGE_GIB', 100, 0, []],
    ]);
  });

  test('against takers at the same time, the capacity that is left always covers what is used', async () => {
    const { actor, first } = await fleet(1);
    const takes = Array.from({ length: 20 }, () => weir.database.transaction((tx) => tx.$executeRaw(sql`with taken as (${takeCapacity([cpu(first, 400)])}) select * from taken`)));
    await Promise.allSettled([...takes, weir.run(new ReplaceInventory(actor, first, { generation: 1, inventories: [{ resourceClass: 'CPU_MILLI', total: 4_000 }] }))]);
    const [row] = (await weir.ask(new GetHost(actor, first))).inventories;
    expect(row!.used).toBeLessThanOrEqual(row!.capacity);
    expect(row!.used % 400).toBe(0);
  });

  test('tells the pool when there is more, and not when there is less', async () => {
    const { actor, pool, first } = await fleet(1);
    const told = (await events(pool.id)).length;
    await weir.run(new ReplaceInventory(actor, first, { generation: 1, inventories: [{ resourceClass: 'CPU_MILLI', total: 7_000 }] }));
    expect(await events(pool.id)).toHaveLength(told);
    await weir.run(new ReplaceInventory(actor, first, { generation: 2, inventories: [{ resourceClass: 'CPU_MILLI', total: 7_001 }] }));
    expect(await events(pool.id)).toHaveLength(told + 1);
  });
});

describe('removing a host', () => {
  test('waits until nothing is claimed on it', async () => {
    const { actor, first } = await fleet(1);
    await take(cpu(first, 1));
    await expect(weir.run(new RemoveHost(actor, first, 1))).rejects.toMatchObject({ code: 'capacity_in_use', kind: 'conflict' });
    await weir.database.transaction((tx) => giveCapacity(tx, [cpu(first, 1)]));
    await weir.run(new RemoveHost(actor, first, 1));
    await expect(weir.ask(new GetHost(actor, first))).rejects.toMatchObject({ code: 'not_found' });
    expect(await weir.database.query(sql`select 1 from inventories where host_id = ${first}`)).toEqual([]);
  });
});

describe('heartbeats', () => {
  test('of named hosts and of all; what is foreign is unknown', async () => {
    const { actor, cluster, ids } = await fleet(3);
    weir.clock.advance(defaultSettings.hostStaleAfterMillis + 1);
    const contacts = async () => Object.fromEntries((await weir.ask(new ListHosts(actor, {}, { limit: 10 }))).items.map((host) => [host.id, host.contact]));
    expect(Object.values(await contacts())).toEqual(['stale', 'stale', 'stale']);
    const stranger = newId('host');
    expect(await weir.run(new RecordHeartbeats(actor, { clusterId: cluster.id, hostIds: [ids[0]!, stranger] }))).toEqual({ recorded: 1, returned: [], unknown: [stranger] });
    expect(await contacts()).toMatchObject({ [ids[0]!]: 'live', [ids[1]!]: 'stale' });
    expect((await weir.ask(new ListHosts(actor, { contact: 'stale' }, { limit: 10 }))).items).toHaveLength(2);
    expect(await weir.run(new RecordHeartbeats(systemActor, { clusterId: cluster.id }))).toMatchObject({ recorded: 3 });
    expect(new Set(Object.values(await contacts()))).toEqual(new Set(['live']));
  });

  test('silence is declared lost once, and a heartbeat declares it over once', async () => {
    const { actor, cluster, first } = await fleet(1);
    const { sweeps } = weir;
    weir.clock.advance(defaultSettings.hostLostAfterMillis);
    await sweeps.markSilentHosts(weir.clock.now());
    expect(await events(first)).toEqual([]); // at the limit, not beyond it
    weir.clock.advance(1);
    await Promise.all([sweeps.markSilentHosts(weir.clock.now()), sweeps.markSilentHosts(weir.clock.now())]);
    expect(await weir.ask(new GetHost(actor, first))).toMatchObject({ contact: 'lost', lostAt: weir.clock.now(), generation: 1 });
    expect(await events(first)).toEqual(['host.lost']);
    expect(publicEventTypes).not.toContain('host.lost');
    const answers = await Promise.all([1, 2, 3].map(() => weir.run(new RecordHeartbeats(actor, { clusterId: cluster.id }))));
    expect(answers.flatMap((answer) => answer.returned)).toEqual([first]);
    expect(await events(first)).toEqual(['host.lost', 'host.returned']);
    expect(await weir.ask(new GetHost(actor, first))).toMatchObject({ contact: 'live', lostAt: null });
  });

  test('a host never heard of is not lost', async () => {
    const { actor, cluster } = await fleet(0);
    const { hosts } = await weir.run(new RegisterHosts(actor, { clusterId: cluster.id, hosts: [{ name: 'new', inventories: standard }] }));
    weir.clock.advance(defaultSettings.hostLostAfterMillis * 2);
    await weir.sweeps.markSilentHosts(weir.clock.now());
    expect(await weir.ask(new GetHost(actor, hosts[0]!.id))).toMatchObject({ contact: 'never', lostAt: null });
  });

  test('a first or returning heartbeat tells the scheduler, one in between does not', async () => {
    const { actor, pool, cluster } = await fleet(1);
    const told = (await events(pool.id)).length;
    weir.clock.advance(1_000);
    await weir.run(new RecordHeartbeats(actor, { clusterId: cluster.id }));
    expect(await events(pool.id)).toHaveLength(told);
    weir.clock.advance(defaultSettings.hostStaleAfterMillis + 1);
    await weir.run(new RecordHeartbeats(actor, { clusterId: cluster.id }));
    expect(await events(pool.id)).toHaveLength(told + 1);
  });
});

describe('taking hosts off offer', () => {
  test('cordon, drain and uncordon, each twice as once', async () => {
    const { actor, first } = await fleet(1);
    const now = weir.clock.now();
    expect(await weir.run(new CordonHost(actor, first))).toMatchObject({ state: 'cordoned', generation: 2 });
    expect(await weir.run(new CordonHost(actor, first))).toMatchObject({ state: 'cordoned', generation: 2 });
    expect(await weir.run(new DrainHost(actor, first))).toMatchObject({ state: 'draining', drainBy: now + defaultSettings.drainNoticeMillis, generation: 3 });
    weir.clock.advance(5);
    expect(await weir.run(new DrainHost(actor, first))).toMatchObject({ drainBy: now + defaultSettings.drainNoticeMillis, generation: 3 });
    expect(await weir.run(new DrainHost(actor, first, { drainBy: now + 10 }))).toMatchObject({ drainBy: now + 10, generation: 4 });
    await expect(weir.run(new DrainHost(actor, first, { drainBy: now }))).rejects.toMatchObject({ code: 'invalid_request' });
    expect(await weir.run(new UncordonHost(actor, first))).toMatchObject({ state: 'open', drainBy: null, generation: 5 });
    expect(await weir.run(new UncordonHost(actor, first))).toMatchObject({ generation: 5 });
  });

  test('uncordoning wakes the scheduler of the pool', async () => {
    const { actor, pool, first } = await fleet(1);
    await weir.run(new CordonHost(actor, first));
    const signals = new Signals(weir.database.options.url);
    const woken = new Promise<string>((resolve) => { signals.on(signalChannels.schedule, (payload) => { if (payload) resolve(payload); }); });
    await signals.start();
    await weir.run(new UncordonHost(actor, first));
    expect(await woken).toBe(pool.id);
    await signals.stop();
  });

  test('maintenance windows are seen ahead, and gone when over or withdrawn', async () => {
    const { actor, first } = await fleet(1);
    const now = weir.clock.now();
    const add = (startsAt: number, endsAt: number) => weir.run(new AddMaintenanceWindow(actor, first, { startsAt, endsAt, reason: 'new disks' }));
    await expect(add(now + 10, now + 10)).rejects.toMatchObject({ code: 'invalid_window' });
    await expect(add(now - 10, now)).rejects.toMatchObject({ code: 'invalid_window' });
    const soon = await add(now + 10, now + 20);
    const later = await add(now + MILLIS_PER_HOUR, now + 2 * MILLIS_PER_HOUR);
    expect((await weir.ask(new GetHost(actor, first))).maintenance).toEqual([soon, later]);
    weir.clock.advance(20);
    expect((await weir.ask(new GetHost(actor, first))).maintenance).toEqual([later]);
    await weir.run(new RemoveMaintenanceWindow(actor, first, later.id));
    expect((await weir.ask(new GetHost(actor, first))).maintenance).toEqual([]);
    await expect(weir.run(new RemoveMaintenanceWindow(actor, first, later.id))).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('pools', () => {
  test('are for administrators, with shares that make a whole', async () => {
    await expect(weir.run(new CreatePool(tenant, { name: 'mine' }))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(weir.run(new CreatePool(admin, { name: 'odd', operatorBps: 9_000 }))).rejects.toMatchObject({ code: 'invalid_shares' });
    const pool = await weir.run(new CreatePool(admin, { name: 'even', operatorBps: 9_000, treasuryBps: 500 }));
    expect(pool).toMatchObject({ operatorShareCapBps: 4_000, operatorBps: 9_000, treasuryBps: 500, feeBps: 500 });
    await expect(weir.run(new CreatePool(admin, { name: 'even' }))).rejects.toMatchObject({ code: 'name_taken' });
    await expect(weir.run(new UpdatePool(admin, pool.id, { feeBps: 501 }))).rejects.toMatchObject({ code: 'invalid_shares' });
    await expect(weir.run(new UpdatePool(admin, newId('pool'), {}))).rejects.toMatchObject({ code: 'not_found' });
    expect(await weir.run(new UpdatePool(admin, pool.id, { operatorShareCapBps: 5_000 }))).toEqual({ ...pool, operatorShareCapBps: 5_000 });
    await expect(weir.ask(new ListPools(tenant, { limit: 1 }))).rejects.toMatchObject({ code: 'forbidden' });
    expect((await weir.ask(new ListPools(admin, { limit: 200 }))).items.map(({ name }) => name)).toContain('even');
  });

  test('show tenants where and roughly how much, and nothing of who', async () => {
    const { actor, pool, cluster, ids, first } = await fleet(2);
    const offered = async () => {
      const found = (await weir.ask(new ListOfferedPools({ limit: 200 }))).items.find(({ name }) => name === pool.name)!;
      const text = JSON.stringify(found);
      for (const secret of [actor.ownerId, cluster.id, ...ids, 'host-', 'fra1', '8000', '16000']) expect(text).not.toContain(secret);
      return found;
    };
    expect(await offered()).toEqual({
      name: pool.name, jurisdictions: ['DE'], regions: ['europe-west'],
      classes: [{ resourceClass: 'CPU_MILLI', variant: '', availability: 'high' }, { resourceClass: 'GPU_MILLI', variant: 'A100', availability: 'high' }],
    });
    await take(cpu(first, 8_000), cpu(ids[1]!, 1));
    expect((await offered()).classes[0]).toMatchObject({ availability: 'medium' });
    await take(cpu(ids[1]!, 7_000));
    expect((await offered()).classes[0]).toMatchObject({ availability: 'low' });
    await weir.run(new CordonHost(actor, ids[1]!));
    expect((await offered()).classes[0]).toMatchObject({ availability: 'none' });
    weir.clock.advance(defaultSettings.hostStaleAfterMillis + 1);
    expect(await offered()).toEqual({ name: pool.name, jurisdictions: [], regions: [], classes: [] });
  });
});

test('lists come in pages that neither repeat nor skip', async () => {
  const { actor, cluster } = await fleet(7);
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await weir.ask(new ListHosts(actor, { clusterId: cluster.id, state: 'open', trait: 'nvme' }, { limit: 3, after }));
    seen.push(...page.items.map((host) => host.name));
    after = page.next ?? undefined;
  } while (after !== undefined);
  expect(seen.toSorted()).toEqual(Array.from({ length: 7 }, (_, n) => `host-${n}`));
});

test('lists are searched and put in order by name', async () => {
  const { actor } = await fleet(5);
  const all = async (filter: Pick<HostFilter, 'search' | 'sort'>) => {
    const names: string[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page: Page<HostView> = await weir.ask(new ListHosts(actor, filter, { limit: 2, after }));
      names.push(...page.items.map((host) => host.name));
      after = page.next;
    }
    return names;
  };
  expect(await all({ sort: 'name' })).toEqual(['host-0', 'host-1', 'host-2', 'host-3', 'host-4']);
  expect(await all({ sort: '-name', search: 'HOST' })).toEqual(['host-4', 'host-3', 'host-2', 'host-1', 'host-0']);
  expect(await all({ sort: 'name', search: 't-3' })).toEqual(['host-3']);
  expect(await all({ search: 'host_' })).toEqual([]);
});
