import type { Millis } from '#libs/kernel';

import type { CurveView } from './curve.js';
import type { RateClass } from './rate-class.js';

/** A version of a rate. */
export interface RateView {
  id: string;
  poolId: string;
  resourceClass: RateClass;
  variant: string;
  /** Counts from 1 within a class and variant of a pool. */
  version: number;
  curve: CurveView;
  activeFrom: Millis;
  /** When a later one takes over; null while none is set. */
  activeUntil: Millis | null;
  createdAt: Millis;
}

export interface RateRow {
  id: string;
  pool_id: string;
  resource_class: RateClass;
  variant: string;
  version: number;
  curve: CurveView;
  active_from: bigint;
  active_until: bigint | null;
  created_at: bigint;
}

export function rateView(row: RateRow): RateView {
  return {
    id: row.id,
    poolId: row.pool_id,
    resourceClass: row.resource_class,
    variant: row.variant,
    version: row.version,
    curve: row.curve,
    activeFrom: Number(row.active_from),
    activeUntil: row.active_until === null ? null : Number(row.active_until),
    createdAt: Number(row.created_at),
  };
}
