import { type Reader, rowsOf, sql } from '#libs/database';
import { type Millis, type ResourceClass } from '#libs/kernel';

import { type LeaseResources } from './lease.js';
import { leaseProblems } from './lease.errors.js';
import { gpuMilli, plainAmounts, pointerTo } from './resources.js';

const REMEMBERED = 2_000;
const REMEMBERED_MILLIS = 10_000;

interface Need {
  resourceClass: ResourceClass;
  variants: readonly string[];
  amount: number;
}

/**
 * Tells requests that wait for capacity from those that none could ever serve: more for one replica than any host of the
 * pool has, even empty. A pool without hosts is still being built, and everything may wait for it.
 */
export class EverFit {
  /** Only that something fits is remembered: hosts that appear must count at once. */
  private readonly fitting = new Map<string, Millis>();

  /** @throws Problem `cannot_ever_fit` */
  async check(reader: Reader, poolId: string, resources: LeaseResources, gpuModels: readonly string[], now: Millis): Promise<void> {
    const needs: Need[] = plainAmounts(resources).map(({ resourceClass, variant, amount }) => ({ resourceClass, variants: [variant], amount }));
    if (resources.gpu) needs.push({ resourceClass: 'GPU_MILLI', variants: gpuModels, amount: gpuMilli(resources) });
    const key = JSON.stringify([poolId, needs]);
    if ((this.fitting.get(key) ?? 0) > now) return;
    const [found] = await rowsOf<{ fits: boolean; hosts: boolean }>(reader, sql`
      select exists (
        select 1 from hosts h where h.pool_id = ${poolId} and not exists (
          select 1 from jsonb_to_recordset(${JSON.stringify(needs)}::jsonb) as n("resourceClass" text, variants jsonb, amount bigint)
          where not exists (
            select 1 from inventories i where i.host_id = h.id and i.resource_class = n."resourceClass" and jsonb_exists(n.variants, i.variant)
              and (i.total - i.reserved) * i.allocation_ratio_bps / 10000 >= n.amount
              and n.amount between i.min_unit and i.max_unit and n.amount % i.step_size = 0))) as fits,
        exists (select 1 from hosts h where h.pool_id = ${poolId}) as hosts`);
    if (found?.hosts && !found.fits) throw await this.refusal(reader, poolId, needs);
    if (this.fitting.size >= REMEMBERED) this.fitting.clear();
    if (found?.fits) this.fitting.set(key, now + REMEMBERED_MILLIS);
  }

  /** Names the class that no host has enough of; when each is there but not on one host, says that. */
  private async refusal(reader: Reader, poolId: string, needs: readonly Need[]): Promise<Error> {
    const largest = await rowsOf<{ resource_class: string; amount: bigint; largest: bigint }>(reader, sql`
      select n."resourceClass" as resource_class, n.amount,
        coalesce(max(least((i.total - i.reserved) * i.allocation_ratio_bps / 10000, i.max_unit)), 0)::bigint as largest
      from jsonb_to_recordset(${JSON.stringify(needs)}::jsonb) as n("resourceClass" text, variants jsonb, amount bigint)
      left join (inventories i join hosts h on h.id = i.host_id and h.pool_id = ${poolId})
        on i.resource_class = n."resourceClass" and jsonb_exists(n.variants, i.variant)
      group by n."resourceClass", n.variants, n.amount order by 1`);
    const short = largest.find((row) => row.largest < row.amount);
    if (!short) return leaseProblems.cannot_ever_fit('No host of this pool offers all of this together, even empty, or not in these steps.', { pointer: '/resources' });
    return leaseProblems.cannot_ever_fit(`One replica asks for ${short.amount} ${short.resource_class}; no host of this pool has more than ${short.largest}.`, {
      pointer: pointerTo(short.resource_class),
      extra: { resourceClass: short.resource_class, asked: short.amount.toString(), largest: short.largest.toString() },
    });
  }
}
