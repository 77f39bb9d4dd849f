import { tenantApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';

interface Budget {
  id: string;
  projectId: string | null;
  amount: string;
  alertShares: number[];
  hardStop: boolean;
  version: number;
  period: { endsAt: number };
  spent: string;
  stoppedAt: number | null;
}

export interface SetBudgetOptions extends OutputOptions {
  project?: string;
  alert?: string[];
  hardStop?: boolean;
}

/** Lists budgets and what is spent of them. @throws CommandFailed, ConfigurationError. */
export async function listBudgets(config: Config, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const budgets = await listAll<Budget>(call, '/v1/budgets');
  console.log(json ? JSON.stringify(budgets) : budgets.length === 0 ? 'no budgets' : table(budgets));
}

/** Sets the budget of the tenant or of a project, or changes the one that there is: what is not given stays. @throws CommandFailed, ConfigurationError. */
export async function setBudget(config: Config, amount: string, { project, alert, hardStop, json }: SetBudgetOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const known = (await listAll<Budget>(call, '/v1/budgets')).find(({ projectId }) => projectId === (project ?? null));
  const terms = { amount, ...(alert === undefined ? {} : { alertShares: alert.map(Number) }), ...(hardStop === undefined ? {} : { hardStop }) };
  const budget = known
    ? await call<Budget>('PATCH', `/v1/budgets/${known.id}`, terms, { headers: { 'if-match': `"${known.version}"` } })
    : await call<Budget>('POST', '/v1/budgets', { ...terms, ...(project === undefined ? {} : { projectId: project }) });
  console.log(json ? JSON.stringify(budget) : table([budget]));
}

/** Removes a budget; its hard stop ends. @throws CommandFailed, ConfigurationError. */
export async function removeBudget(config: Config, budgetId: string, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  await call('DELETE', `/v1/budgets/${encodeURIComponent(budgetId)}`);
  console.log(json ? JSON.stringify({ removed: budgetId }) : `${budgetId} removed`);
}

function table(budgets: readonly Budget[]): string {
  const rows = plainTable(['budget', 'of', 'nano-tokens a month', 'spent', 'alerts at %', 'hard stop', 'month ends']);
  for (const { id, projectId, amount, spent, alertShares, hardStop, stoppedAt, period } of budgets) {
    rows.push([id, projectId ?? 'all', amount, spent, alertShares.join(', '), stoppedAt === null ? (hardStop ? 'yes' : 'no') : `since ${moment(stoppedAt)}`, moment(period.endsAt)]);
  }
  return rows.toString();
}
