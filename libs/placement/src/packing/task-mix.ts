import { type Demand, Demands } from './demand.js';

/** Arrivals that are remembered: enough to know a mix by, few enough to follow it when it changes. */
export const MIX_ARRIVALS = 1_000;

/** Demands that are alike, and how many of the arrivals they are. */
export interface MixPart {
  demand: Demand;
  count: number;
}

/** What has been asked for lately: the last arrivals, by shape. In order of first arrival, so that equal histories give equal sums. */
export class TaskMix {
  private readonly arrivals: MixPart[] = [];
  private readonly byDemand = new Map<Demand, MixPart>();
  private oldest = 0;

  constructor(recent: readonly Demand[] = [], private readonly demands = new Demands()) {
    for (const demand of recent) this.add(demand);
  }

  get size(): number {
    return this.arrivals.length - this.oldest;
  }

  /** So many arrivals that are alike. */
  add(arrived: Demand, times = 1): void {
    const demand = this.demands.of(arrived);
    for (let time = 0; time < times; time += 1) {
      let part = this.byDemand.get(demand);
      if (!part) this.byDemand.set(demand, (part = { demand, count: 0 }));
      part.count += 1;
      this.arrivals.push(part);
      if (this.size > MIX_ARRIVALS) this.forgetOldest();
    }
  }

  parts(): readonly MixPart[] {
    return [...this.byDemand.values()];
  }

  private forgetOldest(): void {
    const part = this.arrivals[this.oldest]!;
    part.count -= 1;
    if (part.count === 0) this.byDemand.delete(part.demand);
    this.oldest += 1;
    if (this.oldest < MIX_ARRIVALS) return;
    this.arrivals.splice(0, this.oldest);
    this.oldest = 0;
  }
}
