import { readFile } from 'node:fs/promises';
import { describe, expect, inject, test } from 'vitest';

import { visitEach, type Visitor } from './visitor.js';

const weir = inject('weir');
let visitor: Visitor;

visitEach(() => weir, (one) => (visitor = one));

const price = async (): Promise<string> => visitor.page.locator('[data-quote="current"] .price').innerText();

describe('a tenant', () => {
  test('by mouse: signs in, launches a lease by a quote that follows each field, scales it and closes it', async () => {
    const { page } = visitor;
    await visitor.go('/leases/new');
    await page.getByRole('heading', { name: 'Sign in to Weir' }).waitFor();
    await visitor.look('sign-in');
    await page.getByLabel('Account').fill(weir.account.email);
    await page.getByLabel('Password').fill(weir.account.password);
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByRole('heading', { name: 'Launch a lease' }).waitFor();
    await page.getByText('Fits now', { exact: true }).waitFor();
    const one = await price();
    await page.getByLabel('Replicas').fill('4');
    await expect.poll(price, { timeout: 20_000 }).not.toBe(one);
    await page.getByRole('button', { name: /Spread/ }).click();
    await page.getByRole('option', { name: 'Over operators' }).click();
    await page.getByText('No room now').waitFor();
    await page.getByText('It would fit without:').waitFor();
    await visitor.look('launch-no-room');
    await page.getByLabel('Replicas').fill('2');
    await page.getByText('Fits now', { exact: true }).waitFor();
    await page.getByLabel('Name', { exact: true }).fill('by-mouse');
    await visitor.look('launch');
    await page.getByRole('button', { name: 'Launch', exact: true }).click();

    await page.getByRole('heading', { name: /by-mouse/ }).waitFor();
    await page.getByText('2 of 2').waitFor();
    await page.getByRole('log').getByText(/simulated replica/).first().waitFor();
    await visitor.look('lease');
    await page.getByRole('button', { name: 'Scale' }).click();
    await page.getByRole('dialog').getByLabel('Replicas').fill('1');
    await visitor.look('lease-scale');
    await page.getByRole('dialog').getByRole('button', { name: 'Scale' }).click();
    await page.getByText('1 of 1').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Close it for good' }).click();
    await page.getByRole('heading', { name: /by-mouse Clos(ing|ed)/ }).waitFor();
  });

  test('by keyboard alone: signs in, launches a lease and closes it', async () => {
    const { page } = visitor;
    await visitor.go('/sign-in');
    await visitor.tabTo('textbox', 'Account');
    await page.keyboard.type(weir.account.email);
    await visitor.tabTo('textbox', 'Password');
    await page.keyboard.type(`${weir.account.password}\n`);
    await page.getByRole('heading', { level: 1, name: 'Leases' }).waitFor();
    await visitor.tabTo('link', 'Launch a lease');
    await page.keyboard.press('Enter');
    await visitor.tabTo('textbox', 'Name');
    await page.keyboard.type('by-keyboard');
    await visitor.tabTo('button', /Spread/);
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'Over hosts' }).waitFor();
    await page.keyboard.type('Over hosts');
    await page.keyboard.press('Enter');
    await visitor.tabTo('checkbox', 'CH');
    await page.keyboard.press('Space');
    await page.getByText('Fits now', { exact: true }).waitFor();
    await visitor.tabTo('button', 'Launch');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 1').waitFor();
    await visitor.tabTo('button', 'Close');
    await page.keyboard.press('Enter');
    await visitor.tabTo('button', 'Close it for good');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /by-keyboard Clos(ing|ed)/ }).waitFor();
  });

  test('checks a statement in the browser, and hears of a digit that was changed on the way', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await page.getByRole('link', { name: 'Statements' }).click();
    await page.locator('tbody a').last().click();
    const verify = page.getByRole('button', { name: 'Verify in this browser' });
    // The head that covers a statement is signed some seconds after it closes.
    visitor.expectRefusal(409, /\/proof$/);
    visitor.expectRefusal(503, /\/proof$/);
    await expect.poll(async () => {
      await verify.click();
      return page.getByText('Verified.', { exact: true }).or(page.getByRole('alert')).first().innerText();
    }, { timeout: 60_000, interval: 2_000 }).toBe('Verified.');
    await visitor.look('statement');
    await page.route('**/proof', async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      const changed = text.replace(/("amount":")(\d)/, (_, name: string, digit: string) => name + ((Number(digit) + 1) % 10));
      expect(changed).not.toBe(text);
      await route.fulfill({ response, body: changed });
    });
    await verify.click();
    await page.getByText('Not verified.').waitFor();
    await page.getByText(/amount/).first().waitFor();
  });

  test('finds wallet, budgets, webhooks, keys and members; a secret is shown once', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await page.getByRole('link', { name: 'Wallet' }).click();
    await page.getByRole('button', { name: 'New budget' }).click();
    await page.getByLabel('To spend in a month').fill('12.5');
    await page.getByRole('button', { name: 'Set it' }).click();
    await page.getByText(/of 12\.5/).waitFor();
    await visitor.look('wallet');
    // There is no payment service here; wallet.spec.ts has one.
    visitor.expectRefusal(409, /^\/v1\/wallet\/top-up$/);
    await page.getByRole('button', { name: 'Set up' }).click();
    for (const field of ['When less is available than', 'Ask for', 'At most in a month']) await page.getByRole('dialog').getByLabel(field).fill('10');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('there is no payment service').waitFor();
    await page.getByRole('alert').getByText('Ask your administrator').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('None: the wallet asks for nothing by itself.').waitFor();

    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByRole('button', { name: 'Add an endpoint' }).click();
    await page.getByLabel('Address').fill('no address');
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await page.getByRole('dialog').waitFor();
    await page.getByLabel('Address').fill(`${weir.url}/v1/nothing`);
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('link', { name: `${weir.url}/v1/nothing` }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByRole('table', { name: 'Attempts' }).getByText('401').first().waitFor({ timeout: 40_000 });
    await visitor.look('endpoint');

    await page.getByRole('link', { name: 'Access' }).click();
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('from the console');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText(/^weir_ten_\S{40,}$/).waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('rowheader', { name: 'from the console' }).waitFor();
    await visitor.look('access');
    await page.getByLabel('Search keys').fill('THE CONS');
    await expect.poll(async () => page.getByRole('table', { name: 'API keys' }).getByRole('rowheader').allInnerTexts()).toEqual(['from the console']);
    await page.getByLabel('Search members').fill('nobody@');
    await page.getByText('Nobody of that address.').waitFor();
    await page.getByLabel('Search projects').fill('no such');
    await page.getByText('No such project.').waitFor();
  });

  test('finds on a lease\'s page what happened and what it cost so far', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await page.getByRole('link', { name: 'first-lease' }).click();
    await page.getByRole('region', { name: 'Timeline' }).getByText('Activated').waitFor();
    await page.getByRole('table', { name: 'Replicas' }).getByText('Ready').first().waitFor();
    // It is settled once in a while.
    await page.getByRole('table', { name: 'By class' }).getByRole('rowheader', { name: 'CPU' }).waitFor({ timeout: 80_000 });
    const cost = await page.getByRole('region', { name: 'Cost so far' }).locator('.price').innerText();
    expect(Number(cost)).toBeGreaterThan(0);
    await page.getByRole('region', { name: 'Charges' }).getByRole('rowheader', { name: /CPU/ }).first().waitFor();
    await page.getByText('Loading …').first().waitFor({ state: 'detached' });
    await visitor.look('lease-cost');
  });

  test('takes a bill along in each form', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await page.getByRole('link', { name: 'Statements' }).click();
    await page.locator('tbody a').last().click();
    const id = (await page.getByText(/^stm_\w{24}$/).innerText()).trim();
    const begins = { CSV: ['csv', /^statement_id,line,/], JSON: ['json', /^\{/], Page: ['html', /^<!doctype html>/i] } as const;
    for (const [name, [ending, begin]] of Object.entries(begins)) {
      const kept = page.waitForEvent('download');
      await page.getByRole('button', { name, exact: true }).click();
      const file = await kept;
      expect([file.suggestedFilename(), await readFile(await file.path(), 'utf8')]).toEqual([`${id}.${ending}`, expect.stringMatching(begin)]);
    }
    // What a token costs this installation does not say.
    visitor.expectRefusal(400, /\/export$/);
    await page.getByRole('button', { name: 'FOCUS' }).click();
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('dialog').getByText(/need the price of a token/).first().waitFor();
    await page.getByLabel('A token costs').fill('0.0123');
    await page.getByLabel('In', { exact: true }).fill('eur');
    const kept = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const file = await kept;
    expect([file.suggestedFilename(), await readFile(await file.path(), 'utf8')]).toEqual([`${id}.focus.csv`, expect.stringMatching(/BillingCurrency[^]*,EUR,/)]);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('has a message delivered again, and sets a quota', async () => {
    const { page } = visitor;
    await visitor.signIn();
    const url = `${weir.url}/v1/nowhere`;
    const made = await fetch(`${weir.url}/v1/webhooks/endpoints`, { method: 'POST', headers: { authorization: `Bearer ${weir.tenantKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ url }) });
    expect(made.status).toBe(201);
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByRole('link', { name: url }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    const attempts = page.getByRole('table', { name: 'Attempts' });
    const answers = attempts.getByText('401');
    const before = await answers.first().waitFor({ timeout: 40_000 }).then(() => answers.count());
    await attempts.getByRole('button', { name: 'Deliver again' }).first().click();
    await expect.poll(() => answers.count(), { timeout: 40_000 }).toBeGreaterThan(before);

    await page.getByRole('link', { name: 'Access' }).click();
    await page.getByRole('button', { name: 'Set a quota' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Project/ }).click();
    await page.getByRole('option').first().click();
    await dialog.getByLabel('At most').fill('64000');
    await dialog.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('At most 64 CPU in').waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).last().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('None: projects may claim').waitFor();
  });

  test('finds a lease by a part of its name, on the server', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await page.getByLabel('Search').fill('irst-le');
    await page.getByRole('link', { name: 'first-lease' }).waitFor();
    await page.getByLabel('Search').fill('no such name');
    await page.getByText('No such lease.').waitFor();
  });

  test('sees names as they are written, whatever they would do in a page', async () => {
    const { page } = visitor;
    const name = `<img src=x onerror=alert(1)>"'><script>alert(2)</script>`;
    await visitor.signIn();
    const made = await fetch(`${weir.url}/v1/projects`, { method: 'POST', headers: { authorization: `Bearer ${weir.tenantKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ name }) });
    const hook = await fetch(`${weir.url}/v1/webhooks/endpoints`, { method: 'POST', headers: { authorization: `Bearer ${weir.tenantKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ url: 'http://127.0.0.1:9/x', description: name }) });
    expect([made.status, hook.status]).toEqual([201, 201]);
    await page.getByRole('link', { name: 'Access' }).click();
    await page.getByText(name).first().waitFor();
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByRole('link', { name: 'http://127.0.0.1:9/x' }).click();
    await page.getByText(name).first().waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });
});
