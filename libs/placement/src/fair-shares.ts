import { type Reader, rowsOf, sql } from '#libs/database';
import { type ResourceClass } from '#libs/kernel';

import { type RequestSpec } from './board.js';
import { columnKey, type Snapshot } from './snapshot.js';

/** A share of a pool in parts of this: fine enough for one thousandth of a CPU in a million hosts. */
const WHOLE = 10n ** 15n;

/** What a tenant holds in a pool of a class and variant. */
export interface TenantUse {
  tenantId: string;
  resourceClass: ResourceClass;
  variant: string;
  amount: bigint;
}

/** What tenants hold in a pool, with what of a plan they are given, and how much each counts. */
export interface FairInput {
  held: readonly TenantUse[];
  /** By tenant; 1 where it does not say. One of weight 2 may have twice as much. */
  weights?: Readonly<Record<string, number>>;
}

/** How much of a pool each tenant has: of its dominant resource, the class of which it has the largest part of all there is. */
export class FairShares {
  private readonly used = new Map<string, Map<string, bigint>>();
  private readonly shares = new Map<string, bigint>();

  constructor(private readonly snapshot: Snapshot, private readonly input: FairInput) {
    for (const { tenantId, ...use } of input.held) this.add(tenantId, [use]);
  }

  /** In parts of `WHOLE`, divided by the tenant's weight, rounded down. */
  of(tenantId: string): bigint {
    return this.shares.get(tenantId) ?? 0n;
  }

  add(tenantId: string, resources: readonly { resourceClass: ResourceClass; variant: string; amount: number | bigint }[]): void {
    const used = this.used.get(tenantId) ?? new Map<string, bigint>();
    this.used.set(tenantId, used);
    const weight = BigInt(this.input.weights?.[tenantId] ?? 1);
    for (const { resourceClass, variant, amount } of resources) {
      const key = columnKey(resourceClass, variant);
      const sum = (used.get(key) ?? 0n) + BigInt(amount);
      used.set(key, sum);
      const capacity = this.snapshot.columns.get(key)?.poolCapacity ?? 0;
      if (capacity === 0) continue;
      const share = (sum * WHOLE) / (BigInt(capacity) * weight);
      if (share > this.of(tenantId)) this.shares.set(tenantId, share);
    }
  }
}

/**
 * The order in which requests are tried, dominant resource fairness: among those of one rank it is always the turn of the tenant
 * that has the smallest share so far, with the one of its requests that comes first; of equal tenants the one whose request came first.
 * Shares are looked at anew for each: what was just placed counts. So none gains by asking early, or for more than it needs.
 * @param among so many, from the first on, are put in order; the others follow as they are.
 * @yields indices into `requests`.
 */
export function* fairTurns(requests: readonly Pick<RequestSpec, 'tenantId' | 'rank'>[], shares: Pick<FairShares, 'of'>, among: number): Generator<number> {
  for (let start = 0; start < among;) {
    let end = start;
    while (end < among && requests[end]!.rank === requests[start]!.rank) end += 1;
    yield* turnsWithin(requests, shares, start, end);
    start = end;
  }
  for (let index = among; index < requests.length; index += 1) yield index;
}

function* turnsWithin(requests: readonly Pick<RequestSpec, 'tenantId'>[], shares: Pick<FairShares, 'of'>, start: number, end: number): Generator<number> {
  const queues = new Map<string, number[]>();
  for (let index = end - 1; index >= start; index -= 1) {
    const { tenantId } = requests[index]!;
    const queue = queues.get(tenantId);
    if (queue) queue.push(index);
    else queues.set(tenantId, [index]); // the first is last
  }
  while (queues.size > 0) {
    let next: { tenantId: string; share: bigint; index: number } | undefined;
    for (const [tenantId, queue] of queues) {
      const share = shares.of(tenantId);
      const index = queue.at(-1)!;
      if (!next || share < next.share || (share === next.share && index < next.index)) next = { tenantId, share, index };
    }
    const queue = queues.get(next!.tenantId)!;
    queue.pop();
    if (queue.length === 0) queues.delete(next!.tenantId);
    yield next!.index;
  }
}

/** What tenants' held claims take of a pool. */
export async function heldByTenants(reader: Reader, poolId: string, tenantIds: readonly string[]): Promise<TenantUse[]> {
  return rowsOf<TenantUse>(reader, sql`
    select c.tenant_id as "tenantId", r."resourceClass", r.variant, sum(r.amount)::bigint as amount
    from claims c cross join lateral jsonb_to_recordset(c.resources) as r("resourceClass" text, variant text, amount bigint)
    where c.pool_id = ${poolId} and c.state = 'held' and c.tenant_id in (select value from jsonb_array_elements_text(${JSON.stringify(tenantIds)}::jsonb))
    group by 1, 2, 3`);
}
