import type { V1Container, V1Pod } from '@kubernetes/client-node';

import { nanosOf } from './quantity.js';

/** Nano-units of each resource, by its name. */
export type Amounts = ReadonlyMap<string, bigint>;

/**
 * What a pod keeps of its node, as the scheduler counts: its containers together, or its greatest initial container with
 * the sidecars before it if that is more; what is stated for the whole pod instead of that; and the runtime's overhead.
 */
export function requestsOf(pod: V1Pod): Amounts {
  const { spec } = pod;
  let sidecars: Amounts = new Map();
  let initial: Amounts = new Map();
  for (const container of spec?.initContainers ?? []) {
    const own = requested(container);
    initial = most(initial, sum(sidecars, own));
    if (container.restartPolicy === 'Always') sidecars = sum(sidecars, own);
  }
  const running = (spec?.containers ?? []).reduce((total, container) => sum(total, requested(container)), sidecars);
  const whole = new Map([...most(initial, running), ...amounts(spec?.resources?.requests)]);
  return sum(whole, amounts(spec?.overhead));
}

/** Both together. */
export function sum(one: Amounts, other: Amounts): Amounts {
  const total = new Map(one);
  for (const [name, nanos] of other) total.set(name, (total.get(name) ?? 0n) + nanos);
  return total;
}

export function amounts(quantities: Readonly<Record<string, string>> = {}): Amounts {
  return new Map(Object.entries(quantities).flatMap(([name, quantity]) => {
    const nanos = nanosOf(quantity);
    return nanos === undefined ? [] : [[name, nanos] as const];
  }));
}

function requested(container: V1Container): Amounts {
  return amounts(container.resources?.requests);
}

function most(one: Amounts, other: Amounts): Amounts {
  const result = new Map(one);
  for (const [name, nanos] of other) if (nanos > (result.get(name) ?? 0n)) result.set(name, nanos);
  return result;
}
