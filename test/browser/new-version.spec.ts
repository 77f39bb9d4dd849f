import { expect, inject, test } from 'vitest';

import { visitEach, type Visitor } from './visitor.js';

const weir = inject('weir');
let visitor: Visitor;

visitEach(() => weir, (one) => (visitor = one));

const told = 'There is a new version of the console.';
const banner = () => visitor.page.getByRole('status').filter({ hasText: told });

/** Another version is served from now on: its page names other code, and the code of these pages that was not loaded yet is gone, until the page is loaded anew. */
async function deploy(...pages: string[]): Promise<void> {
  const { page } = visitor;
  visitor.expectRefusal(404, /^\/console\/assets\//);
  visitor.expectConsole(/imported module|MIME type|code of this page/);
  await page.route(/\/console\/$/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/\/console\/assets\/index-[\w-]+\.js/, '/console/assets/index-ofTomorrow.js') });
  });
  await page.route(new RegExp(`/console/assets/(${pages.join('|')})-`), (route) => route.fulfill({ status: 404, body: '' }));
}

/** The next load finds all that is there. */
const settle = async (): Promise<void> => visitor.page.unrouteAll({ behavior: 'wait' });

test('who has a form open over a deployment is told of it, and finds what was typed after loading it anew', async () => {
  const { page } = visitor;
  await visitor.signIn();
  await page.getByRole('link', { name: 'Launch a lease' }).click();
  await page.getByLabel('Name', { exact: true }).fill('typed before');
  await page.getByLabel('Replicas').fill('3');
  await page.getByText('Fits now', { exact: true }).waitFor();
  await deploy('statements-page');
  expect(await banner().count()).toBe(0);
  // Passing over a link has its code got ahead.
  await page.getByRole('link', { name: 'Statements' }).hover();
  await banner().waitFor();
  expect([new URL(page.url()).pathname, await page.getByLabel('Name', { exact: true }).inputValue()]).toEqual(['/console/leases/new', 'typed before']);
  await visitor.look('new-version');
  await settle();
  await visitor.tabTo('button', 'Reload');
  await page.keyboard.press('Enter');
  await expect.poll(() => banner().count()).toBe(0);
  await page.getByText('Fits now', { exact: true }).waitFor();
  expect([await page.getByLabel('Name', { exact: true }).inputValue(), await page.getByLabel('Replicas').inputValue()]).toEqual(['typed before', '3']);
  // It was kept for that one time.
  await page.getByRole('link', { name: 'Wallet' }).click();
  await page.getByRole('heading', { level: 1, name: 'Wallet' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Launch a lease' }).waitFor();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('');
});

test('who goes to a page whose code is gone has it opened anew, once; of code that cannot be reached one is told, and may try again', async () => {
  const { page } = visitor;
  await visitor.signIn();
  await deploy('statements-page');
  let loads = 0;
  page.on('request', (request) => void (request.isNavigationRequest() && loads++));
  await page.getByRole('link', { name: 'Statements' }).click();
  // As when two versions are served by turns: it is not to go on for ever.
  const problem = page.getByRole('alert').filter({ has: page.getByRole('heading', { name: 'There is a new version' }) });
  await problem.waitFor();
  expect([loads, new URL(page.url()).pathname]).toEqual([1, '/console/statements']);
  await visitor.look('new-version-gone');
  await settle();
  await problem.getByRole('button', { name: 'Reload' }).click();
  await page.getByRole('heading', { level: 1, name: 'Statements' }).waitFor();
  expect(loads).toBe(2);

  await page.route(/\/console\/assets\/webhooks-page-/, (route) => route.abort());
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByRole('heading', { name: 'Weir cannot be reached' }).waitFor();
  expect([await banner().count(), loads]).toEqual([0, 2]);
  await settle();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor();
});

test('who follows a server that went away and is back as another version is told of it', async () => {
  const { page } = visitor;
  let streams = 0;
  await page.route('**/v1/stream', (route) => {
    streams++;
    return route.fulfill({ contentType: 'text/event-stream', body: ': over\n\n' });
  });
  await visitor.signIn();
  await expect.poll(() => streams, { timeout: 20_000 }).toBeGreaterThan(2);
  expect(await banner().count()).toBe(0);
  await deploy('no-page');
  await banner().waitFor();
});
