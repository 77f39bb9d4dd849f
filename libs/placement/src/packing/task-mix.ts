import { type Demand } from './demand.js';

/** Arrivals that are remembered: enough to know a mix by, few enough to follow it when it changes. */
export const MIX_ARRIVALS = 1_000;

/** Demands that are alike, and how many of the arrivals they are. */
export interface MixPart {
  demand: Demand;
  count: number;
}

/** What has been asked for lately: the last arrivals, by shape. In order of first arrival, so that equal histories give equal sums. */
export class TaskMix {
  private readonly arrivals: string[] = [];
  private readonly byShape = new Map<string, MixPart>();
  private oldest = 0;

  constructor(recent: readonly Demand[] = []) {
    for (const demand of recent) this.add(demand);
  }

  get size(): number {
    return this.arrivals.length - this.oldest;
  }

  add(demand: Demand): void {
    const shape = shapeOf(demand);
    const part = this.byShape.get(shape);
    if (part) part.count += 1;
    else this.byShape.set(shape, { demand, count: 1 });
    this.arrivals.push(shape);
    if (this.size > MIX_ARRIVALS) this.forgetOldest();
  }

  parts(): readonly MixPart[] {
    return [...this.byShape.values()];
  }

  private forgetOldest(): void {
    const shape = this.arrivals[this.oldest]!;
    const part = this.byShape.get(shape)!;
    part.count -= 1;
    if (part.count === 0) this.byShape.delete(shape);
    this.oldest += 1;
    if (this.oldest < MIX_ARRIVALS) return;
    this.arrivals.splice(0, this.oldest);
    this.oldest = 0;
  }
}

/** Memory is left out: it runs out last, and would part what is alike. */
function shapeOf({ cpuMillis, gpus, milliPerGpu, models }: Demand): string {
  return `${cpuMillis}/${gpus}/${milliPerGpu}/${models.join('|')}`;
}
