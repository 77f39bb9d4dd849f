import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

import { apiCall } from '#apps/weir';

import type { ListsWorld } from './lists-world.js';

const ACCOUNT = { email: 'lists@example.com', password: 'correct horse battery staple' };
/** Turns of the wheel while leases scroll by: a few hundred rows. */
const TURNS = 60;
const TURN_PIXELS = 400;
const TURN_MILLIS = 50;
/** Somebody looks at a page for a moment before they go on to another. */
const REST_MILLIS = 2_000;
/** The page is opened, scrolled and closed in one session; a page that takes longer than this is a fault. */
const MOST_MILLIS = 60_000;

type Kind = 'tenant' | 'operator' | 'backer' | 'admin';

interface ConsolePage {
  as: Kind;
  path: string;
  /** What its table is called. */
  table: string;
}

/** Every page of the console that has a list, and the list that people open it for. */
function consolePages({ leaseId, statementId, endpointId, poolId }: ListsWorld): Record<string, ConsolePage> {
  return {
    leases: { as: 'tenant', path: '/leases', table: 'Leases' }, 'leases search': { as: 'tenant', path: '/leases?search=job%2077', table: 'Leases' },
    lease: { as: 'tenant', path: `/leases/${leaseId}`, table: 'Charges' }, wallet: { as: 'tenant', path: '/wallet', table: 'Movements' },
    statements: { as: 'tenant', path: '/statements', table: 'Statements' }, statement: { as: 'tenant', path: `/statements/${statementId}`, table: 'Lines' },
    webhooks: { as: 'tenant', path: '/webhooks', table: 'Messages' }, endpoint: { as: 'tenant', path: `/webhooks/${endpointId}`, table: 'Attempts' }, access: { as: 'tenant', path: '/access', table: 'API keys' },
    fleet: { as: 'operator', path: '/operator/fleet', table: 'Hosts' }, earnings: { as: 'operator', path: '/operator/earnings', table: 'Payouts' }, faults: { as: 'operator', path: '/operator/faults', table: 'Faults' },
    'stake pools': { as: 'backer', path: '/backer', table: 'Stake pools' },
    administration: { as: 'admin', path: '/admin', table: 'Pools' }, pool: { as: 'admin', path: `/admin/pools/${poolId}`, table: 'Changes' }, breakers: { as: 'admin', path: '/admin/breakers', table: 'Breakers' },
    'all slashes': { as: 'admin', path: '/admin/slashes', table: 'Slashes' }, 'held usage': { as: 'admin', path: '/admin/held-usage', table: 'Held usage' },
  };
}

/** Debian's Chromium before the console, as somebody who may act as everybody. */
export class ListsBrowser {
  private constructor(private readonly browser: Browser, private readonly url: string, private readonly pages: Record<string, ConsolePage>, private readonly contexts: Record<Kind, BrowserContext>) {}

  static async start(url: string, world: ListsWorld): Promise<ListsBrowser> {
    const admin = apiCall(url, world.adminKey);
    await admin('POST', '/v1/admin/people', { ...ACCOUNT, name: 'Lists' });
    await admin('POST', '/v1/admin/members', { email: ACCOUNT.email, role: 'administrator' });
    await apiCall(url, world.tenant.key)('POST', '/v1/members', { email: ACCOUNT.email, role: 'owner' });
    await apiCall(url, world.operator.key)('POST', '/v1/operator/members', { email: ACCOUNT.email, role: 'owner' });
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
    const roles = { tenant: `tenant:${world.tenant.id}`, operator: `operator:${world.operator.id}`, backer: `backer:${world.tenant.id}`, admin: 'admin:platform' };
    const contexts = await Promise.all(Object.entries(roles).map(async ([kind, role]) => [kind, await signedIn(browser, url, role)]));
    return new ListsBrowser(browser, url, consolePages(world), Object.fromEntries(contexts) as Record<Kind, BrowserContext>);
  }

  /** Milliseconds from navigation until the rows can be seen, page by page; and of the first view, for somebody who never was here, until it can be typed into. */
  async openAll(): Promise<Record<string, number>> {
    const figures: Record<string, number> = { interactive: await this.openFirst() };
    for (const [name, { as, path, table }] of Object.entries(this.pages)) {
      const page = await this.contexts[as].newPage();
      figures[name] = await opened(page, `${this.url}/console${path}`, `table[aria-label="${table}"] tbody tr`);
      await page.close();
    }
    return figures;
  }

