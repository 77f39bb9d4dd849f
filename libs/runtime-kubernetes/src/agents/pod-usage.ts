import type { ClaimId, Millis } from '#libs/kernel';
import type { UsageEvent } from '#libs/runtime';

/** What is known of one pod at a moment. Counters go up from the pod's start; levels are of the moment. Undefined where nobody counts. */
export interface PodReading {
  claimId: ClaimId;
  /** Of the pod: with another one, counters begin anew. */
  uid: string;
  cpuNanoSeconds?: bigint;
  /** Where there is no counter: how much is in use, of a core, in billionths. */
  cpuNanoCores?: bigint;
  memoryBytes?: bigint;
  sentBytes?: bigint;
  receivedBytes?: bigint;
}

/** Counters as they were, in decimal, when a pod was last sampled. */
export interface Counters {
  uid: string;
  cpuNanoSeconds?: string;
  sentBytes?: string;
  receivedBytes?: string;
}

export function countersOf({ uid, ...reading }: PodReading): Counters {
  const counter = (name: 'cpuNanoSeconds' | 'sentBytes' | 'receivedBytes') => (reading[name] === undefined ? {} : { [name]: reading[name].toString() });
  return { uid, ...counter('cpuNanoSeconds'), ...counter('sentBytes'), ...counter('receivedBytes') };
}

const NANOS_PER_MILLI = 1_000_000n;
const MILLIS_PER_SECOND = 1_000n;

/**
 * What a pod used between two looks at it. A level is taken for what it was throughout; a counter that went back began
 * anew. The same interval of the same claim always has the same ids. Pure.
 */
export function eventsOf(clusterId: string, before: { at: Millis; counters: Counters }, reading: PodReading, now: Millis): UsageEvent[] {
  if (now <= before.at) return [];
  const elapsed = BigInt(now - before.at);
  const { counters } = before;
  const grown = (name: 'cpuNanoSeconds' | 'sentBytes' | 'receivedBytes') => {
    const value = reading[name];
    const known = counters.uid === reading.uid ? counters[name] : '0';
    if (value === undefined || known === undefined) return undefined;
    return value >= BigInt(known) ? value - BigInt(known) : value;
  };
  const cpuNanoSeconds = grown('cpuNanoSeconds') ?? (reading.cpuNanoCores === undefined ? undefined : (reading.cpuNanoCores * elapsed) / MILLIS_PER_SECOND);
  const used: [string, 'amount' | 'bytes', bigint | undefined][] = [
    ['cpu_millis_seconds', 'amount', cpuNanoSeconds === undefined ? undefined : cpuNanoSeconds / NANOS_PER_MILLI],
    ['memory_byte_seconds', 'amount', reading.memoryBytes === undefined ? undefined : (reading.memoryBytes * elapsed) / MILLIS_PER_SECOND],
    ['egress_bytes', 'bytes', grown('sentBytes')],
    ['ingress_bytes', 'bytes', grown('receivedBytes')],
  ];
  return used.flatMap(([meter, unit, quantity]) => (quantity === undefined ? [] : [{
    specversion: '1.0', type: `weir.usage.${meter}.v1` as UsageEvent['type'], source: `/clusters/${clusterId}/pods`, id: `${reading.claimId}-${meter}-${before.at}`,
    subject: reading.claimId, time: new Date(now).toISOString(), datacontenttype: 'application/json',
    data: { [unit]: quantity.toString(), startsAt: before.at, endsAt: now },
  } satisfies UsageEvent]));
}
