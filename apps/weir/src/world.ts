import { type ApiCall, apiCall } from './api-call.js';

export interface InventoryPlan {
  resourceClass: string;
  variant?: string;
  total: number;
}

export interface HostPlan {
  name: string;
  capacity?: 'dedicated' | 'idle';
  traits?: string[];
  inventories: InventoryPlan[];
}

export interface OperatorPlan {
  name: string;
  site: { name: string; jurisdiction: string; region: string };
  hosts: HostPlan[];
}

export type CurvePlan = { kind: 'fixed'; nanoTokensPerUnitHour: string } | { kind: 'kinked'; base: string; slope1: string; slope2: string; kinkBps: number };

/** A market to be set up through the API: a pool with prices, operators with simulated clusters, tenants with tokens. */
export interface WorldPlan {
  pool: { name: string; operatorShareCapBps?: number; auctionWindowMillis?: number };
  rates: { resourceClass: string; variant?: string; curve: CurvePlan }[];
  operators: OperatorPlan[];
  tenants: { name: string; depositNanoTokens: string; statementPeriod?: 'hour' | 'day' | 'month' }[];
}

export interface World {
  poolId: string;
  operators: { name: string; id: string; key: string; clusterId: string; hostIds: string[] }[];
  tenants: { name: string; id: string; projectId: string; key: string }[];
}

/** Hosts in one request. */
const HOSTS_AT_ONCE = 200;

/**
 * Sets the plan up, as an administrator and its operators would. Every write carries a key made from `mark`, so that a
 * set-up that was cut off is finished by running it again.
 */
export async function setUpWorld(apiUrl: string, adminKey: string, plan: WorldPlan, mark = 'set-up', onHosts: (registered: number) => void = () => undefined): Promise<World> {
  const admin = apiCall(apiUrl, adminKey);
  const pool = await admin<{ id: string }>('POST', '/v1/admin/pools', plan.pool, { idempotencyKey: `${mark}/pool/${plan.pool.name}` });
  for (const rate of plan.rates) {
    await admin('POST', `/v1/admin/pools/${pool.id}/rates`, rate, { idempotencyKey: `${mark}/rate/${plan.pool.name}/${rate.resourceClass}/${rate.variant ?? ''}` });
  }
  const operators: World['operators'] = [];
  for (const operator of plan.operators) {
    operators.push(await setUpOperator(apiUrl, admin, plan.pool.name, operator, mark));
    onHosts(operators.reduce((sum, { hostIds }) => sum + hostIds.length, 0));
  }
  const tenants: World['tenants'] = [];
  for (const tenant of plan.tenants) tenants.push(await setUpTenant(admin, tenant, mark));
  return { poolId: pool.id, operators, tenants };
}

async function setUpOperator(apiUrl: string, admin: ApiCall, pool: string, plan: OperatorPlan, mark: string): Promise<World['operators'][number]> {
  const name = `${mark}/operator/${plan.name}`;
  const { operator, key } = await admin<{ operator: { id: string }; key: FirstKey }>('POST', '/v1/admin/operators', { name: plan.name }, { idempotencyKey: name });
  const secret = await secretOf(admin, `/v1/admin/operators/${operator.id}`, key);
  const call = apiCall(apiUrl, secret);
  const site = await call<{ id: string }>('POST', '/v1/operator/sites', plan.site, { idempotencyKey: `${name}/site` });
  const cluster = await call<{ id: string }>('POST', '/v1/operator/clusters', { siteId: site.id, pool, name: `${plan.site.name}-1`, driver: 'simulated' }, { idempotencyKey: `${name}/cluster` });
  const hostIds: string[] = [];
  for (let from = 0; from < plan.hosts.length; from += HOSTS_AT_ONCE) {
    const hosts = plan.hosts.slice(from, from + HOSTS_AT_ONCE);
    const registered = await call<{ hosts: { id: string }[] }>('POST', '/v1/operator/hosts', { clusterId: cluster.id, hosts }, { idempotencyKey: `${name}/hosts/${from}` });
    hostIds.push(...registered.hosts.map(({ id }) => id));
  }
  await call('POST', '/v1/operator/heartbeats', { clusterId: cluster.id });
  return { name: plan.name, id: operator.id, key: secret, clusterId: cluster.id, hostIds };
}

async function setUpTenant(admin: ApiCall, plan: WorldPlan['tenants'][number], mark: string): Promise<World['tenants'][number]> {
  const { depositNanoTokens, ...input } = plan;
  const { tenant, project, key } = await admin<{ tenant: { id: string }; project: { id: string }; key: FirstKey }>(
    'POST', '/v1/admin/tenants', input, { idempotencyKey: `${mark}/tenant/${plan.name}` },
  );
  await admin('POST', '/v1/admin/deposits', { tenantId: tenant.id, amount: depositNanoTokens, reference: `${mark}/deposit/${plan.name}` });
  return { name: plan.name, id: tenant.id, projectId: project.id, key: await secretOf(admin, `/v1/admin/tenants/${tenant.id}`, key) };
}

/** Without its secret in the answer to a repeated request: that is shown once, and a set-up that was cut off did not keep it. */
interface FirstKey {
  secret?: string;
}

async function secretOf(admin: ApiCall, owner: string, key: FirstKey): Promise<string> {
  if (key.secret !== undefined) return key.secret;
  return (await admin<{ secret: string }>('POST', `${owner}/keys`, { name: 'second first key', role: 'owner' })).secret;
}
