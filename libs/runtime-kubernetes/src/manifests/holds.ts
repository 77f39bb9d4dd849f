import type { ClaimedResource } from '#libs/kernel';

/** What a claim holds, in the units that Kubernetes counts. */
export interface Holds {
  cpuMillis: number;
  memoryMib: number;
  ephemeralMib: number;
  /** Whole devices. */
  gpus: number;
  /** A share of one device, in thousandths. */
  gpuMilli: number;
  egressMbps: number;
  /** Of all its volumes. */
  volumesGib: number;
  volumeCount: number;
}

/** What a container needs to exist at all, where its claim holds nothing of it. */
const LEAST_CPU_MILLIS = 10;
const LEAST_MEMORY_MIB = 32;
/** For logs and /tmp where no ephemeral storage is claimed; it is limited, not reserved. */
export const UNCLAIMED_EPHEMERAL_MIB = 256;

const EPHEMERAL = 'ephemeral';
const WHOLE_DEVICE_MILLI = 1_000;

/** Reads what a claim holds. Custom classes stand for nothing that Kubernetes knows, and are left out. */
export function holdsOf(resources: readonly ClaimedResource[]): Holds {
  const total = (resourceClass: string) => resources.filter((one) => one.resourceClass === resourceClass).reduce((sum, one) => sum + one.amount, 0);
  const storage = resources.filter((one) => one.resourceClass === 'STORAGE_GIB' && one.amount > 0);
  const lasting = storage.filter((one) => one.variant !== EPHEMERAL);
  const gpuMilli = total('GPU_MILLI');
  return {
    cpuMillis: Math.max(LEAST_CPU_MILLIS, total('CPU_MILLI')),
    memoryMib: Math.max(LEAST_MEMORY_MIB, total('MEMORY_MIB')),
    ephemeralMib: storage.filter((one) => one.variant === EPHEMERAL).reduce((sum, one) => sum + one.amount * 1_024, 0),
    gpus: Math.floor(gpuMilli / WHOLE_DEVICE_MILLI),
    gpuMilli: gpuMilli % WHOLE_DEVICE_MILLI,
    egressMbps: total('EGRESS_MBPS'),
    volumesGib: lasting.reduce((sum, one) => sum + one.amount, 0),
    volumeCount: lasting.reduce((sum, one) => sum + (one.volumes?.length ?? 1), 0),
  };
}

/** All that a namespace holds, and the largest that one container in it does. */
export interface Envelope {
  pods: number;
  cpuMillis: number;
  memoryMib: number;
  ephemeralMib: number;
  gpus: number;
  storageGib: number;
  volumes: number;
  largestCpuMillis: number;
  largestMemoryMib: number;
}

export function envelopeOf(all: readonly Holds[]): Envelope {
  const sum = (of: (holds: Holds) => number) => all.reduce((total, holds) => total + of(holds), 0);
  return {
    pods: all.length,
    cpuMillis: sum((holds) => holds.cpuMillis),
    memoryMib: sum((holds) => holds.memoryMib),
    ephemeralMib: sum((holds) => holds.ephemeralMib || UNCLAIMED_EPHEMERAL_MIB),
    gpus: sum((holds) => holds.gpus),
    storageGib: sum((holds) => holds.volumesGib),
    volumes: sum((holds) => holds.volumeCount),
    largestCpuMillis: Math.max(LEAST_CPU_MILLIS, ...all.map((holds) => holds.cpuMillis)),
    largestMemoryMib: Math.max(LEAST_MEMORY_MIB, ...all.map((holds) => holds.memoryMib)),
  };
}

/** What a quota goes by, and what limits go by. */
export const quotaKeys = ['pods', 'cpuMillis', 'memoryMib', 'ephemeralMib', 'gpus', 'storageGib', 'volumes'] as const satisfies readonly (keyof Envelope)[];
export const limitKeys = ['largestCpuMillis', 'largestMemoryMib'] as const satisfies readonly (keyof Envelope)[];

/** Whether so much of one fits the other. */
export function fitsIn(inner: Envelope, outer: Envelope, keys: readonly (keyof Envelope)[]): boolean {
  return keys.every((key) => inner[key] <= outer[key]);
}
