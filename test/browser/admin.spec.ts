import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';

import { visit, visitEach, type Visitor } from './visitor.js';

const weir = inject('weir');
let browser: Browser;
let visitor: Visitor;

visitEach(() => weir, (one, its) => ([visitor, browser] = [one, its]));

describe('an administrator', () => {
  test('by mouse: signs in, finds the ledger well, changes a pool and a price, and sees who did', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await visitor.actAs(/administrator/);
    await page.getByRole('button', { name: 'Audit all of it' }).click();
    await page.getByText(/It sums to zero/).waitFor();
    await page.getByText('0 differences').waitFor();
    await visitor.look('admin');
    await page.getByRole('link', { name: 'standard', exact: true }).click();
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByLabel('Sources may differ by').fill('3');
    await page.getByLabel('Better tiers preferred').fill('12.5');
    await page.getByLabel('Moves at once to free hosts').fill('2');
    await visitor.look('admin-pool-change');
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('table', { name: 'Changes' }).waitFor();
    await page.getByText('12.5 %').waitFor();
    await page.getByRole('row', { name: /Traffic/ }).getByText('/ GiB').waitFor();
    await page.getByRole('button', { name: 'Set a price' }).click();
    await page.getByLabel('Variant').fill('old');
    await page.getByLabel('Price', { exact: true }).fill('0.07');
    await page.getByRole('button', { name: 'Set it' }).click();
    await page.getByRole('rowheader', { name: 'CPU old' }).waitFor();
    await visitor.look('admin-pool');
  });

  test('by mouse: tells everybody of an incident, who read it without signing in until it is over', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await visitor.actAs(/administrator/);
    await page.getByRole('link', { name: 'standard', exact: true }).click();
    await page.getByRole('button', { name: 'Declare an incident' }).click();
    await page.getByLabel('What is the matter').fill('Slow to place');
    await page.getByRole('button', { name: 'Tell everybody' }).click();
    const over = page.getByRole('button', { name: 'It is over' });
    await over.waitFor();
    const anybody = await visit(browser, weir);
    await anybody.go('/status');
    // The status is put together once in ten seconds.
    await anybody.page.getByText('Slow to place').waitFor({ timeout: 40_000 });
    await anybody.look('status-incident');
    await anybody.leave();
    await over.click();
    await page.getByRole('dialog').getByRole('button', { name: 'It is over' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await over.waitFor({ state: 'detached' });
  });

  test('by mouse: proposes rules that hold after the delay, sees what they change, and withdraws them', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await visitor.actAs(/administrator/);
    await page.getByRole('link', { name: 'Rules' }).click();
    await visitor.look('admin-rules');
    await page.getByRole('link', { name: 'Propose a change' }).click();
    await page.getByLabel('Host lost: cap').fill('35.5');
    await page.getByRole('table', { name: 'Changes' }).getByText('35.5 %').waitFor();
    await page.getByRole('button', { name: 'Add a class that needs a bond' }).click();
    await page.getByLabel('CPU: tokens per unit').fill('0.5');
    await page.getByRole('button', { name: 'Add a class that needs a bond' }).click();
    await page.getByRole('button', { name: 'Remove Bonds, 2' }).click();
    await page.getByRole('button', { name: 'Add a class that counts for more' }).click();
    await page.getByLabel('CPU: times').fill('3');
    await visitor.look('admin-rules-propose');
    await page.getByRole('button', { name: 'Propose' }).click();
    await page.getByLabel('Why').fill('Lost hosts cost too little');
    await page.getByRole('button', { name: 'Publish the proposal' }).click();
    await page.getByRole('link', { name: 'Version 2' }).click();
    for (const text of ['35.5 %', '0.5 tokens', '3']) await page.getByRole('table', { name: 'Differences' }).getByText(text, { exact: true }).waitFor();
    await visitor.look('admin-rules-version');
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByLabel('Why').fill('Not yet');
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
    await page.getByRole('heading', { level: 1, name: /Withdrawn/ }).waitFor();
  });

  test('by keyboard alone: signs in, stops payouts, looks at why, and lets them go on', async () => {
    const { page } = visitor;
    await visitor.signInByKeyboard();
    await visitor.actAsByKeyboard(/administrator/, 'Administration');
    await visitor.tabTo('link', 'Breakers');
    await page.keyboard.press('Enter');
    await visitor.tabTo('button', 'Stop something');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await visitor.tabTo('textbox', 'Why');
    await page.keyboard.type('The bank is closed');
    await visitor.look('admin-breaker-stop');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await visitor.tabTo('link', 'Payouts');
    await visitor.look('admin-breakers');
    await page.keyboard.press('Enter');
    await visitor.tabTo('button', 'Let it go on');
    await visitor.look('admin-breaker');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await visitor.tabTo('textbox', 'Why');
    await page.keyboard.type('The bank is open\n');
    await page.getByRole('heading', { level: 1, name: /Payouts Let go on/ }).waitFor();
  });

  test('looks into the queues, which nobody else may, and which change nothing', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await visitor.actAs(/administrator/);
    await page.getByRole('heading', { level: 1, name: 'Administration' }).waitFor();
    const asked = async (headers: Record<string, string>, path = '/'): Promise<number> => (await fetch(`${weir.url}/v1/admin/queues${path}`, { headers })).status;
    expect(await Promise.all([asked({}), asked({ authorization: `Bearer ${weir.tenantKey}` }), asked({}, '/api/queues'), asked({ authorization: `Bearer ${weir.tenantKey}` }, '/api/queues')])).toEqual([401, 403, 401, 403]);
    // What it would style itself with from elsewhere, its policy refuses; the browser says so.
    visitor.expectConsole(/fonts\.googleapis\.com/);
    const board = await page.goto(`${weir.url}/v1/admin/queues/`);
    expect(board!.headers()['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
    await page.getByText('converge').first().waitFor();
    await page.screenshot({ path: '.browser/admin-queues.png' });
    const tenant = await page.evaluate(async () => (await fetch('/v1/session')).json() as Promise<{ roles: { kind: string; id: string }[]; csrfToken: string }>);
    const role = tenant.roles.find(({ kind }) => kind === 'tenant')!;
    for (const status of [403, 404, 405]) visitor.expectRefusal(status, /^\/v1\/admin\/queues\//);
    const answers = await page.evaluate(async ({ role, admin, csrf }) => Promise.all([
      fetch('/v1/admin/queues/api/queues', { headers: { 'x-weir-role': role } }), fetch('/v1/admin/queues/api/queues/settle/pause', { method: 'PUT' }), fetch('/v1/admin/queues/api/queues/settle/pause', { method: 'PUT', headers: { 'x-weir-csrf': csrf, 'x-weir-role': admin } }),
    ]).then((all) => all.map(({ status }) => status)), { role: `tenant:${role.id}`, admin: `admin:${tenant.roles.find(({ kind }) => kind === 'admin')!.id}`, csrf: tenant.csrfToken });
    expect(answers.slice(0, 2)).toEqual([403, 403]);
    // There is no route that would change anything.
    expect([404, 405]).toContain(answers[2]);
  });

  test('is shown in nobody else\'s frame, also while signed in', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await visitor.actAs(/administrator/);
    await page.getByRole('heading', { level: 1, name: 'Administration' }).waitFor();
    // Another port of this host is the same site: the cookie would come along.
    const other = createServer((request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(request.url === '/inner' ? '<p>Framed</p>' : ['/inner', `${weir.url}/console/admin`, `${weir.url}/docs`, `${weir.url}/v1/admin/queues/`].map((url) => `<iframe src="${url}" style="opacity: 0.01"></iframe>`).join(''));
    });
    await once(other.listen(0, '127.0.0.1'), 'listening');
    try {
      const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
      for (const text of [new RegExp(`^${url}/`), /frame-ancestors 'none'/]) visitor.expectConsole(text);
      await page.goto(url);
      const [framed, ...refused] = page.mainFrame().childFrames();
      await framed!.getByText('Framed').waitFor();
      await expect.poll(() => refused.map((frame) => frame.url()), { timeout: 20_000 }).toEqual(Array.from({ length: 3 }, () => 'chrome-error://chromewebdata/'));
    } finally {
      other.close();
      other.closeAllConnections();
    }
  });

  test('changes nothing without the token of the session, whatever the cookie', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await visitor.actAs(/administrator/);
    visitor.expectRefusal(403, /^\/v1\/admin\/breakers$/);
    const role = await page.evaluate(() => sessionStorage.getItem('weir.role'));
    const answer = await page.evaluate(async (role) => {
      const response = await fetch('/v1/admin/breakers', { method: 'POST', headers: { 'content-type': 'application/json', 'x-weir-role': role! }, body: JSON.stringify({ flow: 'payout', scope: 'flow', reason: 'forged' }) });
      return { status: response.status, body: await response.json() as { code: string } };
    }, role);
    expect(answer).toMatchObject({ status: 403, body: { code: 'cross_site_request' } });
    await page.getByRole('link', { name: 'Breakers' }).click();
    await page.getByText('Nothing is stopped.').waitFor();
  });
});
