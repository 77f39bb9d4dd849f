import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { type DisputedWorld, disputedWorld } from './disputed-world.js';
import { firstAsked, opened } from './opening.js';
import { startBrowser, visit, type Visitor } from './visitor.js';

let browser: Browser;
let world: DisputedWorld;
let visitor: Visitor;

beforeAll(async () => {
  [browser, world] = [await startBrowser(), await disputedWorld()];
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});
beforeEach(async () => {
  visitor = await visit(browser, world.weir);
});
afterEach(async () => visitor.leave());

/** An administrator finds that a host has less than it offers. */
async function reportFault(): Promise<void> {
  const { page } = visitor;
  await visitor.actAs(/administrator/);
  await page.getByRole('link', { name: 'Slashes' }).click();
  await page.getByRole('button', { name: 'Report a fault' }).click();
  await page.getByRole('textbox', { name: 'Host' }).fill(world.hostId);
  await page.getByLabel('Why').fill('Twelve of its sixteen CPUs are missing');
  await page.getByRole('button', { name: 'Report it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await world.sweep();
}

// What was forgiven costs nothing, and leaves the next one to cost what the rules say.
test('a slash, by keyboard alone: the operator appeals, and an administrator forgives it', async () => {
  const { page } = visitor;
  await visitor.signIn();
  await reportFault();
  await visitor.actAsByKeyboard(/rhine-compute/, 'Fleet');
  await visitor.tabTo('link', 'Faults');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Faults' }).waitFor();
  await visitor.tabTo('link', 'False capacity');
  await page.keyboard.press('Enter');
  await visitor.tabTo('button', 'Appeal');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await visitor.tabTo('textbox', 'Why');
  await page.keyboard.type('The count was of another host');
  // What is written may have several lines: Enter is one of them.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Forgiven unless decided').waitFor();

  await visitor.actAsByKeyboard(/administrator/, 'Administration');
  await visitor.tabTo('link', 'Slashes');
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'Slashes' }).waitFor();
  await visitor.tabTo('link', 'False capacity');
  await page.keyboard.press('Enter');
  await visitor.tabTo('button', 'Forgive');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await visitor.tabTo('textbox', 'Why');
  await page.keyboard.type('It was\n');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1, name: /Forgiven/ }).waitFor();
});

test('a slash, by mouse: the operator sees the fault and appeals, an administrator upholds it, and who backed the operator sees the loss', async () => {
  const { page } = visitor;
  await visitor.signIn();
  await visitor.actAs(/reader · backer/);
  await page.getByText(/yours: 10\b/).waitFor();
  await reportFault();
  await visitor.actAs(/rhine-compute/);
  await page.getByRole('link', { name: 'Faults' }).click();
  await page.getByRole('table', { name: 'Faults' }).getByText('False capacity').first().waitFor();
  await page.getByRole('table', { name: 'Slashes' }).getByRole('link', { name: 'False capacity' }).first().click();
  await page.getByText('Twelve of its sixteen CPUs are missing').first().waitFor();
  await visitor.look('slash-pending');
  await page.getByRole('button', { name: 'Appeal' }).click();
  await page.getByLabel('Why').fill('It was being repaired');
  await page.getByRole('dialog').getByRole('button', { name: 'Appeal' }).click();
  await page.getByText('Forgiven unless decided').waitFor();

  await visitor.actAs(/administrator/);
  await page.getByRole('link', { name: 'Slashes' }).click();
  await page.getByRole('table', { name: 'Slashes' }).getByRole('link', { name: 'False capacity' }).first().click();
  await page.getByText('It was being repaired').waitFor();
  await page.getByRole('button', { name: 'Uphold' }).click();
  await page.getByLabel('Why').fill('Nothing was said beforehand');
  await visitor.look('slash-uphold');
  await page.getByRole('dialog').getByRole('button', { name: 'Uphold' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await world.sweep();
  await page.reload();
  await page.getByRole('heading', { name: 'Who bore it' }).waitFor();
  await visitor.look('slash-borne');

  await visitor.actAs(/reader · backer/);
  const pools = page.getByRole('table', { name: 'Stake pools' });
  // Half of the twelve that were at stake: the bond of two bore what it could, and the rest is a loss of those behind it.
  await pools.getByText(/yours: [0-9](\.\d+)?$/).waitFor();
  await pools.getByText(/^40(\.01)? % of a share$/).waitFor();
  await visitor.look('backer-loss');
});

test('held usage: what two sources counted differently is charged by the one that an administrator believes, by keyboard alone', async () => {
  const { page } = visitor;
  await world.countDifferently();
  await visitor.signInByKeyboard();
  await visitor.actAsByKeyboard(/administrator/, 'Administration');
  await visitor.tabTo('link', 'Held usage');
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'Held usage' }).getByText('b: 2 GiB by /agents/1').waitFor();
  await visitor.look('held-usage');
  await visitor.tabTo('button', 'Charge');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await visitor.tabTo('textbox', 'Why');
  await page.keyboard.type('The agent counts what it sends again\n');
  await page.getByText('Nothing is held: all sources agree.').waitFor();
  await world.sweep();
  await visitor.actAsByKeyboard(/reader · tenant/, 'Leases');
  await page.goto(`${world.weir.url}/console/leases/${world.leaseId}`);
  // A GiB, as the gateway counted it, at a hundredth of a token.
  await page.getByRole('table', { name: 'Charges' }).getByRole('row', { name: /Traffic.*0\.01\b/ }).first().waitFor();
});

