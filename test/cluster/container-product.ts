import { request } from 'node:http';

import { sql, Database } from '#libs/database';

import { clientOf, type Call, eventually } from '../support/operator-client.js';
import { type Product, type ProductProcess, runWeir, startProduct } from '../support/product.js';

const POOL = 'standard';
export const EGRESS_MBPS = 40;
const resourceClasses = ['CPU_MILLI', 'MEMORY_MIB', 'EGRESS_MBPS', 'EGRESS_GIB'];

/** The product's processes, with a cluster of real containers joined by the command line as operators join it, and a tenant with funds. */
export interface ContainerProduct {
  product: Product;
  database: Database;
  administrator: Call;
  operator: Call;
  tenant: Call;
  tenantKey: string;
  hosts: { id: string; name: string }[];
  close(): Promise<void>;
}

/** @param names that the operator gives to what is its own. */
export async function containerProduct({ kubeconfig, names, env = {} }: { kubeconfig: string; names: { operator: string; site: string; cluster: string }; env?: Record<string, string> }): Promise<ContainerProduct> {
  const product = await startProduct({
    roles: ['api', 'scheduler', 'worker', 'gateway'],
    env: { WEIR_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'), WEIR_IMAGE_PULL: 'if-not-present', WEIR_GATEWAY_URL: 'http://*.localhost:7071', WEIR_SETTLE_EVERY: '1s', WEIR_KUBERNETES_SAMPLE: '5s', ...env },
  });
  const database = new Database({ url: product.databaseUrl, poolSize: 2 });
  const close = async () => {
    await database.close();
    await product.close();
  };
  try {
    const url = product.of('api')[0]!.url!;
    const administrator = clientOf(url, product.adminKey);
    const pool = await administrator<{ id: string }>('POST', '/v1/admin/pools', { name: POOL });
    for (const resourceClass of resourceClasses) {
      await administrator('POST', `/v1/admin/pools/${pool.id}/rates`, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: '1000003' } });
    }
    const { tenant: { id: tenantId }, key: tenantKey } = await administrator<{ tenant: { id: string }; key: { secret: string } }>('POST', '/v1/admin/tenants', { name: 'somebody' });
    await administrator('POST', '/v1/admin/deposits', { tenantId, amount: '1000000000000', reference: 'first' });
    const { key } = await administrator<{ key: { secret: string } }>('POST', '/v1/admin/operators', { name: names.operator });
    const operator = clientOf(url, key.secret);
    await operator('POST', '/v1/operator/sites', { name: names.site, jurisdiction: 'DE', region: 'europe-west' });
    const { hosts } = JSON.parse(await runWeir(
      ['operator', 'join', '--kubeconfig', kubeconfig, '--site', names.site, '--name', names.cluster, '--json'], { WEIR_API_URL: url, WEIR_API_KEY: key.secret },
    )) as { hosts: { id: string; name: string }[] };
    return { product, database, administrator, operator, tenant: clientOf(url, tenantKey.secret), tenantKey: tenantKey.secret, hosts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export interface OpenLease {
  id: string;
  state: string;
  addresses: { url: string }[];
  replicaStates: { state: string; reason?: string }[];
}

/** A lease of one replica of test/cluster/program with a public port; active. */
export async function programLease({ tenant }: ContainerProduct, image: string): Promise<OpenLease> {
  const lease = await tenant<OpenLease>('POST', '/v1/leases', {
    pool: POOL, replicas: 1, resources: { cpuMillis: 100, memoryMib: 64, egressMbps: EGRESS_MBPS },
    workload: { image, ports: [{ name: 'http', port: 8080, protocol: 'tcp', public: true }], healthCheck: { type: 'tcp', port: 8080, intervalSeconds: 1, timeoutSeconds: 1, failureThreshold: 30 } },
  });
  await inState({ tenant }, lease.id, 'active');
  return tenant<OpenLease>('GET', `/v1/leases/${lease.id}`);
}

export async function inState({ tenant }: Pick<ContainerProduct, 'tenant'>, leaseId: string, state: string): Promise<void> {
  await eventually(async () => {
    const lease = await tenant<OpenLease>('GET', `/v1/leases/${leaseId}`);
    if (lease.state !== state) throw new Error(`still ${JSON.stringify(lease)}`);
  }, 60_000);
}

export interface Visited {
  status: number;
  headers: readonly string[];
  body: Buffer;
}

/** Visits a lease's public port through the product's gateway. */
export function visit({ product }: ContainerProduct, lease: OpenLease, path: string): Promise<Visited> {
  const [gateway] = product.of('gateway') as [ProductProcess];
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: new URL(gateway.url!).port, path, headers: { host: new URL(lease.addresses[0]!.url).host }, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('end', () => resolve({ status: answer.statusCode!, headers: answer.rawHeaders, body: Buffer.concat(parts) })).once('error', reject);
    }).once('error', reject).end();
  });
}

/** Waits until the gateway serves a lease. */
export async function reached(joined: ContainerProduct, lease: OpenLease): Promise<void> {
  await eventually(async () => {
    const { status } = await visit(joined, lease, '/');
    if (status !== 200) throw new Error(`the gateway answers ${status}`);
  }, 30_000);
}

/** What was recorded of a lease's claims, by whom. */
export async function recordsOf({ database }: ContainerProduct, leaseId: string): Promise<{ source: string; meter: string; quantity: string }[]> {
  return database.query(sql`select r.source, r.meter, sum(r.quantity)::text as quantity from usage_records r where r.lease_id = ${leaseId} group by r.source, r.meter`);
}
