import { setTimeout as sleep } from 'node:timers/promises';

import { operatorApi } from '../api-access.js';
import type { ApiCall } from '../api-call.js';
import { classOf } from '../class-of.js';
import { CommandFailed } from '../command-failed.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OperatorOptions } from '../options.js';
import { listAll, pagesOf } from '../pages.js';
import { plainTable } from '../plain-table.js';

export interface ListHostsOptions extends OperatorOptions {
  state?: string;
  contact?: string;
  search?: string;
}

export interface DrainOptions extends OperatorOptions {
  within?: number;
  wait?: boolean;
}

export interface EarningsOptions extends OperatorOptions {
  by: string;
  host?: string;
}

interface Inventory {
  resourceClass: string;
  variant: string;
  capacity: number;
  used: number;
}

interface Host {
  id: string;
  name: string;
  state: string;
  contact: string;
  generation: number;
  drainBy: number | null;
  withheld: string[];
  inventories: Inventory[];
}

interface Diagnosis {
  hosts: number;
  hostsOnOffer: number;
  classes: { resourceClass: string; variant: string; capacity: number; used: number; offered: number; notOffered: number; reasons: { code: string; amount: number; detail: string; hosts: number }[] }[];
}

interface Earnings {
  items: { periodStartsAt: number; hostId: string; resourceClass: string; variant: string; amount: string }[];
  nextCursor: string | null;
  total: string;
  balance: string;
}

const MILLIS_PER_MINUTE = 60_000;
/** A draining host is looked at this often, for an hour past the time by which it must be empty. */
const LOOK_EVERY_MILLIS = 2_000;
const MOST_OVERTIME_MILLIS = 3_600_000;
const MOST_PAGES = 100;

/** Lists hosts. @throws CommandFailed, ConfigurationError. */
export async function listHosts(config: Config, { state, contact, search, operator, json }: ListHostsOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  const query = new URLSearchParams({ ...(state === undefined ? {} : { state }), ...(contact === undefined ? {} : { contact }), ...(search === undefined ? {} : { search }) }).toString();
  const hosts = await listAll<Host>(call, `/v1/operator/hosts${query === '' ? '' : `?${query}`}`);
  console.log(json ? JSON.stringify(hosts) : hosts.length === 0 ? 'no hosts' : table(hosts));
}

/** Tells what of the operator's capacity is not on offer, and why. @throws CommandFailed, ConfigurationError. */
export async function diagnose(config: Config, { operator, json }: OperatorOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  const diagnosis = await call<Diagnosis>('GET', '/v1/operator/doctor');
  if (json) return console.log(JSON.stringify(diagnosis));
  const rows = plainTable(['class', 'capacity', 'in use', 'on offer', 'held back', 'why']);
  for (const { capacity, used, offered, notOffered, reasons, ...one } of diagnosis.classes) {
    rows.push([classOf(one), capacity, used, offered, notOffered, reasons.map(({ detail, amount, hosts }) => `${detail} (${amount}, ${hosts} hosts)`).join('\n')]);
  }
  console.log(`${diagnosis.hostsOnOffer} of ${diagnosis.hosts} hosts are on offer\n${rows.toString()}`);
}

/** Takes a host off offer, or puts it on again. @throws CommandFailed, ConfigurationError. */
export async function changeHost(config: Config, action: 'cordon' | 'uncordon', nameOrId: string, { operator, json }: OperatorOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  const seen = await findHost(call, nameOrId);
  const host = await call<Host>('POST', `/v1/operator/hosts/${seen.id}/${action}`, { generation: seen.generation });
  console.log(json ? JSON.stringify(host) : `${host.name} (${host.id}): ${host.state}`);
}

/** Has what runs on a host moved; with `wait`, shows what is left until it is empty. @throws CommandFailed, ConfigurationError. */
export async function drainHost(config: Config, nameOrId: string, { within, wait, operator, json }: DrainOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  const seen = await findHost(call, nameOrId);
  const body = { generation: seen.generation, ...(within === undefined ? {} : { drainBy: Date.now() + within * MILLIS_PER_MINUTE }) };
  let host = await call<Host>('POST', `/v1/operator/hosts/${seen.id}/drain`, body);
  let shown = '';
  while (wait && !isEmpty(host)) {
    if (Date.now() > (host.drainBy ?? 0) + MOST_OVERTIME_MILLIS) throw new CommandFailed(`${host.name} is not empty an hour after it had to be: ${inUse(host)}`);
    if (!json && inUse(host) !== shown) console.log(`${host.name}: ${(shown = inUse(host))} in use`);
    await sleep(LOOK_EVERY_MILLIS);
    host = await call<Host>('GET', `/v1/operator/hosts/${seen.id}`);
  }
  const by = host.drainBy === null ? '' : `, by ${moment(host.drainBy)}`;
  console.log(json ? JSON.stringify(host) : `${host.name} (${host.id}): ${isEmpty(host) ? 'empty' : `${host.state}${by}`}`);
}

/** Tells what hosts earned in the last thirty days. @throws CommandFailed, ConfigurationError. */
export async function showEarnings(config: Config, { by, host, operator, json }: EarningsOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  const query = new URLSearchParams({ by, ...(host === undefined ? {} : { hostId: (await findHost(call, host)).id }) });
  const items: Earnings['items'] = [];
  let [total, balance] = ['0', '0'];
  for await (const page of pagesOf<Earnings>(call, `/v1/operator/earnings?${query.toString()}`, { limit: 200, most: MOST_PAGES, tooMany: 'there are more lines than are shown: sum them up by longer spans, or by host' })) {
    if (items.length === 0) ({ total, balance } = page);
    items.push(...page.items);
  }
  if (json) return console.log(JSON.stringify({ items, total, balance }));
  const names = new Map((await listAll<Host>(call, '/v1/operator/hosts')).map(({ id, name }) => [id, name]));
  const rows = plainTable(['from', 'host', 'class', 'nano-tokens']);
  for (const item of items) rows.push([moment(item.periodStartsAt), names.get(item.hostId) ?? item.hostId, classOf(item), item.amount]);
  console.log(`${total} nano-tokens earned, ${balance} to be paid out${items.length === 0 ? '' : `\n${rows.toString()}`}`);
}

/** Of an id or a name. @throws CommandFailed */
export async function findHost(call: ApiCall, nameOrId: string): Promise<Host> {
  const isId = /^hst_[0-9a-z]{24}$/.test(nameOrId);
  if (isId) return call<Host>('GET', `/v1/operator/hosts/${nameOrId}`);
  const named = (await listAll<Host>(call, `/v1/operator/hosts?name=${encodeURIComponent(nameOrId)}`)).filter(({ name }) => name === nameOrId);
  if (named.length === 1) return named[0]!;
  throw new CommandFailed(named.length === 0 ? `you have no host ${nameOrId}; weir operator hosts shows them` : `several hosts are called ${nameOrId}: ${named.map(({ id }) => id).join(', ')}`);
}

function table(hosts: readonly Host[]): string {
  const rows = plainTable(['host', 'name', 'state', 'contact', 'in use', 'held back by its cluster']);
  for (const host of hosts) rows.push([host.id, host.name, host.state, host.contact, host.inventories.map((one) => `${classOf(one)} ${one.used}/${one.capacity}`).join('\n'), host.withheld.join('\n')]);
  return rows.toString();
}

function isEmpty({ inventories }: Host): boolean {
  return inventories.every(({ used }) => used === 0);
}

function inUse({ inventories }: Host): string {
  return inventories.filter(({ used }) => used > 0).map((one) => `${classOf(one)} ${one.used}`).join(', ');
}
