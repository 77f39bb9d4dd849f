import { type PlacementHost } from '#libs/inventory';
import { type ClaimedResource } from '#libs/kernel';

/** Of one class and variant. */
interface Sum {
  /** By hosts that live, and by those that are away. */
  used: { live: number; away: number };
  /** Of hosts that live. */
  capacity: number;
}

/** What is used of a pool's hosts and how much they have, by `class/variant`. Kept current: prices are asked for often, and hosts are many. */
export class PoolUse {
  private readonly sums = new Map<string, Sum>();

  /** @param hosts all live, and nothing of them is used yet. */
  constructor(hosts: readonly PlacementHost[]) {
    for (const { inventories } of hosts) for (const inventory of inventories) this.sumOf(inventory).capacity += inventory.capacity;
  }

  keys(): Iterable<string> {
    return this.sums.keys();
  }

  /** What a price goes by: of a host that is away what is used counts and nothing else, as the product counts it. */
  of(key: string): { used: bigint; total: bigint } {
    const { used, capacity } = this.sums.get(key) ?? { used: { live: 0, away: 0 }, capacity: 0 };
    return { used: BigInt(used.live + used.away), total: BigInt(capacity + used.away) };
  }

  capacityOf(key: string): number {
    return this.sums.get(key)?.capacity ?? 0;
  }

  /** Takes what a lease holds on a host, or gives it back. */
  move(host: PlacementHost, resources: readonly ClaimedResource[], sign: 1 | -1): void {
    for (const { resourceClass, variant, amount, devices } of resources) {
      const inventory = host.inventories.find((one) => one.resourceClass === resourceClass && one.variant === variant)!;
      inventory.used += sign * amount;
      this.sumOf(inventory).used[isLive(host) ? 'live' : 'away'] += sign * amount;
      for (const { index, milli } of devices ?? []) inventory.deviceUsed[index]! += sign * milli;
    }
  }

  /** A host goes away, or comes back. */
  turn(host: PlacementHost, contact: 'live' | 'lost'): void {
    const [from, to, sign] = contact === 'live' ? (['away', 'live', 1] as const) : (['live', 'away', -1] as const);
    for (const inventory of host.inventories) {
      const sum = this.sumOf(inventory);
      sum.capacity += sign * inventory.capacity;
      sum.used[from] -= inventory.used;
      sum.used[to] += inventory.used;
    }
    host.contact = contact;
  }

  private sumOf({ resourceClass, variant }: Pick<ClaimedResource, 'resourceClass' | 'variant'>): Sum {
    const key = `${resourceClass}/${variant}`;
    const sum = this.sums.get(key) ?? { used: { live: 0, away: 0 }, capacity: 0 };
    this.sums.set(key, sum);
    return sum;
  }
}

function isLive({ contact }: PlacementHost): boolean {
  return contact === 'live';
}