test('a cover, by mouse and by keyboard: a tenant asks for its price, buys it, and finds it on the lease and in the wallet', async () => {
  const { page } = visitor;
  await visitor.signIn();
  await visitor.actAs(/reader · tenant/);
  await page.getByRole('link', { name: 'web', exact: true }).click();
  await page.getByRole('button', { name: 'Buy cover' }).click();
  await page.getByLabel('Pay at most').fill('20');
  await page.getByLabel('For each hour down').fill('0.1');
  await page.getByRole('button', { name: 'Ask the price' }).click();
  await page.getByText(/It costs .* tokens/).waitFor();
  await visitor.look('cover-price');
  // Whoever only asked has bought nothing.
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('None: outages are made good').waitFor();

  await visitor.tabTo('button', 'Buy cover');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  for (const [field, value] of [['Pay at most', '5'], ['For each hour down', '0.05'], ['For', '10']] as const) {
    await visitor.tabTo('textbox', field);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(value);
  }
  await page.keyboard.press('Enter');
  await page.getByText(/It costs .* tokens/).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('up to 5').waitFor();
  await page.getByText('Begins soon').waitFor();
  await page.getByText('No claim yet').waitFor();
  await visitor.look('cover-bought');
  await page.getByRole('link', { name: 'Wallet' }).click();
  await page.getByRole('table', { name: 'Movements' }).getByText('Premium').first().waitFor();
});