  /** Milliseconds from following a link of the console, where nobody was on the page before, until its rows can be seen. */
  async followAll(): Promise<Record<string, number>> {
    const figures: Record<string, number> = {};
    for (const [name, { as, path, table }] of Object.entries(this.pages)) {
      const page = await this.contexts[as].newPage();
      await page.goto(`${this.url}/console/status`);
      await page.waitForTimeout(REST_MILLIS);
      figures[name] = await page.evaluate(untilDrawn, [`table[aria-label="${table}"] tbody tr`, MOST_MILLIS, `/console${path}`] as const);
      await page.close();
    }
    return figures;
  }

  async openBare(url: string): Promise<number> {
    const page = await this.contexts.tenant.newPage();
    const millis = await opened(page, url, 'table tbody tr');
    await page.close();
    return millis;
  }

  /** With nothing cached. */
  private async openFirst(): Promise<number> {
    const context = await this.browser.newContext();
    const millis = await opened(await context.newPage(), `${this.url}/console/`, 'input[type=password]');
    await context.close();
    return millis;
  }

  /** Turns the wheel over the leases: how long frames took, and how many rows the page holds at the end. */
  async scrollLeases(): Promise<Record<string, number>> {
    const page = await this.contexts.tenant.newPage();
    await opened(page, `${this.url}/console/leases`, 'table[aria-label="Leases"] tbody tr');
    await page.evaluate(watchFrames);
    await page.mouse.move(600, 500);
    for (let turn = 0; turn < TURNS; turn++) {
      await page.mouse.wheel(0, TURN_PIXELS);
      await page.waitForTimeout(TURN_MILLIS);
    }
    const { p95, longest, rows, reached } = await page.evaluate(framesSeen);
    await page.close();
    return { 'leases scroll frame p95 ms': Math.round(p95), 'leases scroll longest frame ms': Math.round(longest), 'leases rows in the page': rows, 'leases pixels scrolled': Math.round(reached) };
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

async function signedIn(browser: Browser, url: string, role: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const { status } = await context.request.post(`${url}/v1/session`, { data: { account: ACCOUNT.email, password: ACCOUNT.password }, headers: { origin: url } }).then((answer) => ({ status: answer.status() }));
  if (status !== 200) throw new Error(`nobody could sign in: ${status}`);
  const page = await context.newPage();
  await page.goto(`${url}/console/status`);
  await page.evaluate((kept) => localStorage.setItem('weir.role', kept), role);
  await page.close();
  return context;
}

/** What the functions that run in the page need of it; the build knows no browser. */
declare const document: { querySelector(selector: string): unknown; querySelectorAll(selector: string): ArrayLike<unknown> };
declare const localStorage: { setItem(name: string, value: string): void };
declare const history: { pushState(state: object, unused: string, url: string): void };
declare const scrollY: number;
declare function requestAnimationFrame(callback: (now: number) => void): number;
declare global {
  // oxlint-disable-next-line no-var -- what a page keeps for us
  var weirOpened: Promise<number>, weirFrames: number[];
}

/** Milliseconds from navigation until something is drawn, and the page is at rest. @throws Error when it never is. */
async function opened(page: Page, url: string, selector: string): Promise<number> {
  await page.addInitScript(`globalThis.weirOpened = (${String(untilDrawn)})(${JSON.stringify([selector, MOST_MILLIS])})`);
  await page.goto(url);
  return page.evaluate(() => globalThis.weirOpened);
}

/** In the page: milliseconds until something is drawn, and the page is at rest, so that it would answer to a key. From navigation, or from following a link to a path, as the router takes it. */
function untilDrawn([wanted, most, path]: readonly [string, number, string?]): Promise<number> {
  const start = path === undefined ? 0 : performance.now();
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`${wanted} did not come`)), most);
    const look = (): void => {
      if (!document.querySelector(wanted)) requestAnimationFrame(look);
      else requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    };
    if (path !== undefined) history.pushState({}, '', path);
    requestAnimationFrame(look);
  });
}

function watchFrames(): void {
  globalThis.weirFrames = [];
  let last = performance.now();
  const frame = (now: number): void => {
    globalThis.weirFrames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

function framesSeen(): { p95: number; longest: number; rows: number; reached: number } {
  const frames = globalThis.weirFrames.toSorted((one, other) => one - other);
  return { p95: frames[Math.floor(frames.length * 0.95)]!, longest: frames.at(-1)!, rows: document.querySelectorAll('table.list tbody tr').length, reached: scrollY };
}
