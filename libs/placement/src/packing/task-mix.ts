import { type Demand, ModelLists } from './demand.js';

/** Arrivals that are remembered: enough to know a mix by, few enough to follow it when it changes. */
export const MIX_ARRIVALS = 1_000;

/** Demands that are alike, and how many of the arrivals they are. */
export interface MixPart {
  shape: string;
  demand: Demand;
  count: number;
}

/** What has been asked for lately: the last arrivals, by shape. In order of first arrival, so that equal histories give equal sums. */
export class TaskMix {
  private readonly arrivals: MixPart[] = [];
  private readonly lists = new ModelLists();
  private readonly byShape = new Map<string, MixPart>();
  private oldest = 0;

  constructor(recent: readonly Demand[] = []) {
    for (const demand of recent) this.add(demand);
  }

  get size(): number {
    return this.arrivals.length - this.oldest;
  }

  /** So many arrivals that are alike. */
  add(demand: Demand, times = 1): void {
    const shape = this.shapeOf(demand);
    for (let time = 0; time < times; time += 1) {
      let part = this.byShape.get(shape);
      if (!part) this.byShape.set(shape, (part = { shape, demand, count: 0 }));
      part.count += 1;
      this.arrivals.push(part);
      if (this.size > MIX_ARRIVALS) this.forgetOldest();
    }
  }

  parts(): readonly MixPart[] {
    return [...this.byShape.values()];
  }

  private forgetOldest(): void {
    const part = this.arrivals[this.oldest]!;
    part.count -= 1;
    if (part.count === 0) this.byShape.delete(part.shape);
    this.oldest += 1;
    if (this.oldest < MIX_ARRIVALS) return;
    this.arrivals.splice(0, this.oldest);
    this.oldest = 0;
  }

  /** Memory is left out: it runs out last, and would part what is alike. */
  private shapeOf({ cpuMillis, gpus, milliPerGpu, models }: Demand): string {
    return `${cpuMillis}/${gpus}/${milliPerGpu}/${this.lists.numberOf(models)}`;
  }
}
