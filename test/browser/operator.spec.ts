import { readFile } from 'node:fs/promises';
import { describe, expect, inject, test } from 'vitest';

import { apiCall } from '#apps/weir';
import { NANO_PER_TOKEN } from '#libs/kernel';

import { nameCluster } from './join-steps.js';
import { factIn, visitEach, type Visitor } from './visitor.js';

const weir = inject('weir');
let visitor: Visitor;

visitEach(() => weir, (one) => (visitor = one));

describe('an operator', () => {
  test('by mouse: adds a cluster until its hosts are on offer, cordons one, and is told why it is not', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await visitor.actAs(/rhine-compute/);
    await page.getByRole('heading', { name: 'Fleet' }).waitFor();
    await page.getByText('3 of 3 hosts are on offer.').waitFor();
    await visitor.look('fleet');
    await nameCluster(page);
    await page.getByRole('button', { name: /Kind/ }).click();
    await page.getByRole('option', { name: 'Simulated' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Hosts', { exact: true }).fill('2');
    await page.getByRole('button', { name: 'Register them' }).click();
    await page.getByText('2 of 2 hosts are on offer.').waitFor();
    await visitor.look('join');

    await page.getByRole('link', { name: 'basel-1-1' }).click();
    await page.getByRole('button', { name: 'Cordon' }).click();
    await page.getByRole('button', { name: 'Uncordon' }).waitFor();
    await visitor.look('host');
    await page.getByRole('link', { name: 'Fleet' }).first().click();
    await page.getByText('4 of 5 hosts are on offer.').waitFor();
    await page.getByRole('table', { name: 'Reasons' }).getByText('Cordoned').first().waitFor();
    await visitor.look('fleet-cordoned');
    await page.getByRole('link', { name: 'Earnings' }).click();
    await page.getByRole('heading', { name: 'Bond' }).waitFor();
    await visitor.look('earnings');
    await page.getByRole('link', { name: 'Faults' }).click();
    await page.getByRole('heading', { level: 2, name: 'Challenges' }).waitFor();
    await page.getByText(/^No challenge is over yet/).waitFor();
    const asked = page.waitForResponse(/\/v1\/operator\/gpu-challenges/);
    await page.getByRole('button', { name: /Kind/ }).click();
    await page.getByRole('option', { name: 'GPUs' }).click();
    expect((await asked).status()).toBe(200);
    await page.getByText(/^No challenge is over yet/).waitFor();
    await visitor.look('faults');

    await page.getByRole('link', { name: 'Fleet' }).first().click();
    await page.getByRole('table', { name: 'Hosts' }).getByRole('link', { name: 'basel-1-1' }).click();
    await page.getByRole('button', { name: 'Drain' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Drain' }).click();
    await page.getByRole('heading', { level: 1, name: /basel-1-1 Drain(ing|ed)/ }).waitFor();
  });

  test('by keyboard alone: goes from the map of hosts to one, which each cell names with what is in use', async () => {
    const { page } = visitor;
    await visitor.signInByKeyboard();
    await visitor.actAsByKeyboard(/alpine-cloud/, 'Fleet');
    const cells = page.getByRole('list', { name: 'Hosts' }).getByRole('link');
    await cells.first().waitFor();
    for (const cell of await cells.all()) expect(await cell.getAttribute('aria-label')).toMatch(/^\S+: .+ of .+ in use, (on offer|.+)$/);
    const name = (await cells.last().getAttribute('aria-label')) ?? '';
    await visitor.tabTo('link', name);
    expect(await cells.last().evaluate((cell) => cell.matches(':focus-visible') && getComputedStyle(cell).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: name.split(':')[0]! }).waitFor();
  });

  test('by mouse: keeps the proof of a payout, as the API gives it', async () => {
    const { page } = visitor;
    await visitor.signIn();
    const proof = { format: 'weir-settlement', payout: '1250000000' };
    const payout = { id: 'pay_4k9d0x7h2m5n8p1qr3st6vwy', periodStartsAt: Date.UTC(2026, 10, 28), periodEndsAt: Date.UTC(2026, 10, 29), amount: '1250000000', state: 'paid' };
    // Nobody is paid out here: there is no payment service.
    await page.route(/\/v1\/operator\/payouts\?/, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()) as object, items: [payout] } });
    });
    await page.route(`**/v1/operator/payouts/${payout.id}/proof`, (route) => route.fulfill({ json: proof }));
    await visitor.actAs(/rhine-compute/);
    await page.getByRole('link', { name: 'Earnings' }).click();
    const kept = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Proof of the payout of' }).click();
    const file = await kept;
    expect([file.suggestedFilename(), JSON.parse(await readFile(await file.path(), 'utf8'))]).toEqual([`${payout.id}.json`, proof]);
    await page.getByText('weir verify FILE').waitFor();
    await visitor.look('earnings-paid');
  });

  test('by keyboard alone: adds a cluster from a kubeconfig, is told what it lacks, and tries a simulated one until its hosts are on offer', async () => {
    const { page } = visitor;
    await visitor.signInByKeyboard();
    await visitor.tabTo('button', /Acting as/);
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: /lakeside/ }).waitFor();
    await page.keyboard.type('lakeside');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Fleet' }).waitFor();
    await visitor.tabTo('link', 'Add capacity');
    await page.keyboard.press('Enter');
    await visitor.tabTo('textbox', 'Name');
    await page.keyboard.type('shore');
    await visitor.tabTo('textbox', 'Jurisdiction');
    await page.keyboard.type('us');
    await visitor.tabTo('textbox', 'Region');
    await page.keyboard.type('us-east\n');
    await page.getByLabel('Pool').waitFor();
    await visitor.tabTo('textbox', 'Name');
    await page.keyboard.type('shore-1');
    await visitor.tabTo('textbox', 'Kubeconfig');
    await page.keyboard.insertText('current-context: a\ncontexts: [{ name: a, context: { cluster: c, user: u } }]\nclusters: [{ name: c, cluster: { server: "https://127.0.0.1:6443" } }]\nusers: [{ name: u, user: {} }]\n');
    await visitor.tabTo('button', 'Next');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(/It has no token/).waitFor();
    await visitor.look('join-no-token');
    await visitor.tabTo('button', /Kind/);
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'Simulated' }).waitFor();
    await page.keyboard.type('Simulated');
    await page.keyboard.press('Enter');
    await visitor.tabTo('button', 'Next');
    await page.keyboard.press('Enter');
    await visitor.tabTo('textbox', 'Hosts');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('1\n');
    await page.getByText('1 of 1 hosts are on offer.').waitFor();
  });
});

