import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type ApiCall, apiCall } from '#apps/weir';
import { NANO_PER_TOKEN, newId } from '#libs/kernel';
import { httpSink, type HttpSink } from '#libs/testing';
import { signatureHeaders } from '#libs/webhook';

import { type WholeProduct, wholeProduct } from '../support/whole-product.js';
import { factIn, visitEach, type Visitor } from './visitor.js';

const account = { email: 'payer@example.com', password: 'correct horse battery staple' };
const secret = `whsec_${randomBytes(32).toString('base64')}`;
const tokens = (count: number): string => (BigInt(count) * NANO_PER_TOKEN).toString();
/** Of a sweep, of the message that it makes, and of the page's next look. */
const SOON = { timeout: 40_000 };

let service: HttpSink;
let product: WholeProduct;
let tenantId: string;
let asTenant: ApiCall;
let visitor: Visitor;

/** Beside a payment service, which the product has none of by itself; with a tenant of five tokens. */
beforeAll(async () => {
  service = await httpSink();
  const payment = { url: `${service.url}payments`, secrets: [secret] };
  product = await wholeProduct({}, { consoleFolder: join(import.meta.dirname, '../../dist/console') }, { config: { payment } });
  const admin = apiCall(product.url, product.adminKey);
  const { tenant, key } = await admin<{ tenant: { id: string }; key: { secret: string } }>('POST', '/v1/admin/tenants', { name: 'payer' });
  [tenantId, asTenant] = [tenant.id, apiCall(product.url, key.secret)];
  await admin('POST', '/v1/admin/deposits', { tenantId, amount: tokens(5), reference: 'first' });
  await admin('POST', '/v1/admin/people', { ...account, name: 'Payer' });
  await asTenant('POST', '/v1/members', { email: account.email, role: 'owner' });
});
afterAll(async () => {
  await product?.close();
  await service?.close();
});
visitEach(() => ({ url: product.url, account, tenantKey: '', adminKey: product.adminKey, operatorKeys: {} }), (one) => (visitor = one));

const part = (name: string) => visitor.page.getByRole('region', { name });
const dialog = () => visitor.page.getByRole('dialog');

interface Asked { type: string; data: { topUpId: string; reference: string; tenantId: string; amount: string } }

/** What the service was asked for: it believes what is signed. */
const asked = (): Asked[] => service.received.map(({ body, headers }) => new Webhook(secret).verify(body, headers as Record<string, string>) as Asked);

/** As the service says that funds have come. */
async function bring(reference: string, amount: string): Promise<void> {
  const body = JSON.stringify({ reference, recipient: tenantId, amount });
  const answer = await fetch(`${product.url}/v1/payments/deposits`, {
    method: 'POST', body,
    headers: { 'content-type': 'application/json', ...signatureHeaders(newId('message'), Date.now(), body, [secret]) },
  });
  expect(answer.status).toBe(200);
}

test('a tenant, by mouse: has the wallet topped up by itself, sees what it asks for and that it comes, and stops it', async () => {
  const { page } = visitor;
  await visitor.signIn();
  await page.getByRole('link', { name: 'Wallet' }).click();
  await part('Top-up').getByText('None: the wallet asks for nothing by itself.').waitFor();
  expect(await factIn(part('Now'), 'Available').innerText()).toBe('5');
  await part('Top-up').getByRole('button', { name: 'Set up' }).click();
  await dialog().getByLabel('When less is available than').fill('10');
  await dialog().getByLabel('Ask for').fill('20');
  await dialog().getByLabel('At most in a month').fill('15');
  visitor.expectRefusal(400, /^\/v1\/wallet\/top-up$/);
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByText('Too small: expected no less than the amount').first().waitFor();
  await visitor.look('wallet-top-up-refused');
  await dialog().getByLabel('At most in a month').fill('30');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().waitFor({ state: 'detached' });
  await expect.poll(async () => factIn(part('Top-up'), 'This month').innerText(), SOON).toBe('20 of 30');
  expect([await factIn(part('Top-up'), 'When below').innerText(), await factIn(part('Top-up'), 'Ask for').innerText()]).toEqual(['10', '20']);
  const request = page.getByRole('table', { name: 'Requests for funds' }).getByRole('row').nth(1);
  expect(await request.innerText()).toMatch(/Requested\s+20$/);
  await expect.poll(() => asked().length, SOON).toBe(1);
  const [{ type, data }] = asked() as [Asked];
  expect({ type, ...data }).toMatchObject({ type: 'wallet.top_up_requested', tenantId, amount: tokens(20), reference: data.topUpId });
  const rule = { threshold: tokens(10), amount: tokens(20), mostPerMonth: tokens(30), requestedThisMonth: tokens(20) };
  expect(await asTenant('GET', '/v1/wallet/top-up')).toMatchObject({ ...rule, outstanding: { id: data.topUpId, state: 'requested' } });

  await bring(data.reference, data.amount);
  await request.getByText('Settled').waitFor({ timeout: SOON.timeout });
  await expect.poll(async () => factIn(part('Now'), 'Available').innerText(), SOON).toBe('25');
  await visitor.look('wallet-topped-up');
  expect(await asTenant('GET', '/v1/wallet/top-up')).toEqual({ ...rule, outstanding: null });
  expect(await asTenant('GET', '/v1/wallet')).toMatchObject({ balance: tokens(25), available: tokens(25) });
  await part('Top-up').getByRole('button', { name: 'Stop' }).click();
  await part('Top-up').getByText('None: the wallet asks for nothing by itself.').waitFor();
  await expect(asTenant('GET', '/v1/wallet/top-up')).rejects.toMatchObject({ status: 404 });
});

test('a tenant, by keyboard alone: bounds a month by a budget that stops, and takes it back', async () => {
  const { page } = visitor;
  await visitor.signInByKeyboard();
  await visitor.tabTo('link', 'Wallet');
  await page.keyboard.press('Enter');
  await part('Budgets').getByText('None: what is spent is bounded by the wallet alone.').waitFor();
  await visitor.tabTo('button', 'New budget');
  await page.keyboard.press('Enter');
  await dialog().waitFor();
  await visitor.tabTo('textbox', 'To spend in a month');
  await page.keyboard.type('12.5');
  await visitor.tabTo('checkbox', 'Suspend leases when it is reached');
  await page.keyboard.press('Space');
  await visitor.tabTo('button', 'Set it');
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
  await part('Budgets').getByText('0 of 12.5 (0 %)').waitFor();
  await part('Budgets').getByText(/^all projects, until .+, suspends when reached$/).waitFor();
  const { items } = await asTenant<{ items: object[] }>('GET', '/v1/budgets');
  expect(items).toMatchObject([{ amount: '12500000000', hardStop: true, spent: '0', projectId: null, stoppedAt: null, alertShares: [50, 80, 100] }]);
  await visitor.tabTo('button', 'Remove');
  await page.keyboard.press('Enter');
  // The one behind the dialog has the same name.
  const remove = dialog().getByRole('button', { name: 'Remove' });
  await remove.waitFor();
  for (let press = 0; press < 2; press++) await page.keyboard.press('Tab');
  expect(await remove.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await part('Budgets').getByText('None: what is spent is bounded by the wallet alone.').waitFor();
  expect(await asTenant('GET', '/v1/budgets')).toMatchObject({ items: [] });
});
