import type { Page } from 'playwright-core';

/** By mouse, from the fleet: opens the wizard, adds a site in Basel, and names a cluster of it. What it is of is asked next. */
export async function nameCluster(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Add capacity' }).first().click();
  await page.getByLabel('Name').fill('basel');
  await page.getByLabel('Jurisdiction').fill('ch');
  await page.getByLabel('Region').fill('europe-west');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Pool').waitFor();
  await page.getByLabel('Name').fill('basel-1');
}