test('a dispute, by mouse and by keyboard: an assessor deposits, the tenant disputes a month of its cover, the assessor votes, an administrator sees it, and the tenant is paid', async () => {
  const { page } = visitor;
  await world.judgeCover();
  await visitor.signIn();
  await visitor.actAs(/assessor · backer/);
  await page.getByRole('link', { name: 'Insurance' }).click();
  await page.getByRole('button', { name: 'Assess', exact: true }).click();
  await page.getByLabel('Amount').fill('20');
  await page.getByRole('button', { name: 'Deposit' }).last().click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('your vote on disputes weighs 20').waitFor();
  await world.sweep();

  await visitor.actAs(/reader · tenant/);
  await page.getByRole('link', { name: 'db', exact: true }).click();
  await page.getByRole('table', { name: 'Claims' }).getByText('10 h').waitFor();
  await page.getByRole('button', { name: 'Dispute a month' }).click();
  // Ten hours were found: no more than that is nothing to dispute.
  await page.getByLabel('Down, all replicas together').fill('8');
  await page.getByLabel('What you saw').fill('Our probes saw no answer for fifteen hours');
  visitor.expectRefusal(422, /^\/v1\/cover-disputes$/);
  visitor.expectRefusal(409, /^\/v1\/cover-disputes$/);
  await page.getByRole('button', { name: 'Dispute it' }).click();
  await page.getByText('So much time down costs no more than what was found.').first().waitFor();
  await page.getByLabel('Down, all replicas together').fill('15');
  await visitor.look('dispute-open');
  await page.getByRole('button', { name: 'Dispute it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('table', { name: 'Disputes' }).getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: /Dispute Voting/ }).waitFor();
  await page.getByText('Our probes saw no answer for fifteen hours').waitFor();
  await visitor.look('dispute-own');

  await visitor.actAsByKeyboard(/assessor · backer/, 'Stake pools');
  await visitor.tabTo('link', 'Insurance');
  await page.keyboard.press('Enter');
  const disputed = page.getByRole('table', { name: 'Disputes' }).getByRole('link');
  const month = (await disputed.textContent())!;
  await visitor.tabTo('link', month);
  await visitor.look('insurance-disputed');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /Dispute Voting/ }).waitFor();
  await visitor.tabTo('button', 'Vote for it');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await visitor.tabTo('button', 'Vote');
  await page.keyboard.press('Enter');
  await page.getByText('You voted').waitFor();
  await page.getByRole('button', { name: 'Vote for it' }).waitFor({ state: 'detached' });
  await visitor.look('dispute-voted');

  await visitor.actAsByKeyboard(/administrator/, 'Administration');
  await visitor.tabTo('link', 'Disputes');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Disputes' }).waitFor();
  await visitor.tabTo('link', month);
  await visitor.look('disputes-all');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /Dispute Voting/ }).waitFor();
  await page.getByText('Our probes saw no answer for fifteen hours').waitFor();
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await visitor.look('dispute-any-360');
  await page.setViewportSize({ width: 1280, height: 900 });

  await visitor.leave();
  await world.decideDisputes();
  visitor = await visit(browser, world.weir);
  await visitor.signIn();
  await visitor.actAs(/reader · tenant/);
  await visitor.page.getByRole('link', { name: 'db', exact: true }).click();
  await visitor.page.getByRole('table', { name: 'Disputes' }).getByText('Accepted').waitFor();
  // Five hours more than were found, at a token each, beside the ten that were paid already.
  await visitor.page.getByText(/paid 15\b/).waitFor();
});

test('a reputation: the operator sees how far it is trusted with a class, and the work and the faults that it follows from', async () => {
  const { page } = visitor;
  await world.endDay();
  await visitor.signIn();
  await visitor.actAs(/rhine-compute/);
  await page.getByRole('link', { name: 'Faults' }).click();
  await page.getByRole('table', { name: 'Reputation' }).getByRole('row', { name: /CPU/ }).getByText('Unproven').waitFor();
  expect(await page.getByRole('group', { name: 'Evidence for CPU' }).count()).toBe(0);
  await visitor.tabTo('button', 'Evidence for CPU');
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'Faults that count for CPU' }).getByRole('rowheader', { name: 'False capacity' }).first().waitFor();
  await visitor.look('reputation');
});

test('pages of what backers put tokens behind ask for all their lists at once, and not row by row', async () => {
  await visitor.signIn();
  await visitor.actAs(/reader · backer/);
  await visitor.page.getByRole('table', { name: 'Stake pools' }).getByText(/^stp_/).waitFor();
  for (const [path, wanted] of Object.entries<readonly string[]>(firstAsked.backer)) expect([path, (await opened(visitor, path, wanted)).toSorted()]).toEqual([path, wanted.toSorted()]);
});
