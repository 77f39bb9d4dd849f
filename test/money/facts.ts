/** A resource class and its variant, as `CPU_MILLI/`, or a meter's rate class, as `EGRESS_GIB/`. */
export type Key = string;

/** A rate that was set, or moved: it holds from then on. */
export interface RateFact {
  poolId: string;
  key: Key;
  from: number;
  /** Nano-tokens per priced unit and hour, the base included. */
  rate: bigint;
  base: bigint;
}

/** What was seen of one replica. */
export interface Sighting {
  claimId: string;
  ready: boolean;
  /** Contact with its host is lost. */
  lost: boolean;
  /** Since when it is, or is not. */
  since: number;
  /** What its claim holds. */
  amounts: ReadonlyMap<Key, bigint>;
}

/** All replicas of a lease, seen together. */
export interface Report {
  at: number;
  /** How many replicas the lease was to have. */
  wanted: number;
  sightings: Sighting[];
}

export interface ClaimFact {
  id: string;
  replica: number;
  hostId: string;
  operatorId: string;
  madeAt: number;
  releasedAt: number | null;
  /** What it held from when on. */
  sizes: { at: number; amounts: ReadonlyMap<Key, bigint> }[];
}

/** A usage sample, as often as it may have been sent. */
export interface SampleFact {
  reporterId: string;
  source: string;
  id: string;
  claimId: string;
  meter: 'egress_bytes' | 'stored_bytes';
  bytes: bigint;
  startsAt: number;
  endsAt: number;
  /** When it first came in. */
  receivedAt: number;
}

/** All that happened to a lease that bears on what it costs, in the order in which it happened. */
export interface LeaseFacts {
  id: string;
  poolId: string;
  requestedAt: number;
  durationMillis: number | null;
  /** If it pays the current price: the most that it may cost an hour, as it was asked for. */
  spot: { maximum: bigint; resources: ReadonlyMap<Key, bigint>; replicas: number } | null;
  /** If its term was paid ahead: how much less it costs, in ten-thousandths. */
  reserved: { discount: bigint } | null;
  /** The storage of each replica that outlasts it. */
  volumes: ReadonlyMap<Key, bigint>;
  /** How many replicas are wanted, from when on. */
  replicas: { at: number; count: number }[];
  reports: Report[];
  claims: ClaimFact[];
  samples: SampleFact[];
  closedAt: number | null;
  /** It ended for a reason that is not billed. */
  free: boolean;
}

/** A time in which contact with a host was lost. */
export interface Silence {
  hostId: string;
  /** When it was last heard of. */
  from: number;
  /** When it was heard of again. */
  until: number;
}

/** A time in which a replica was down that had been ready, as it was recorded. */
export interface OutageFact {
  leaseId: string;
  reason: string;
  from: number;
  until: number | null;
}

/** Below this availability over a month, in parts per million, this share of what the month cost is given back, in ten-thousandths. */
export interface PromiseFact {
  belowPpm: bigint;
  credit: bigint;
}

/** What everybody shares. */
export interface WorldFacts {
  rates: RateFact[];
  silences: Silence[];
  /** For how long the volumes of a lease are kept when its funds have ended. */
  suspensionMillis: number;
  /** For how long a lease keeps its prices. */
  lockMillis: number;
  /** When spot leases were given the prices of the time; for how long they keep one at least, and how long before their end they are told. */
  spotSweeps: number[];
  spotLockMillis: number;
  spotNoticeMillis: number;
  /** How pools divide a charge, in ten-thousandths. */
  shares: ReadonlyMap<string, { operator: bigint; treasury: bigint; fee: bigint }>;
}

/** What a lease comes to, and whose it is. */
export interface Bill {
  amount: bigint;
  treasury: bigint;
  fee: bigint;
  /** By operator; who gets nothing is left out. */
  operators: Record<string, bigint>;
}