describe('a bond', () => {
  const asOperator = apiCall(weir.url, weir.operatorKeys['lakeside']!);
  interface Bond { operatorId: string; bonded: string; unbonding: { amount: string; askedAt: number; releasesAt: number }[] }
  const readBond = async (): Promise<Bond> => asOperator('GET', '/v1/operator/bond');
  const panel = () => visitor.page.getByRole('region', { name: 'Bond' });
  const dialog = () => visitor.page.getByRole('dialog');
  const tokens = (nanoTokens: string): number => Number(nanoTokens) / Number(NANO_PER_TOKEN);
  const bonded = async (): Promise<number> => Number(await factIn(panel(), 'Bonded').innerText());

  /** It earned nothing yet, and brings what it is to have at stake. @returns its bond before. */
  async function bringTokens(reference: string): Promise<Bond> {
    const before = await readBond();
    await apiCall(weir.url, weir.adminKey)('POST', `/v1/admin/operators/${before.operatorId}/deposits`, { amount: (5n * NANO_PER_TOKEN).toString(), reference });
    return before;
  }

  test('by mouse: grows by what the operator brought, by no more than that, and a part of it that is taken out says when it is free', async () => {
    const { page } = visitor;
    const before = await bringTokens('brought by mouse');
    const { rules } = await asOperator<{ rules: { bond: { unbondingMillis: number } } }>('GET', '/v1/rules');
    await visitor.signIn();
    await visitor.actAs(/lakeside/);
    await page.getByRole('link', { name: 'Earnings' }).click();
    await panel().getByRole('button', { name: 'Bond', exact: true }).click();
    visitor.expectRefusal(409, /^\/v1\/operator\/bond$/);
    await dialog().getByLabel('Amount').fill('1000000');
    await dialog().getByRole('button', { name: 'Bond', exact: true }).click();
    await dialog().getByRole('alert').getByText(/^Your earnings have \d+ nano-tokens to spend/).waitFor();
    expect(await readBond()).toEqual(before);
    await visitor.look('bond-refused');
    await dialog().getByLabel('Amount').fill('3');
    await dialog().getByRole('button', { name: 'Bond', exact: true }).click();
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(bonded).toBe(tokens(before.bonded) + 3);
    expect(await readBond()).toEqual({ ...before, bonded: (BigInt(before.bonded) + 3n * NANO_PER_TOKEN).toString() });

    await panel().getByRole('button', { name: 'Unbond' }).click();
    visitor.expectRefusal(409, /^\/v1\/operator\/bond\/unbondings$/);
    await dialog().getByLabel('Amount').fill('1000000');
    await dialog().getByRole('button', { name: 'Unbond' }).click();
    await dialog().getByRole('alert').getByText(/^\d+ nano-tokens are bonded/).waitFor();
    await dialog().getByLabel('Amount').fill('1.25');
    await dialog().getByRole('button', { name: 'Unbond' }).click();
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(bonded).toBe(tokens(before.bonded) + 1.75);
    const { unbonding } = await readBond();
    const [leaving] = unbonding.filter(({ amount }) => amount === '1250000000');
    expect(leaving!.releasesAt - leaving!.askedAt).toBe(rules.bond.unbondingMillis);
    const row = page.getByRole('table', { name: 'On its way out' }).getByRole('row').filter({ hasText: '1.25' });
    expect(await row.locator('time').getAttribute('datetime')).toBe(new Date(leaving!.releasesAt).toISOString());
    expect(await row.locator('time').innerText()).toMatch(/^in \d+ d$/);
    await visitor.look('bond');
  });

  test('by keyboard alone: grows, and a part of it is taken out', async () => {
    const { page } = visitor;
    const before = await bringTokens('brought by keyboard');
    await visitor.signInByKeyboard();
    await visitor.actAsByKeyboard(/lakeside/, 'Fleet');
    await visitor.tabTo('link', 'Earnings');
    await page.keyboard.press('Enter');
    for (const [button, amount] of [['Bond', '2'], ['Unbond', '0.5']] as const) {
      await visitor.tabTo('button', button);
      await page.keyboard.press('Enter');
      await dialog().waitFor();
      await visitor.tabTo('textbox', 'Amount');
      await page.keyboard.type(`${amount}\n`);
      await dialog().waitFor({ state: 'detached' });
    }
    await expect.poll(bonded).toBe(tokens(before.bonded) + 1.5);
    await page.getByRole('table', { name: 'On its way out' }).getByRole('row').filter({ hasText: '0.5' }).waitFor();
    const after = await readBond();
    expect([tokens(after.bonded) - tokens(before.bonded), after.unbonding.length - before.unbonding.length]).toEqual([1.5, 1]);
  });
});

