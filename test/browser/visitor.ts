import { AxeBuilder } from '@axe-core/playwright';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';

import type { WholeWeir } from './whole-weir.js';

const pictures = join(import.meta.dirname, '../../.browser');
const MOST_TABS = 150;

/** Debian's Chromium, or the one that CHROMIUM names. */
export const startBrowser = async (): Promise<Browser> => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

/** Has each test of a file a visitor of its own, all in one browser; what went wrong in it fails its test. `weir` is asked for before each, since it may begin with the file. */
export function visitEach(weir: () => WholeWeir, enter: (visitor: Visitor, browser: Browser) => void): void {
  let browser: Browser | undefined;
  let visitor: Visitor | undefined;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => browser?.close());
  beforeEach(async () => {
    visitor = undefined; // that of the test before has left
    visitor = await visit(browser!, weir());
    enter(visitor, browser!);
  });
  afterEach(async () => visitor?.leave());
}

/** Somebody before the console. What goes wrong in their browser meanwhile is kept, and `leave` fails on it. */
export interface Visitor {
  page: Page;
  go(path: string): Promise<void>;
  /** Keeps a picture of the page, and fails on what not everybody can use. */
  look(name: string): Promise<void>;
  signIn(): Promise<void>;
  signInByKeyboard(): Promise<void>;
  /** Chooses as what to act, by mouse. */
  actAs(name: RegExp): Promise<void>;
  /** The same by keyboard: moves to the option by the arrows, and waits for the page of this name. */
  actAsByKeyboard(name: RegExp, heading: string): Promise<void>;
  /** Presses Tab until what has this name and role has the focus, as whoever has no mouse does. */
  tabTo(role: Role, name: string | RegExp): Promise<void>;
  /** A refusal of the API that is meant to come; the browser logs each. */
  expectRefusal(status: number, path: RegExp): void;
  /** What the browser is meant to say. */
  expectConsole(text: RegExp): void;
  leave(): Promise<void>;
}

type Role = Parameters<Page['getByRole']>[0];

/** Answers that are no faults: nobody is signed in yet, there is no rule or pool of this kind yet, a replica ended while its logs were asked for. */
const usual: [status: number, path: RegExp][] = [[401, /^\/v1\/session$/], [404, /^\/v1\/wallet\/top-up$/], [404, /^\/v1\/operator\/stake-pool$/], [409, /\/logs$/]];

export async function visit(browser: Browser, weir: WholeWeir, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const expected = [...usual];
  const said: RegExp[] = [];
  const faults: string[] = [];
  const isExpected = (status: number, url: string): boolean => expected.some(([code, path]) => code === status && path.test(new URL(url).pathname));
  page.on('pageerror', (error) => faults.push(`threw ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`a dialog said ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${weir.url}/`) && !/^(blob|data):/.test(request.url()) && !said.some((text) => text.test(request.url()))) faults.push(`asked ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !isExpected(response.status(), response.url())) faults.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
  page.on('console', (message) => {
    // Refusals are looked at above, where their status and address are known.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource') && !said.some((text) => text.test(message.text()))) faults.push(`console: ${message.text()}`);
  });
  const go = async (path: string): Promise<void> => void (await page.goto(`${weir.url}/console${path}`));
  return {
    page, go,
    async look(name) {
      await mkdir(pictures, { recursive: true });
      await page.evaluate(() => scrollTo(0, 0)); // else the header that stays in sight lies over something
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
      expect(violations.map(({ id, help, nodes }) => `${name}: ${id}: ${help}: ${nodes.map(({ html }) => html).slice(0, 3).join(' | ')}`)).toEqual([]);
    },
    async signIn() {
      await go('/sign-in');
      await page.getByLabel('Account').fill(weir.account.email);
      await page.getByLabel('Password').fill(weir.account.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { level: 1, name: 'Leases' }).waitFor();
    },
    async signInByKeyboard() {
      await go('/sign-in');
      await tabTo(page, page.getByRole('textbox', { name: 'Account' }));
      await page.keyboard.type(weir.account.email);
      await tabTo(page, page.getByRole('textbox', { name: 'Password' }));
      await page.keyboard.type(`${weir.account.password}\n`);
      await page.getByRole('heading', { level: 1, name: 'Leases' }).waitFor();
    },
    async actAs(name) {
      await page.getByRole('button', { name: /Acting as/ }).click();
      await page.getByRole('option', { name }).click();
    },
    async actAsByKeyboard(name, heading) {
      await tabTo(page, page.getByRole('button', { name: /Acting as/ }));
      await page.keyboard.press('Enter');
      await arrowTo(page, page.getByRole('option', { name }));
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    },
    tabTo: async (role, name) => tabTo(page, page.getByRole(role, { name, exact: typeof name === 'string' })),
    expectRefusal: (status, path) => void expected.push([status, path]),
    expectConsole: (text) => void said.push(text),
    async leave() {
      await context.close();
      expect(faults).toEqual([]);
    },
  };
}

/** What a part of the page says of this name, as `Facts` shows it. */
export const factIn = (part: Locator, name: string): Locator => part.locator('dl.facts > div', { has: part.page().locator(`dt:text-is("${name}")`) }).locator('dd');

async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.first().waitFor();
  for (let press = 0; press < MOST_TABS; press++) {
    if (await wanted.first().evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${wanted.toString()} is not reached by Tab`);
}

async function arrowTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  await page.keyboard.press('Home');
  for (let press = 0; press < MOST_TABS; press++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`${wanted.toString()} is not reached by the arrows`);
}