/** As an operator opens one: somebody to back. Once more, and it stays as it is. */
async function openStakePool(): Promise<void> {
  const { page } = visitor;
  await visitor.actAs(/alpine-cloud/);
  await page.getByRole('link', { name: 'Earnings' }).click();
  await page.getByRole('button', { name: 'Terms' }).click();
  await page.getByLabel('Of your earnings to backers').fill('20');
  await page.getByLabel('Your commission of that').fill('5');
  await page.getByRole('button', { name: 'Set' }).click();
  await page.getByText('Of earnings to backers').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

describe('others', () => {
  test('a backer, by keyboard alone: signs in and backs an insurance', async () => {
    const { page } = visitor;
    await visitor.signInByKeyboard();
    await visitor.actAsByKeyboard(/backer/, 'Stake pools');
    await visitor.tabTo('link', 'Insurance');
    await page.keyboard.press('Enter');
    await visitor.tabTo('button', 'Deposit');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await visitor.tabTo('textbox', 'Amount');
    await page.keyboard.type('4\n');
    await page.getByText(/yours: 4/).waitFor();
  });

  test('a backer, by keyboard alone: backs many operators at once, and asks for a part of it', async () => {
    const { page } = visitor;
    await visitor.signInByKeyboard();
    await openStakePool();
    await visitor.actAsByKeyboard(/backer/, 'Stake pools');
    await visitor.tabTo('link', 'Diversified pool');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: 'Yours' }).waitFor();
    await visitor.tabTo('button', 'Deposit');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await visitor.tabTo('textbox', 'Amount');
    await page.keyboard.type('2\n');
    await visitor.tabTo('button', 'Leave');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await visitor.tabTo('textbox', 'Of your shares');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('200\n');
    await page.getByText('Expected a part of them').waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('25\n');
    const exits = page.getByRole('table', { name: 'Exits' });
    await exits.getByText('0.5', { exact: true }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('a backer, by mouse: is told what the diversified pool has, where, and under which caps, and leaves it by its queue', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await openStakePool();
    await visitor.actAs(/backer/);
    await page.getByRole('link', { name: 'Diversified pool' }).click();
    const whole = page.getByRole('region', { name: 'The pool' });
    const fact = async (name: string): Promise<string> => factIn(whole, name).innerText();
    await whole.waitFor();
    const before = { has: Number(await fact('All that it has')), exits: await page.getByRole('table', { name: 'Exits' }).getByRole('row').count() };
    visitor.expectRefusal(400, /^\/v1\/diversified-pool\/deposits$/);
    await page.getByRole('button', { name: 'Deposit' }).click();
    await page.getByLabel('Amount').fill('0');
    await page.getByRole('dialog').getByRole('button', { name: 'Deposit' }).click();
    await page.getByRole('dialog').getByText(/Too small/).first().waitFor();
    await page.getByLabel('Amount').fill('8');
    await page.getByRole('dialog').getByRole('button', { name: 'Deposit' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => fact('All that it has')).toBe(String(before.has + 8));
    expect(await fact('Most behind one operator')).toMatch(/^\d+ %$/);
    expect([await fact('A share is worth'), await fact('Losses so far')]).toEqual(['1.0000', 'none']);
    // Nobody is told of a round, of which there is one a day.
    const holding = page.getByRole('table', { name: 'Holdings' }).getByRole('row', { name: /stp_/ });
    await expect.poll(async () => {
      await visitor.go('/backer/diversified');
      await whole.waitFor();
      return holding.count();
    }, { timeout: 60_000 }).toBe(1);
    expect(await holding.getByRole('cell').nth(1).innerText()).toMatch(/^\d+(\.\d+)? %$/);
    await visitor.look('diversified');
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('You have nothing here.').waitFor();
    await expect.poll(() => page.getByRole('table', { name: 'Exits' }).getByRole('row').count()).toBeGreaterThan(before.exits);
    await visitor.look('diversified-left');
    expect(await page.locator('main').innerText()).not.toMatch(/rhine|alpine|lakeside|hst_|cls_|opr_/i);
  });

  test('a backer, by mouse: stakes in a pool that an operator opened, backs an insurance, and leaves it by its queue', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await openStakePool();
    await visitor.actAs(/backer/);
    await page.getByRole('button', { name: 'Stake', exact: true }).click();
    await page.getByLabel('Amount').fill('3');
    await page.getByRole('dialog').getByRole('button', { name: 'Stake' }).click();
    await page.getByText(/yours: 3/).waitFor();
    await visitor.look('backer');
    await page.getByRole('link', { name: 'Insurance' }).click();
    await page.getByRole('button', { name: 'Deposit' }).first().click();
    await page.getByLabel('Amount').fill('20');
    await page.getByRole('dialog').getByRole('button', { name: 'Deposit' }).click();
    await page.getByText(/yours: 2[34]/).waitFor();
    await page.getByRole('button', { name: 'Leave' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('table', { name: /^Exits from/ }).waitFor();
    await visitor.look('insurance');
  });

  test('anybody sees the status of pools, without signing in and without a word of whose they are', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await page.getByRole('button', { name: /Sign out/ }).click();
    await page.getByRole('heading', { name: 'Sign in to Weir' }).waitFor();
    await page.getByRole('link', { name: 'Status' }).click();
    await page.getByRole('table', { name: /standard/ }).waitFor();
    // By the variant's own price, or else by that of its class.
    await page.getByRole('row', { name: 'GPU l4' }).getByText('0.8 / GPU hour').waitFor();
    await page.getByRole('row', { name: 'Storage nvme' }).getByText('0.001 / GiB').waitFor();
    await visitor.look('status');
    expect(await page.locator('main').innerText()).not.toMatch(/rhine|alpine|lakeside|frankfurt|hst_|cls_|opr_/i);
  });

  test('nobody who signed out sees anything, also by going back', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await page.getByRole('button', { name: /Sign out/ }).click();
    await page.getByRole('heading', { name: 'Sign in to Weir' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Sign in to Weir' }).waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
  });
});
